"""Draws images from arrays, and words on them; no widgets."""
