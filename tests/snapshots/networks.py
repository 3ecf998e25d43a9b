"""The shipped networks, asked once about each slice, however often a picture needs the answer."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import main as whence
from ml.core.types import SliceClassifier, SliceImage, Verdict


class Networks:
    """One process for every state; each session closes only what it was given."""

    def __init__(self) -> None:
        tool = whence._open_classifier()
        self.max_batch, self.models, self.device = tool.max_batch, tool.models, tool.device
        self.close = tool.close
        self._tool = tool
        self._verdicts: dict[str, Verdict] = {}
        self._one_at_a_time = threading.Lock()

    def ask(self, items: Sequence[SliceImage]) -> list[Verdict]:
        """Verdicts in order; what was asked before is answered as before."""
        with self._one_at_a_time:
            new = [item for item in items if item.uid not in self._verdicts]
            self._verdicts |= {verdict.uid: verdict for verdict in self._tool(new)} if new else {}
            return [self._verdicts[item.uid] for item in items]

    def open(self) -> SliceClassifier:
        """What a session opens."""
        return _Asked(self)


class _Asked:
    def __init__(self, networks: Networks) -> None:
        self.max_batch, self.models = networks.max_batch, networks.models
        self.device, self._networks = networks.device, networks

    def __call__(self, items: Sequence[SliceImage]) -> list[Verdict]:
        return self._networks.ask(items)

    def close(self) -> None:
        """The process is for the next state."""
