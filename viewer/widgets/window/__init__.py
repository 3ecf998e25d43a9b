"""The main window, the second window, and their parts."""
