"""Describes an attribute of a `QObject` that announces each change with a signal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, Self, TypeVar, overload

from PySide6.QtCore import QObject, Signal

T = TypeVar("T")


class Observable(Generic[T]):
    """An attribute that emits a signal when it is set to another value, and is silent otherwise.

    Args:
        initial: The value until another is set; must not be mutable.
        signal: A signal without arguments, of the same class.
        normalise: Makes a value valid, such as by clipping it, before it is compared and kept.
    """

    def __init__(
        self, initial: T, signal: Signal, normalise: Callable[[T], T] | None = None
    ) -> None:
        self._initial, self._signal, self._normalise = initial, signal, normalise
        self._name = ""

    def __set_name__(self, owner: type[QObject], name: str) -> None:
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type[QObject]) -> Self: ...

    @overload
    def __get__(self, instance: QObject, owner: type[QObject]) -> T: ...

    def __get__(self, instance: QObject | None, owner: type[QObject]) -> T | Self:
        if instance is None:
            return self
        value: T = vars(instance).get(self._name, self._initial)
        return value

    def __set__(self, instance: QObject, value: T) -> None:
        value = self._normalise(value) if self._normalise is not None else value
        if value != self.__get__(instance, type(instance)):
            vars(instance)[self._name] = value
            self._signal.__get__(instance, type(instance)).emit()

    @property
    def setter(self) -> Callable[[Any, T], None]:
        """A method that sets the attribute, for what cannot assign: a slot, a lambda."""

        def set_value(instance: QObject, value: T) -> None:
            self.__set__(instance, value)

        return set_value
