"""The paper's experiment and other measurements; each folder is one command."""
