"""Ours against independent readers, case by case: `python -m tests.conformance` writes the table."""
