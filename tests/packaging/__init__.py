"""What is installed, how it starts, and what it says when something breaks."""
