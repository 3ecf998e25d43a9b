"""Starts, asks, watches and ends worker processes, and serves inside one.

`worker_process` is the side that asks; `serving` is the process itself, behind a hidden entry of
`main.py`. Messages go through two pipes (`framing`) as JSON and raw arrays (`serialization`);
nothing is unpickled. What is served: `ml.worker` (the networks) and `ml.imaging.decoders`. Why:
docs/adr/0046 and 0076.
"""
