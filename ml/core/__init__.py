"""What every other room of `ml` and the viewer stand on: errors, types, files. No torch, no Qt."""
