"""Cuts planes through a volume."""
