"""One small image for each kind of compression, for the self-check, and what made them."""
