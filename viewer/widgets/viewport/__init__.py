"""A viewport on screen: the image, what is painted over it, and the mouse."""
