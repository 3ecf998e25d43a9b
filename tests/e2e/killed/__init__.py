"""A reading that is killed again and again: `python -m tests.e2e.killed`."""
