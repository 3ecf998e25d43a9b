"""Reading brain MR with a cascade of two networks.

`core` and `imaging` know neither torch nor Qt and are all that the viewer imports, beside the
front of `worker`. `inference` needs torch and ships; `worker` runs it in a process of its own;
`research` never ships.
"""
