"""Which sequence a series is: from its tags, words, timing or pixels."""
