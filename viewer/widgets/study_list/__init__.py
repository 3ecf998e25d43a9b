"""The page of the study list."""
