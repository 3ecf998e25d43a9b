"""What never ships: training, cross-validation, evaluation and the paper's experiment."""
