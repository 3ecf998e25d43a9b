"""The sentence that stands wherever a result does.

A module of its own, so that the splash can say it before numpy is imported.
"""

from __future__ import annotations

from ml.core.messages import mark

RESEARCH_USE = mark("Research use only. Not for diagnostic use.")
"""Shown wherever a result is shown, and written into every exported object."""
