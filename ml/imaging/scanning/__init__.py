"""Searches folders and archives for images, and remembers their headers."""
