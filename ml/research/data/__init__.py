"""Training data: labelled slices, their tasks, and splits by patient."""
