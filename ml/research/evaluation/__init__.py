"""What a network is worth: its decision rule, fitted and judged on patients kept from training."""
