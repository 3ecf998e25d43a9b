"""Maps values to grey levels: windows and brightness."""
