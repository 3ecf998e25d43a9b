"""Panels beside the viewports."""
