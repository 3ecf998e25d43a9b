"""Writes the report on the series on screen, with the reader's marks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ml.core.errors import WhenceError
from ml.core.messages import message
from ml.core.series_verdict import SeriesVerdict
from ml.core.types import ModelInfo, Outcome, Verdict
from ml.imaging.types.series import Series
from viewer.i18n.translate import tr
from viewer.marks.marks import Impression, Judgement, Marks
from viewer.render.maps import MapChoice
from viewer.report.content import HIDDEN, Rows, build
from viewer.report.key_slices import key_pictures
from viewer.report.pdf import write_report
from viewer.session import Session
from viewer.state.reading_mode import ReadingMode


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """What a report is about, at the moment of the request; may cross threads.

    Attributes:
        series: On screen.
        verdicts: One per slice, in display order.
        result: The series verdict.
        models: The networks that read it.
        device: Where they ran.
        privacy: Whether identity is left out.
        shown_modes: In which mode the reader saw the verdicts.
        judged: The reader's opinions, by slice; the one on the series by the series' UID.
        impression: What the reader saw in the series, and whether before any verdict on it.
        starred: The reader's key images, in display order.
        choice: Which map the reader chose.
    """

    series: Series
    verdicts: tuple[Verdict, ...]
    result: SeriesVerdict
    models: tuple[ModelInfo, ...]
    device: str
    privacy: bool
    shown_modes: str
    judged: Mapping[str, Judgement]
    impression: tuple[Impression, bool] | None
    starred: tuple[str, ...]
    choice: MapChoice


def shown_words(session: Session, series: Series) -> str:
    """In which modes the reader saw the verdicts on a series, for the report."""
    modes = {session.verdicts.mode_seen(ref.uid, session.model_id) for ref in series.slices}
    words = {
        ReadingMode.READER_FIRST: tr("after the reader had looked and asked (reader first)"),
        ReadingMode.ON_REQUEST: tr("when the reader asked (on request)"),
        ReadingMode.CONCURRENT: tr("as it was computed (concurrent)"),
    }
    return tr("; in part ").join(words[mode] for mode in ReadingMode if mode in modes)


def gather(session: Session, marks: Marks) -> ReportRequest:
    """Take what the report on the current series needs; quick, on the GUI thread.

    Raises:
        WhenceError: Nothing was read yet.
    """
    series = session.state.series
    result = session.series_result(series) if series else None
    if series is None or result is None:
        raise WhenceError(message("there is no verdict to report yet: read the series first (V)"))
    starred = tuple(ref.uid for ref in series.slices if marks.is_key(ref.uid))
    pictured = {*result.key_slices, *starred}
    verdicts = tuple(
        session.verdicts.with_maps(verdict) if verdict.uid in pictured else verdict
        for verdict in (
            session.verdict(ref.uid)
            or Verdict(
                ref.uid,
                Outcome.REFUSED,
                None,
                None,
                None,
                message("not read yet"),
                session.model_id,
            )
            for ref in series.slices
        )
    )
    return ReportRequest(
        series,
        verdicts,
        result,
        session.models,
        session.device,
        session.state.privacy,
        shown_words(session, series),
        {
            uid: judgement
            for uid in (series.uid, *(ref.uid for ref in series.slices))
            if (judgement := marks.judgement(uid))
        },
        marks.impression(series.uid),
        starred,
        session.state.map_choice,
    )


def write(report: ReportRequest, path: Path) -> None:
    """Draw the key slices and write the PDF; slow, on any thread.

    Raises:
        WhenceError: A slice cannot be read any more, or the file cannot be written.
    """
    content = build(
        report.series,
        report.verdicts,
        report.result,
        report.models,
        created=datetime.now().astimezone(),
        device=report.device,
        pictures=key_pictures(
            report.series,
            report.verdicts,
            report.result,
            report.starred,
            report.choice,
            report.models,
            privacy=report.privacy,
        ),
        laid_over=report.choice.printed,
        marks=_marks(report),
        privacy=report.privacy,
        shown_modes=report.shown_modes,
    )
    write_report(path, content)


def _marks(report: ReportRequest) -> Rows:
    """One line for the series and for each slice that the reader marked."""
    rows = []
    on_series = _opinion(report, report.series.uid)
    if report.impression is not None:
        impression, independent = report.impression
        before = tr("the reader's own reading, before any verdict was seen: {}")
        after = tr("the reader's own reading, after a verdict was seen: {}")
        on_series.insert(0, (before if independent else after).format(tr(impression.value)))
    if on_series:
        rows.append((tr("Series"), tr("; ").join(on_series)))
    total = len(report.series.slices)
    for number, ref in enumerate(report.series.slices, 1):
        star = [tr("key image")] if ref.uid in report.starred else []
        words = [*star, *_opinion(report, ref.uid)]
        if words:
            rows.append((tr("Slice {}/{}").format(number, total), tr("; ").join(words)))
    return tuple(rows)


def _opinion(report: ReportRequest, uid: str) -> list[str]:
    """The reader's judgement of one verdict, in words; empty if there is none."""
    judgement = report.judged.get(uid)
    if judgement is None:
        return []
    words = [
        tr("{opinion}, the machine said: {outcome} (seen {mode}, network {network})").format(
            opinion=tr(judgement.opinion.value),
            outcome=tr(judgement.outcome),
            mode=tr(judgement.mode) or tr("in an unknown mode"),
            network=judgement.model_id,
        )
    ]
    if judgement.note:
        words.append(tr(HIDDEN) if report.privacy else judgement.note)
    return words
