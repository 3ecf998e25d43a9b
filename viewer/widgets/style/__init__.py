"""Theme, palette, icons, spacing."""
