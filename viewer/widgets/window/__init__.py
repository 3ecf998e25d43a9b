"""The main window, the second window, and what frames them."""
