"""What a network does on patients it never saw: the figures of its card."""
