"""Where slices lie in the patient, and what is measured there."""
