"""ResNeSAt: ResNeSt-50 with a spatial-attention gate in each of its 16 bottlenecks."""
