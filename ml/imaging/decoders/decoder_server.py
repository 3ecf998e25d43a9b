"""Says what a decoder's process does. It has no window and ends with whoever started it."""

from __future__ import annotations

import math
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from logging import LogRecord
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ml.core.errors import DecoderError, DecoderLostError, ImageReadError
from ml.core.messages import Message, message
from ml.imaging.decoders.frame_codecs import Frame, decoded, load
from ml.imaging.decoders.memory_limit import bound_memory, memory_limit
from ml.processes import serving

LONGEST_SECONDS = 120
"""A codec that keeps the interpreter to itself notices nothing; the system then ends it, even where
nobody is left to do so (ours; whoever asks waits for a shorter time)."""
Pixels = NDArray[np.generic]


class DecoderServices:
    """What a decoder may be asked for.

    Args:
        limit: Bytes that decoding may take; 0 where they are not bounded.
    """

    names = frozenset({"frame", "picture", "picture_size", "picture_pages"})

    def __init__(self, limit: int) -> None:
        self._limit = limit

    def frame(self, source: NDArray[np.uint8], *form: object) -> Iterator[tuple[Pixels, str]]:
        """Decode one compressed frame of a DICOM file.

        Args:
            source: Its bytes.
            form: The fields of a `Frame`.
        """
        with self._guarded():
            answer = decoded(source.tobytes(), Frame(*form))  # type: ignore[arg-type]
        yield answer

    def picture(self, path: str, page: int) -> Iterator[Pixels]:
        """Read a picture (`ml.imaging.formats.picture_codecs.values`)."""
        from ml.imaging.formats.picture_codecs import values

        with self._guarded():
            answer = values(Path(path), page)
        yield answer

    def picture_size(self, path: str) -> Iterator[tuple[int, int]]:
        """Rows and columns of a picture (`ml.imaging.formats.picture_codecs.size`)."""
        from ml.imaging.formats.picture_codecs import size

        with self._guarded():
            answer = size(Path(path))
        yield answer

    def picture_pages(self, path: str) -> Iterator[int]:
        """How many pictures a file holds (`ml.imaging.formats.picture_codecs.pages`)."""
        from ml.imaging.formats.picture_codecs import pages

        with self._guarded():
            answer = pages(Path(path))
        yield answer

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """Turn whatever a codec raises into words without the file's own."""
        try:
            _alarm(LONGEST_SECONDS)
            yield
        except ImageReadError as error:
            raise DecoderError(error.reason) from error
        except MemoryError as error:
            raise DecoderLostError(self._too_much()) from error
        except Exception as error:  # codecs raise what they like; all mean one thing
            raise DecoderError(
                message("the codec does not understand it ({})", type(error).__name__)
            ) from error
        finally:
            _alarm(0)

    def _too_much(self) -> Message:
        if not self._limit:
            return message("its decoder found no more memory; it is not read")
        size = f"{self._limit / 2**30:.3g}"
        return message("its decoder asked for more than {} GB of memory; it is not read", size)


def _alarm(seconds: int) -> None:
    """Have the system end this process after so long; not on Windows, which has no such signal."""
    if hasattr(signal, "alarm"):
        signal.alarm(math.ceil(seconds))


def serve(redacted: Callable[[LogRecord], str]) -> int:
    """Be a decoder until whoever started it is gone.

    Args:
        redacted: Words of a log record without patient data (docs/adr/0032).

    Returns:
        Exit code.
    """
    load()
    limit = memory_limit()
    return serving.serve(DecoderServices(limit if bound_memory(limit) else 0), redacted)
