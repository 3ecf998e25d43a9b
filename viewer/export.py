"""The report on the series on screen, as the reader asked for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ml.aggregate import SeriesVerdict
from ml.errors import WhenceError
from ml.imaging.series import Series
from ml.protocol import ModelInfo, Outcome, Verdict
from viewer.report.content import build
from viewer.report.keys import key_pictures
from viewer.report.pdf import write_report
from viewer.session import Session


@dataclass(frozen=True, slots=True)
class Reported:
    """What a report is about, at the moment that it was asked for; may cross threads.

    Attributes:
        series: On screen.
        verdicts: One per slice, in display order.
        whole: The series verdict.
        models: The networks that read it.
        device: Where they ran.
        privacy: Whether identity is left out.
        shown: In which mode the reader saw the verdicts.
    """

    series: Series
    verdicts: tuple[Verdict, ...]
    whole: SeriesVerdict
    models: tuple[ModelInfo, ...]
    device: str
    privacy: bool
    shown: str


def gather(session: Session) -> Reported:
    """Take what the report on the current series needs; quick, on the GUI thread.

    Raises:
        WhenceError: Nothing was read yet.
    """
    series = session.state.series
    whole = session.series_result(series) if series else None
    if series is None or whole is None:
        raise WhenceError("there is no verdict to report yet: read the series first (V)")
    verdicts = tuple(
        session.verdict(ref.uid)
        or Verdict(ref.uid, Outcome.REFUSED, None, None, None, "not read yet", session.model_id)
        for ref in series.slices
    )
    return Reported(
        series,
        verdicts,
        whole,
        session.models,
        session.device,
        session.state.privacy,
        session.shown_words(series),
    )


def write(report: Reported, path: Path) -> None:
    """Draw the key slices and write the PDF; slow, on any thread.

    Raises:
        WhenceError: A slice cannot be read any more, or the file cannot be written.
    """
    content = build(
        report.series,
        report.verdicts,
        report.whole,
        report.models,
        made=datetime.now().astimezone(),
        device=report.device,
        pictures=key_pictures(report.series, report.verdicts, report.whole),
        privacy=report.privacy,
        shown=report.shown,
    )
    write_report(path, content)
