"""What the reader marks: opinions, key images, measurements, drafts of notes."""
