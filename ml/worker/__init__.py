"""Runs the networks in a process of their own, so that importing torch never blocks the desk.

`classifier`, `one_off_tasks` and `process` are the desk's side; `server` runs in the worker
process, behind `main.py`'s hidden entry. Messages go through two pipes (`framing`) as JSON and raw
arrays (`serialization`); nothing is unpickled. Why: docs/adr/0046.
"""

ENTRY = "--serve-networks"
"""The argument that makes `main.py` serve instead of opening the desk."""
