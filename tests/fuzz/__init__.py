"""Damaged files on purpose: whatever a file says, reading it ends in an image or in words."""
