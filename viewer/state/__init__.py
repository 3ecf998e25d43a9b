"""Small observable objects: what is looked at, how, and what was decoded or read."""
