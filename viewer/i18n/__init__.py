"""Words on screen in the reader's language."""
