"""The process: start-up, the desk's parts joined, its jobs, study list and support."""
