"""Whole programs may end slowly on a busy machine; how fast they end is tested elsewhere."""

import pytest

from viewer.background.worker_thread import WorkerThread

PATIENT_MS = 10_000


@pytest.fixture(autouse=True)
def patient_end(monkeypatch):
    """Wait longer for a worker thread than a reader would who closes the window."""
    monkeypatch.setattr(WorkerThread.close, "__defaults__", (PATIENT_MS,))
