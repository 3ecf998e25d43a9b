"""A session of a reader who has never used Whence before, in a home of its own."""
