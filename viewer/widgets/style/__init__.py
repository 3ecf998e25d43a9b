"""Theme, palette, icons and spacing."""
