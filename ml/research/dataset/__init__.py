"""Builds a manifest from a hospital's folders, and checks a manifest before training.

`sheet` reads what people wrote, `build` joins it with the series found, `near_duplicates` finds
pictures that occur under two patients, `check` gathers all doubts into a report.
"""
