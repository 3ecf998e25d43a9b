"""The process: start-up, the desk and its parts, jobs, study list and support."""
