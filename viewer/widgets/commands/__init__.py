"""What commands do, and where they are chosen: bar and palette."""
