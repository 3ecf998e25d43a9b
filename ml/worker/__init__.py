"""Runs the networks in a process of their own, so that importing torch never blocks the desk.

`classifier` and `one_off_tasks` are the desk's side; `server` says what that process does
(`ml.processes`). Why: docs/adr/0046.
"""

ENTRY = "--serve-networks"
"""The argument that makes `main.py` serve instead of opening the desk."""
