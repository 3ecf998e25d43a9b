"""Examination of the shipped networks: their maps, their robustness, and what they refuse."""
