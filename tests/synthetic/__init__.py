"""Synthetic images: files whose contents are known from how they were made."""
