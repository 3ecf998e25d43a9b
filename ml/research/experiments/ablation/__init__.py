"""Ablation: what each part of the training recipe gains, measured without the test set."""
