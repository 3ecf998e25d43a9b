"""What makers write in ways of their own: private elements, and volumes in one image."""
