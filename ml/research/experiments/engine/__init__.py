"""What the experiments share: folds, a plain way to train any network, and its predictions."""
