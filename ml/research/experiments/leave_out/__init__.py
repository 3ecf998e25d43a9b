"""Source networks judged on primaries of a collection that they never saw."""
