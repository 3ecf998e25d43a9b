"""Synthetic heads and lesions: phantoms; simulated, grafted and transplanted lesions."""
