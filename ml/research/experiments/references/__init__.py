"""Figures that others published, to compare ours with."""
