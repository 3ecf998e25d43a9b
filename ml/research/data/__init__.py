"""Training data: examples of slices with labels, patient-grouped splits, simulation."""
