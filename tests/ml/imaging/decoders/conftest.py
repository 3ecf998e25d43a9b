"""Decoders with faulty codecs, which are given up after four seconds."""

import pytest

from tests.ml.imaging.decoders.faulty import faulty_pool


@pytest.fixture
def faulty(monkeypatch):
    """The decoders of this process are faulty ones; a function makes others."""
    with faulty_pool(monkeypatch) as pool:
        yield pool
