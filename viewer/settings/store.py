"""Where small choices of the reader are kept: Qt's settings, or nowhere."""

from __future__ import annotations

from typing import Any, Protocol


class Settings(Protocol):
    """The part of `QSettings` that the desk uses."""

    def value(self, key: str, default: Any = None, /) -> Any:
        """What is kept under a key, or the default."""
        ...

    def setValue(self, key: str, value: Any, /) -> None:  # noqa: N802  # Qt's own name
        """Keep a value."""
        ...

    def remove(self, key: str, /) -> None:
        """Forget a key, and all below it."""
        ...


class InMemorySettings:
    """Keeps until the end of the window: safe mode, pictures, tests."""

    def __init__(self) -> None:
        self._kept: dict[str, Any] = {}

    def value(self, key: str, default: Any = None, /) -> Any:
        """What is kept under a key, or the default."""
        return self._kept.get(key, default)

    def setValue(self, key: str, value: Any, /) -> None:  # noqa: N802  # Qt's own name
        """Keep a value."""
        self._kept[key] = value

    def remove(self, key: str, /) -> None:
        """Forget a key, and all below it."""
        below = f"{key}/"
        self._kept = {k: v for k, v in self._kept.items() if k != key and not k.startswith(below)}
