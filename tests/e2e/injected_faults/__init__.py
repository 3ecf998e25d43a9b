"""Disks that fill up, kills and second processes at every write of readings and of batches."""
