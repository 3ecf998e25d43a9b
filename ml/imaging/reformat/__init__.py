"""Planes through a volume."""
