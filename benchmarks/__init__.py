"""Measurements of speed and coverage; nothing here is shipped."""
