"""Pictures from arrays; no widgets."""
