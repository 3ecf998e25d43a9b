"""The text of each cell of the study list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from PySide6.QtGui import QColor

from ml.core.messages import NOTHING
from ml.core.types import Outcome
from ml.imaging.confidentiality import may_be_dated, may_be_named, may_be_numbered, may_be_titled
from viewer.i18n.translate import counted, mark, tr, translated
from viewer.render.corners import date_text
from viewer.render.names import person
from viewer.studies.sort_order import Column, leading, sequences
from viewer.studies.study_record import Answer, ReadingState, SeriesRecord, Status, StudyRecord
from viewer.widgets.style import palette

TITLES = {
    Column.PATIENT: mark("Patient"),
    Column.STUDY: mark("Study"),
    Column.SEQUENCES: mark("Sequences"),
    Column.SIZE: mark("Series"),
    Column.STATUS: mark("Reader"),
    Column.CASCADE: mark("Cascade"),
    Column.OPENED: mark("Opened"),
}
STATUS = {
    Status.NEW: mark("new"),
    Status.VIEWED: mark("viewed"),
    Status.READ: mark("read"),
    Status.REPORTED: mark("reported"),
}
HIDDEN = mark("identity hidden")
NO_DESCRIPTION = mark("(no description)")
MISSING = mark("folder not found")
OPEN = mark("open now")


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of one cell.

    Attributes:
        title: First line.
        note: Second line, faint; may be empty.
        colour: Of the title; `None` for that of text.
    """

    title: str
    note: str = ""
    colour: QColor | None = None

    @property
    def text(self) -> str:
        """Both lines, for screen readers."""
        return ", ".join(part for part in (self.title, self.note) if part)


def study_cell(
    study: StudyRecord,
    column: Column,
    privacy: bool,
    *,
    missing: bool = False,
    is_open: bool = False,
) -> Cell:
    """A cell of a study's row.

    Args:
        study: The study.
        column: Which cell.
        privacy: Whether identity is hidden.
        missing: Whether its folder is gone.
        is_open: Whether it is open at the desk.
    """
    if column is Column.PATIENT:
        return _patient(study, privacy)
    if column is Column.STUDY:
        title = may_be_titled(study.description, NOTHING, privacy=privacy)
        return Cell(
            tr(HIDDEN) if privacy else translated(title, privacy=privacy) or tr(NO_DESCRIPTION),
            date_text(may_be_dated(study.date, privacy=privacy)),
        )
    if column is Column.SEQUENCES:
        return Cell(translated(sequences(study), privacy=privacy))
    if column is Column.SIZE:
        series = counted("%n series", "%n series", len(study.series))
        return Cell(series, counted("%n slices", "%n slice", study.slices))
    if column is Column.STATUS:
        return _status(study.status)
    if column is Column.CASCADE:
        return _study_answer(study, privacy)
    if is_open:
        return Cell(tr(OPEN), when(study.opened), palette.ACCENT)
    if missing:
        return Cell(tr(MISSING), when(study.opened), palette.SUSPICIOUS)
    return Cell(when(study.opened))


def series_cell(series: SeriesRecord, column: Column, privacy: bool) -> Cell:
    """A cell of a series' row; arguments as of `study_cell`."""
    if column is Column.PATIENT:
        title = may_be_titled(series.description, series.label, privacy=privacy)
        return Cell(
            translated(title, privacy=privacy) or tr(NO_DESCRIPTION),
            translated(series.part, privacy=privacy),
        )
    if column is Column.SEQUENCES:
        return Cell(translated(series.label, privacy=privacy))
    if column is Column.SIZE:
        return Cell(counted("%n slices", "%n slice", series.slices))
    if column is Column.STATUS:
        return _status(series.status)
    if column is Column.CASCADE:
        return answer_cell(series.answer, privacy)
    number = may_be_numbered(series.number, privacy=privacy)
    if column is Column.STUDY and number is not None:
        return Cell(tr("Series {}").format(number))
    return Cell("")


def answer_cell(answer: Answer, privacy: bool) -> Cell:
    """The cascade's state on a series: never empty, whatever became of it."""
    colour, outcome = palette.FAINT, answer.outcome
    reason = translated(answer.reason, privacy=privacy)
    if answer.state is ReadingState.READ and outcome is not None:
        parts = [palette.percent(answer.presence)] if answer.presence is not None else []
        parts += [reason] if reason else []
        words = tr(palette.HEADLINE[outcome])
        return Cell(words, " · ".join(parts), palette.OUTCOME_COLOUR[outcome])
    if answer.state is ReadingState.READ:
        return Cell(tr("read, not yet shown"), tr("press V on the desk to see it"), colour)
    if answer.state is ReadingState.REFUSED:
        return Cell(tr("not analysed"), reason, palette.OUTCOME_COLOUR[Outcome.REFUSED])
    if answer.state is ReadingState.FAILED:
        return Cell(tr("failed"), reason, palette.SUSPICIOUS)
    if answer.state is ReadingState.READING:
        words = tr("reading {} of {}").format(answer.done, answer.total)
        return Cell(words, "", palette.ACCENT)
    if answer.state is ReadingState.STOPPED:
        at = tr("at {} of {}").format(answer.done, answer.total) if answer.total else ""
        return Cell(tr("stopped"), at, colour)
    return Cell(
        tr("waiting") if answer.state is ReadingState.WAITING else tr("not asked"), "", colour
    )


def when(stamp: str) -> str:
    """A UTC time of the study list in local words; today without the date."""
    try:
        local = datetime.fromisoformat(stamp).replace(tzinfo=UTC).astimezone()
    except ValueError:
        return ""
    today = date.today()
    return f"{local:%H:%M}" if local.date() == today else f"{local:%Y-%m-%d}"


def _patient(study: StudyRecord, privacy: bool) -> Cell:
    who = may_be_named(study.patient, privacy=privacy)
    if who is None:
        return Cell(tr(HIDDEN), "", palette.FAINT)
    facts = (who.patient_id, date_text(who.birth_date), who.sex)
    return Cell(person(who.name) or tr("(no name)"), " · ".join(fact for fact in facts if fact))


def _status(status: Status) -> Cell:
    return Cell(tr(STATUS[status]), "", None if status is Status.NEW else palette.FAINT)


def _study_answer(study: StudyRecord, privacy: bool) -> Cell:
    """The answer that decides where a study stands, and how many of its series were read."""
    first = leading(study)
    if first is None:
        return Cell(tr("not asked"), "", palette.FAINT)
    cell = answer_cell(first.answer, privacy)
    eligible = [series.answer for series in study.series if not series.answer.never_read]
    if not eligible:
        return cell
    read = sum(answer.state is ReadingState.READ for answer in eligible)
    percent = first.answer.presence
    parts = [palette.percent(percent)] if percent is not None else []
    if read or len(eligible) > 1:
        parts.append(tr("{} of {} series read").format(read, len(eligible)))
    return Cell(cell.title, " · ".join(parts) or cell.note, cell.colour)
