"""The table of commands, and their keys."""
