"""Dialogs, and the tour."""
