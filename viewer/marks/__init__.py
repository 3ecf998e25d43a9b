"""The marks of the reader: opinions, key images, measurements and drafts of notes."""
