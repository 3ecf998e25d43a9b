"""The reading modes: when the reader sees the verdicts of the cascade."""

from __future__ import annotations

from enum import StrEnum

from viewer.i18n.translate import mark


class ReadingMode(StrEnum):
    """When the reader sees the machine's verdicts; kept with each verdict.

    Attributes:
        READER_FIRST: When the reader has given an impression of the series, or asks; nothing is
            read before.
        ON_REQUEST: When the reader asks; read meanwhile, so that the answer is there at once.
        CONCURRENT: As they come.
    """

    READER_FIRST = mark("reader first")
    ON_REQUEST = mark("on request")
    CONCURRENT = mark("concurrent")
