"""Pictures of the desk in each of its states, taken by the desk itself, and compared."""
