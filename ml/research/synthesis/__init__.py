"""Lesions and heads that are made: phantoms, simulated, grafted and transplanted lesions."""
