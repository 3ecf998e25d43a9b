"""Figures that others published, to set ours beside."""
