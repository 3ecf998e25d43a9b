"""Values become grey levels: windows and brightness."""
