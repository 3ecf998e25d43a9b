"""Reading brain MR with a cascade of two networks.

The package has a front and a back. The *front* knows neither torch nor Qt and is all
that the viewer may import: `ml.errors`, `ml.protocol` (the words both sides share),
`ml.imaging` (files become studies, series and slices) and `ml.aggregate` (slice verdicts
become a series verdict). The *back* needs torch: `ml.model` (the network), `ml.preprocess`,
`ml.bundle` (weights on disk), `ml.cascade` (slice in, verdict out), `ml.data`, `ml.train`
and `ml.evaluate`. Only `main.py` knows both and hands the viewer a function that opens
a cascade.
"""
