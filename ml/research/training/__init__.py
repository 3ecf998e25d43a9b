"""Trains one network: the paper's recipe by default, resumable, split by patient.

`config` says what a run is, `start` builds its network, `loop` trains it epoch by epoch,
`lesion` holds what training knows beyond the label, `checkpoint` and `log` keep what was done.
"""
