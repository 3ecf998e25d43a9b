"""Out-of-distribution inputs: real ones, imitations, and the fit of their detector."""
