"""Ours against independent readers; `python -m tests.conformance` writes the table."""
