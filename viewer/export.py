"""The report on the series on screen, as the reader asked for it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from ml.errors import WhenceError
from ml.protocol import Outcome, Verdict
from viewer.report.content import build
from viewer.report.keys import key_pictures
from viewer.report.pdf import write_report
from viewer.session import Session


def export_report(session: Session, path: Path) -> None:
    """Write the PDF on the current series.

    Args:
        session: What is open and what was read.
        path: Where the PDF goes.

    Raises:
        WhenceError: Nothing was read yet, or the file cannot be written.
    """
    series = session.state.series
    whole = session.series_result(series) if series else None
    if series is None or whole is None:
        raise WhenceError("there is no verdict to report yet: read the series first (V)")
    verdicts = [
        session.verdict(ref.uid)
        or Verdict(ref.uid, Outcome.REFUSED, None, None, None, "not read yet", session.model_id)
        for ref in series.slices
    ]
    content = build(
        series,
        verdicts,
        whole,
        session.models,
        made=datetime.now().astimezone(),
        device=session.device,
        pictures=key_pictures(series, verdicts, whole),
        privacy=session.state.privacy,
        shown="when the reader asked" if session.state.reader_first else "as it was computed",
    )
    write_report(path, content)
