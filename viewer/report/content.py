"""What a report says, before any layout; pure, no Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import metadata

from ml.aggregate import SeriesVerdict, presence_threshold
from ml.imaging.series import Series
from ml.protocol import RESEARCH_USE, ModelInfo, Outcome, Verdict
from viewer.render.corners import UNITS, date_text, with_unit
from viewer.render.names import person

HIDDEN = "hidden (privacy mode)"
NOT_A_BORDER = "attention, not a lesion border"
PLAIN_WORDS = {
    Outcome.ABSENT: "The machine found no tumour in this series.",
    Outcome.PRIMARY: "The machine found a tumour and reads it as primary (arising in the brain).",
    Outcome.SECONDARY: "The machine found a tumour and reads it as secondary (a metastasis).",
    Outcome.PRESENT_SOURCE_UNSURE: "The machine found a tumour but is not sure of its source.",
    Outcome.UNSURE: "The machine is not sure whether there is a tumour.",
    Outcome.REFUSED: "The machine did not analyse this series.",
}
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
        presence: Probability in [0, 1]; `None` where refused.
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
        reason: Why the machine abstained or refused; empty otherwise.
        result: Probabilities and counts.
        cautions: One sentence per network that has one.
        bars: The per-slice strip, in display order.
        threshold: Presence probability from which a tumour counts as present.
        refusals: Slices that were not analysed, with reasons.
        pictures: Key slices, most suspicious first.
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
    bars: tuple[Bar, ...]
    threshold: float
    refusals: tuple[str, ...]
    pictures: tuple[KeyPicture, ...]
    provenance: Rows
    disclosure: str


def percent(probability: float | None) -> str:
    """Write a probability for people; a dash where there is none."""
    return "–" if probability is None else f"{100 * probability:.1f} %"


def whence_version() -> str:
    """Return the installed version of Whence, or say that it runs from its sources."""
    try:
        return metadata.version("whence")
    except metadata.PackageNotFoundError:
        return "from source"


def caption(verdict: Verdict) -> str:
    """Say in one line what the machine said about one slice."""
    words = [verdict.outcome.value, f"tumour present {percent(verdict.presence)}"]
    if verdict.source is not None:
        words.append(f"secondary {percent(verdict.source)}")
    return " · ".join(words)


def build(
    series: Series,
    verdicts: Sequence[Verdict],
    whole: SeriesVerdict,
    models: Sequence[ModelInfo],
    *,
    made: datetime,
    device: str = "",
    pictures: tuple[KeyPicture, ...] = (),
    privacy: bool = True,
    findings: str = "",
    impression: str = "",
    reader: str = "",
    marks: Rows = (),
    shown: str = "without a reader (batch)",
) -> ReportContent:
    """Gather what a report says.

    Args:
        series: The series.
        verdicts: One per slice, in display order.
        whole: The series verdict.
        models: The networks that read it.
        made: When.
        device: Where the networks ran.
        pictures: Key slices, most suspicious first.
        privacy: Hide who was imaged, and free text that may name them.
        findings: The reader's own words; never the machine's.
        impression: The reader's own words; never the machine's.
        reader: The reader's name, where given.
        marks: The reader's key images and opinions, one line per slice.
        shown: When the reader saw the machine's output, such as `after the reader's mark`.

    Returns:
        The content.
    """
    names = ", ".join(m.name for m in models) or "no network"
    return ReportContent(
        banner=RESEARCH_USE,
        series_key=series.key,
        identity=_identity(series, privacy),
        technique=_technique(series, privacy),
        warnings=series.warnings,
        findings=findings,
        impression=impression,
        reader=reader,
        marks=marks,
        statement=PLAIN_WORDS[whole.outcome],
        reason=whole.reason,
        result=_result(whole, len(series.slices)),
        cautions=tuple(dict.fromkeys(_caution(m) for m in models if m.caution or m.demonstration)),
        bars=tuple(Bar(v.presence, v.outcome, v.uid in whole.key_slices) for v in verdicts),
        threshold=presence_threshold(models),
        refusals=_refusals(verdicts),
        pictures=pictures,
        provenance=(
            *((f"Network, {m.task}", f"{m.name}, fingerprint {m.fingerprint}") for m in models),
            ("Whence", whence_version()),
            ("Made", made.strftime("%Y-%m-%d %H:%M %Z").strip()),
            ("Device", device or "–"),
            ("Series key", series.key),
        ),
        disclosure=(
            f"Machine assistance: {names} analysed {whole.read} of {len(series.slices)} slices of "
            f"series {series.key} on {made:%Y-%m-%d}; output was shown {shown}. Findings and "
            f"impression are the reader's alone and are never filled by the machine. The software "
            f"is not a cleared medical device. {RESEARCH_USE}"
        ),
    )


def _identity(series: Series, privacy: bool) -> Rows:
    patient = series.patient
    rows = (
        ("Patient", person(patient.name)),
        ("Patient ID", patient.patient_id),
        ("Birth date", date_text(patient.birth_date)),
        ("Sex", patient.sex),
        ("Study", series.study_description),
        ("Study date", date_text(series.date)),
    )
    return tuple((name, HIDDEN if privacy else value or "–") for name, value in rows)


def _technique(series: Series, privacy: bool) -> Rows:
    row, column = series.spacing_mm
    step = "unknown" if series.slice_spacing_mm is None else f"{series.slice_spacing_mm:.2f} mm"
    return (
        ("Series", HIDDEN if privacy else series.description or "–"),
        ("Modality", series.modality),
        ("Slices", f"{len(series.slices)}, spacing {step}"),
        ("Matrix", f"{series.rows} × {series.columns}, pixel {row:.2f} × {column:.2f} mm"),
        *(
            (name, with_unit(str(value), UNITS.get(name, "")))
            for name, value in series.details.items()
        ),
    )


def _result(whole: SeriesVerdict, total: int) -> Rows:
    return (
        ("Verdict", whole.outcome.value),
        (
            "Probability, tumour present",
            f"{percent(whole.presence)} (yes from {percent(whole.yes_from)})",
        ),
        ("Probability, secondary", percent(whole.source)),
        ("Slices read", f"{whole.read} of {total}"),
        ("Slices not analysed", str(whole.refused)),
    )


def _caution(model: ModelInfo) -> str:
    demonstration = "demonstration network, not validated on real cases of its task"
    return f"{model.name}: {model.caution or demonstration}"


def _refusals(verdicts: Sequence[Verdict]) -> tuple[str, ...]:
    reasons: dict[str, list[str]] = {}
    for number, verdict in enumerate(verdicts, 1):
        if verdict.outcome is Outcome.REFUSED:
            reasons.setdefault(verdict.reason or "no reason given", []).append(str(number))
    return tuple(
        f"Slice {', '.join(n[:12])}{' and others' if len(n) > 12 else ''}: {why}"
        for why, n in reasons.items()
    )
