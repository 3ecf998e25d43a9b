"""Recognises the sequence of a series, by tags, words, timing or pixels."""
