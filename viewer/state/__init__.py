"""Small observable objects: the view state, and stores of what was decoded or read."""
