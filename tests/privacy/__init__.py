"""Names planted everywhere, and a search through all that is written and shown."""
