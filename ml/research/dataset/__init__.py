"""A hospital's folders become a manifest, and a manifest is looked over before it is learned from.

`sheet` reads what people wrote, `build` joins it with the series found, `near_duplicates` finds
pictures that occur under two patients, `check` gathers all doubts into a report.
"""
