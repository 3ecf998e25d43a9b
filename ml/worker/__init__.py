"""The networks in a process of their own, so that importing torch never holds up the desk.

`classifier`, `errands` and `child` are the desk's side; `serve` is what runs in the other process,
behind `main.py`'s hidden entry. Between them go frames (`frames`) through two pipes: JSON and raw
arrays (`forms`), and nothing that unpickles. Why: docs/adr/0046.
"""

ENTRY = "--serve-networks"
"""The argument upon which `main.py` serves instead of opening the desk."""
