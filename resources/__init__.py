"""What ships beside the code: bundles of weights and a synthetic sample study."""
