"""Describes where settings are stored: in Qt's settings file, or in memory only."""

from __future__ import annotations

from typing import Any, Protocol


class Settings(Protocol):
    """The part of `QSettings` that the desk uses."""

    def value(self, key: str, default: Any = None, /) -> Any:
        """What is stored under a key, or the default."""
        ...

    def setValue(self, key: str, value: Any, /) -> None:  # noqa: N802  # Qt's own name
        """Store a value."""
        ...

    def remove(self, key: str, /) -> None:
        """Forget a key, and all below it."""
        ...


class InMemorySettings:
    """Settings that last as long as the window: in safe mode, for pictures, in tests."""

    def __init__(self) -> None:
        self._stored: dict[str, Any] = {}

    def value(self, key: str, default: Any = None, /) -> Any:
        """What is stored under a key, or the default."""
        return self._stored.get(key, default)

    def setValue(self, key: str, value: Any, /) -> None:  # noqa: N802  # Qt's own name
        """Store a value."""
        self._stored[key] = value

    def remove(self, key: str, /) -> None:
        """Forget a key, and all below it."""
        below = f"{key}/"
        self._stored = {
            k: v for k, v in self._stored.items() if k != key and not k.startswith(below)
        }
