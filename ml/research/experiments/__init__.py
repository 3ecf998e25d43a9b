"""The paper's experiment and what else was measured; each folder is one command."""
