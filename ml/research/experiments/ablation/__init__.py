"""One change of the recipe at a time: what does each gain? Chosen without held-out patients."""
