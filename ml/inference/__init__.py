"""What ships with torch: a slice becomes a verdict.

`cascade` is the way in. A `bundle` holds one network's weights and how it is read
(`preprocessing`, `calibration`, `abstention`, `ood`); `models` are the networks themselves.
"""
