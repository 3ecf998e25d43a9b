"""What the experiments share: folds, one plain way to train any network, and its predictions."""
