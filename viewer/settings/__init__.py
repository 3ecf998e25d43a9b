"""What the reader can set, and where it is kept."""
