"""A synthetic head, so that the desk can be tried without anybody's images."""
