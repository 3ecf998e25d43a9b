"""A batch whose writes fail, or that is killed, at every write in turn."""
