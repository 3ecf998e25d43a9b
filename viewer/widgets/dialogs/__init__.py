"""The dialogs, and the tour."""
