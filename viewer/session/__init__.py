"""The session: the controller between the screen, the stores and the worker threads."""

from viewer.session.analysis import OpenClassifier
from viewer.session.controller import Session

__all__ = ["OpenClassifier", "Session"]
