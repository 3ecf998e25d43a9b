"""The controller between the screen, the stores and the two lanes."""

from viewer.session.controller import Session
from viewer.session.reading import OpenClassifier

__all__ = ["OpenClassifier", "Session"]
