"""One picture on the desk: the image, what lies over it, the mouse in it."""
