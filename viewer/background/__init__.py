"""Background work: threads that serve requests in small steps, by priority."""
