"""Frames become series: grouped, ordered, split where positions repeat."""
