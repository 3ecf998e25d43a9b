"""Folders and archives are searched for images, and what was found is remembered."""
