"""The command table, and the keys of its commands."""
