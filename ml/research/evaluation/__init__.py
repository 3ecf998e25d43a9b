"""Evaluation of networks and their decision rules on patients not used for training."""
