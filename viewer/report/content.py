"""Gathers the content of a report: plain objects, before any layout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ml.core.lesions import lesions_of
from ml.core.messages import NOTHING
from ml.core.series_verdict import SeriesVerdict, presence_threshold
from ml.core.settling import settling_rule
from ml.core.types import ModelInfo, Outcome, Verdict
from ml.core.version import VERSION
from ml.imaging.confidentiality import (
    may_be_dated,
    may_be_described,
    may_be_named,
    may_be_titled,
    modality_term,
    pixels_withheld,
)
from ml.imaging.series_stack import stack_of
from ml.imaging.types.series import Patient, Series
from viewer.i18n.translate import joined, mark, research_use, tr, translated
from viewer.render.corners import UNITS, date_text, series_name, with_unit
from viewer.render.lesion_words import report_line
from viewer.render.maps import PRINTED
from viewer.render.names import person
from viewer.report.model_words import caution_of, name_of, title_of

HIDDEN = mark("hidden (privacy mode)")
PLAIN_WORDS = {
    Outcome.ABSENT: mark("The machine found no tumour in this series."),
    Outcome.PRIMARY: mark(
        "The machine found a tumour and reads it as primary (arising in the brain)."
    ),
    Outcome.SECONDARY: mark("The machine found a tumour and reads it as secondary (a metastasis)."),
    Outcome.PRESENT_SOURCE_UNSURE: mark(
        "The machine found a tumour but is not sure of its source."
    ),
    Outcome.UNSURE: mark("The machine is not sure whether there is a tumour."),
    Outcome.REFUSED: mark("The machine did not analyse this series."),
    Outcome.UNREADABLE: mark("This series could not be read from its files."),
    Outcome.UNASKED: mark("The machine could not be asked about every slice of this series."),
}
UNREADABLE = mark("Slices that could not be read")
UNASKED = mark("Slices that could not be asked about")
Rows = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class KeyPicture:
    """One key slice, plain and with attention side by side.

    Attributes:
        number: Number of the slice in display order, from 1.
        total: Slices in the series.
        png: The picture.
        caption: What the machine said about it.
    """

    number: int
    total: int
    png: bytes
    caption: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One slice in the strip.

    Attributes:
        presence: Probability in [0, 1]; `None` where there is none.
        outcome: What the cascade said.
        key: True for a key slice.
    """

    presence: float | None
    outcome: Outcome
    key: bool


@dataclass(frozen=True, slots=True)
class ReportContent:
    """Everything that a report says.

    Attributes:
        banner: The research-use line, for every page.
        series_key: Short hash of the series, in title and footer.
        identity: Patient and study.
        technique: How the series was acquired.
        warnings: Doubts about the series, such as unknown spacing.
        findings: The reader's; empty unless the reader wrote them.
        impression: The reader's; empty unless the reader wrote it.
        reader: Who answers for findings and impression; empty for a line to sign on.
        marks: The reader's key images and opinions, one line per slice.
        statement: The series verdict in plain words.
        reason: Why the machine abstained or refused, and of how many slices nothing is known;
            empty otherwise.
        result: Probabilities and counts.
        cautions: Of each network, how far it was validated and on what it was not.
        lesions: What the machine outlined, one line a lesion, the largest first.
        bars: The per-slice strip, in display order.
        threshold: Presence probability from which a tumour counts as present.
        refusals: Slices without a probability, with reasons.
        pictures: Key slices, most suspicious first.
        withheld: Why there are none, where identity is hidden and pixels may tell it.
        laid_over: Which map of which network lies over them.
        provenance: Networks, versions, date and device.
        disclosure: What part the machine had.
    """

    banner: str
    series_key: str
    identity: Rows
    technique: Rows
    warnings: tuple[str, ...]
    findings: str
    impression: str
    reader: str
    marks: Rows
    statement: str
    reason: str
    result: Rows
    cautions: tuple[str, ...]
    lesions: tuple[str, ...]
    bars: tuple[Bar, ...]
    threshold: float
    refusals: tuple[str, ...]
    pictures: tuple[KeyPicture, ...]
    withheld: str
    laid_over: str
    provenance: Rows
    disclosure: str


def percent(probability: float | None) -> str:
    """Write a probability for people; a dash where there is none."""
    return "–" if probability is None else f"{100 * probability:.1f} %"


def caption(verdict: Verdict) -> str:
    """Summarise the verdict on one slice in one line."""
    words = [
        tr(verdict.outcome.value),
        tr("tumour present {}").format(percent(verdict.presence)),
    ]
    if verdict.source is not None:
        words.append(tr("secondary {}").format(percent(verdict.source)))
    return " · ".join(words)


def build(
    series: Series,
    verdicts: Sequence[Verdict],
    result: SeriesVerdict,
    models: Sequence[ModelInfo],
    *,
    created: datetime,
    device: str = "",
    pictures: tuple[KeyPicture, ...] = (),
    laid_over: str = "",
    privacy: bool = True,
    findings: str = "",
    impression: str = "",
    reader: str = "",
    marks: Rows = (),
    shown_modes: str = "",
) -> ReportContent:
    """Gather what a report says.

    Args:
        series: The series.
        verdicts: One per slice, in display order.
        result: The series verdict.
        models: The networks that read it.
        created: When the report is written.
        device: Where the networks ran.
        pictures: Key slices, most suspicious first.
        laid_over: Which map lies over them (`MapChoice.printed`); empty for what batches print.
        privacy: Hide who was imaged, and free text that may name them.
        findings: The reader's own words; never the machine's.
        impression: The reader's own words; never the machine's.
        reader: The reader's name, where given.
        marks: The reader's key images and opinions, one line per slice.
        shown_modes: When the reader saw the machine's output; empty for without a reader (batch).

    Returns:
        The content.
    """
    names = ", ".join(map(name_of, models)) or tr("no network")
    return ReportContent(
        banner=research_use(),
        series_key=series.key,
        identity=_identity(series, privacy),
        technique=_technique(series, privacy),
        warnings=tuple(translated(text, privacy=privacy) for text in series.warnings),
        findings=findings,
        impression=impression,
        reader=reader,
        marks=marks,
        statement=tr(PLAIN_WORDS[result.outcome]),
        reason=translated(result.words, privacy=privacy),
        result=(*_result(result, len(series.slices)), *_settled(verdicts, models)),
        cautions=tuple(f"{name_of(m)}: {caution_of(m)}" for m in models),
        lesions=tuple(
            report_line(lesion, [ref.uid for ref in series.slices])
            for lesion in lesions_of(verdicts, stack_of(series), models)
        ),
        bars=tuple(Bar(v.presence, v.outcome, v.uid in result.key_slices) for v in verdicts),
        threshold=presence_threshold(models),
        refusals=_refusals(verdicts, privacy),
        pictures=pictures,
        withheld=translated(pixels_withheld(series, privacy=privacy)),
        laid_over=laid_over or tr(PRINTED),
        provenance=(
            *(
                (
                    tr("Network, {}").format(tr(m.task)),
                    tr("{}, fingerprint {}. {}").format(
                        translated(title_of(m)), m.fingerprint, translated(m.origin)
                    ),
                )
                for m in models
            ),
            ("Whence", VERSION),
            (tr("Created"), created.strftime("%Y-%m-%d %H:%M %Z").strip()),
            (tr("Device"), device or "–"),
            (tr("Series key"), series.key),
        ),
        disclosure=(
            tr(
                "Machine assistance: {networks} analysed {read} of {total} slices of series {key} "
                "on {date}; output was shown {shown}. Findings and impression are the reader's "
                "alone and are never filled by the machine. The software is not a cleared medical "
                "device. {research_use}"
            ).format(
                networks=names,
                read=result.read,
                total=len(series.slices),
                key=series.key,
                date=f"{created:%Y-%m-%d}",
                shown=shown_modes or tr("without a reader (batch)"),
                research_use=research_use(),
            )
        ),
    )


def _identity(series: Series, privacy: bool) -> Rows:
    who = may_be_named(series.patient, privacy=privacy)
    shown = who or Patient()
    study = may_be_titled(series.study_description, NOTHING, privacy=privacy)
    rows = (
        (tr("Patient"), person(shown.name)),
        (tr("Patient ID"), shown.patient_id),
        (tr("Birth date"), date_text(shown.birth_date)),
        (tr("Sex"), shown.sex),
        (tr("Study"), translated(study, privacy=privacy)),
        (tr("Study date"), date_text(may_be_dated(series.date, privacy=privacy))),
    )
    return tuple((name, tr(HIDDEN) if who is None else value or "–") for name, value in rows)


def _technique(series: Series, privacy: bool) -> Rows:
    row, column = series.spacing_mm
    step = tr("unknown") if series.slice_spacing_mm is None else f"{series.slice_spacing_mm:.2f} mm"
    return (
        (tr("Series"), series_name(series, privacy=privacy) or "–"),
        (tr("Modality"), translated(modality_term(series.modality), privacy=privacy)),
        (tr("Slices"), tr("{}, spacing {}").format(len(series.slices), step)),
        (
            tr("Matrix"),
            tr("{} × {}, pixel {:.2f} × {:.2f} mm").format(
                series.rows, series.columns, row, column
            ),
        ),
        *(
            (tr(name), with_unit(translated(value, privacy=privacy), UNITS.get(name, "")))
            for name, value in may_be_described(series.details, privacy=privacy).items()
        ),
    )


def _result(result: SeriesVerdict, total: int) -> Rows:
    return (
        (tr("Verdict"), tr(result.outcome.value)),
        (
            tr("Probability, tumour present"),
            tr("{} (positive from {})").format(percent(result.presence), percent(result.yes_from)),
        ),
        (tr("Probability, secondary"), percent(result.source)),
        (tr("Slices read"), tr("{} of {}").format(result.read, total)),
        (tr("Slices not analysed"), str(result.refused)),
        *(
            (tr(name), str(count))
            for name, count in (
                (UNREADABLE, result.shortfall.unreadable),
                (UNASKED, result.shortfall.unasked),
            )
            if count
        ),
    )


def _settled(verdicts: Sequence[Verdict], models: Sequence[ModelInfo]) -> Rows:
    """How many slices are settled, where neighbouring slices count."""
    if settling_rule(models) is None:
        return ()
    read = [verdict for verdict in verdicts if verdict.presence is not None]
    settled = sum(verdict.settled for verdict in read)
    counts = tr("{} of {}").format(settled, len(read))
    if settled < len(read):
        counts = tr("{}; the others are provisional until their neighbours are read").format(counts)
    return ((tr("Slices settled by their neighbours"), counts),)


def _refusals(verdicts: Sequence[Verdict], privacy: bool) -> tuple[str, ...]:
    reasons: dict[str, list[str]] = {}
    for number, verdict in enumerate(verdicts, 1):
        if verdict.presence is None:
            reason = translated(verdict.reason, privacy=privacy) or tr("no reason given")
            if verdict.outcome is not Outcome.REFUSED:
                reason = tr("{}: {}").format(tr(verdict.outcome.value), reason)
            reasons.setdefault(reason, []).append(str(number))
    return tuple(
        (tr("Slice {} and others: {}") if len(n) > 12 else tr("Slice {}: {}")).format(
            joined(*n[:12]), why
        )
        for why, n in reasons.items()
    )
