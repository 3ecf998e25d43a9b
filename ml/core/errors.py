"""The errors that Whence expects; each names the thing and says what to do about it.

What an error quotes, such as the name of a file, is a value of its message. It is withheld wherever
identity is hidden, and always in the log (`ml.core.release`).
"""

from __future__ import annotations

from ml.core.messages import Message, message, quoted, verbatim


class WhenceError(Exception):
    """Base of every expected error; what may be shown of it is `released(error.message)`."""

    @property
    def message(self) -> Message:
        """The text, with what its translation needs where it was raised with a `Message`."""
        text = self.args[0] if self.args else ""
        return text if isinstance(text, Message) else quoted(str(self))


class ImageReadError(WhenceError):
    """A file is not an image that Whence can read.

    Args:
        name: Base name of the file.
        reason: What is wrong, and what the user can do.
    """

    def __init__(self, name: str, reason: Message) -> None:
        super().__init__(message("{}: {}", name, reason))
        self.name = name
        self.reason = reason


class DecoderError(WhenceError):
    """The pixels of a file could not be decoded; the words do not name the file."""


class DecoderLostError(DecoderError):
    """A file made its decoder crash, or take too much time or memory."""


class DecoderUnavailableError(DecoderError):
    """No decoder runs, for a reason that may be gone next time."""


class NothingFoundError(WhenceError):
    """A folder holds no image at all."""


class NoVolumeError(WhenceError):
    """A series is no volume: planes across its slices would show what was never measured."""


class BundleError(WhenceError):
    """A bundle of weights is missing, incomplete, altered or not for this task."""


class DataError(WhenceError):
    """Training or evaluation data is missing or contradicts itself."""


class WriteError(WhenceError):
    """A result could not be written; nothing half-written was left behind."""


def message_of(error: Exception) -> Message:
    """What an error says, expected or not; the name of its kind where it says nothing."""
    if isinstance(error, WhenceError) and error.message:
        return error.message
    words = str(error)
    return quoted(words) if words else verbatim(type(error).__name__)
