"""What `model.json` of a bundle may say: each field with its type and range, one line a field.

A new field is a line here and an entry in what `ml.research.evaluation.evaluate` writes. A field
that changes verdicts has no default: a bundle without it would be read in another way than it was
made for. Ranges marked (ours) only keep out what no network of this kind can mean.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from ml.core.messages import Message, message, quoted, verbatim
from ml.core.strict_json import shortened
from ml.core.validation import (
    ANSWERS,
    Limit,
    PatientCount,
    Validation,
    ValidationStatus,
    decided,
    shortfalls,
)

SCHEMA = 1

Name = Annotated[str, Meta(min_length=1, max_length=60)]
Line = Annotated[str, Meta(max_length=300)]
Probability = Annotated[float, Meta(ge=0, le=1)]
Percentile = Annotated[float, Meta(ge=0, le=100)]
LogOdds = Annotated[float, Meta(ge=-100, le=100)]  # (ours)
Weight = Annotated[float, Meta(ge=0, le=100)]  # (ours)
Whole = Annotated[int, Meta(ge=-(10**12), le=10**12)]  # (ours)
Figure = Annotated[float, Meta(ge=-1e12, le=1e12)]  # (ours)
Interval = Annotated[list[Figure], Meta(min_length=3, max_length=3)]
"""Value, low and high end of its confidence interval."""
Count = Annotated[int, Meta(ge=1, le=1_000_000)]  # (ours)
Key = Annotated[str, Meta(min_length=1, max_length=80)]

EVIDENCE = 1
"""How many numbers of `ml.core.types.Verdict.evidence` the cascade fills."""


class Fields(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base: every field is named when made, and none is there that Whence does not know."""


class PreprocessingFields(Fields, frozen=True, kw_only=True):
    """See `ml.inference.preprocessing.Preprocessing`."""

    size: Annotated[int, Meta(ge=32, le=1024, multiple_of=32)]  # the stages halve it five times
    low: Percentile
    high: Percentile
    crop: bool
    field_mm: Annotated[float, Meta(ge=0, le=300)] = 0.0  # whole slices; (ours)

    def __post_init__(self) -> None:
        """Black must be below white."""
        if self.low >= self.high:
            raise ValueError("low must be less than high")


class ConformalFields(Fields, frozen=True, kw_only=True):
    """See `ml.inference.abstention.ConformalBand`."""

    yes_from: Probability
    no_to: Probability
    coverage: Annotated[float, Meta(gt=0, lt=1)]


class SeriesFields(Fields, frozen=True, kw_only=True):
    """See `ml.core.types.SeriesRule`."""

    slices: Annotated[int, Meta(ge=1, le=1000)]
    slope: Annotated[float, Meta(ge=0, le=100)]  # (ours)
    shift: LogOdds


class SettlingFields(Fields, frozen=True, kw_only=True):
    """See `ml.core.types.SettlingRule`."""

    sigma_mm: Annotated[float, Meta(gt=0, le=100)]  # (ours)
    own: Annotated[tuple[Weight, ...], Meta(min_length=1, max_length=2)]
    around: Annotated[tuple[Weight, ...], Meta(min_length=1, max_length=2)]
    offset: LogOdds
    threshold: Probability
    band: tuple[Probability, Probability]

    def __post_init__(self) -> None:
        """What a slice says alone and among its neighbours is the same evidence."""
        if len(self.own) != len(self.around):
            raise ValueError("own and around must have the same length")


class LesionFields(Fields, frozen=True, kw_only=True):
    """See `ml.core.types.LesionRule`."""

    volume: LogOdds
    peak: LogOdds
    mean: LogOdds
    slices: LogOdds
    enhancing: LogOdds
    offset: LogOdds
    threshold: Probability


class OutlineFields(Fields, frozen=True, kw_only=True):
    """See `ml.inference.models.outline_decoder`; of networks that have one."""

    threshold: Annotated[float, Meta(gt=0, lt=1)]
    peak_share: Probability


class OodFields(Fields, frozen=True, kw_only=True):
    """What was fitted of the OOD detector, see `ml.inference.ood`."""

    false_refusals: Probability


class ModelFields(Fields, frozen=True, kw_only=True):
    """All of `model.json`."""

    schema: Literal[1]
    written_by: Line = ""

    # what it is
    task: Literal["presence", "source"]
    name: Name
    version: Annotated[str, Meta(min_length=1, max_length=20)]
    caution: Line = ""  # of former bundles

    # how far it was validated
    status: ValidationStatus | None = None  # as the figures say, see `ml.core.validation.decided`
    demonstration: bool | None = None  # of former bundles, instead of `status`
    tested: dict[Key, dict[Key, Count]] = {}  # answer to collection to real test patients
    limits: list[Limit] = []  # what it was not validated on
    input: Line = ""
    licence: Line = ""

    # the network
    architecture: Literal["resnest50", "resnesat50", "resnesat50_mirrored", "resnesat_tiny"]
    gate: Literal["none", "paper", "open"]
    attention: Literal["stages", "told"]
    both_ways: bool
    preprocessing: PreprocessingFields
    outline: OutlineFields | None = None  # bundles before it have no decoder

    # the decision rule
    classes: Annotated[list[Name], Meta(min_length=2, max_length=2)]
    threshold: Probability
    temperature: Annotated[float, Meta(ge=0.01, le=100)]  # (ours)
    offset: LogOdds
    conformal: ConformalFields
    series: SeriesFields | None
    settling: SettlingFields | None = None  # bundles before it were made to be read alone
    lesions: LesionFields | None = None  # bundles before it draw no outline
    ood: OodFields

    # how it was made and what was measured: for cards and for research, not for verdicts
    training: dict[Key, Line | Whole | Figure | bool | None] = {}
    metrics: dict[Key, Figure | Interval] = {}

    def __post_init__(self) -> None:
        """Fields that must fit one another."""
        if tuple(self.classes) != CLASSES[self.task]:
            raise ValueError(f"task {self.task} has the classes {', '.join(CLASSES[self.task])}")
        if self.lesions is not None and self.task != "presence":
            raise ValueError("lesions is for the task presence only")
        if self.outline is not None and self.task != "presence":
            raise ValueError("outline is for the task presence only")
        if self.preprocessing.field_mm and self.task != "source":
            raise ValueError("preprocessing.field_mm is for the task source only")
        if self.gate == "none" and self.attention == "told":
            raise ValueError("attention of a network without gates must be stages")
        if self.settling is not None and self.task != "presence":
            raise ValueError("settling is for the task presence only")
        if self.settling is not None and len(self.settling.own) > EVIDENCE:
            raise ValueError(f"settling must have {EVIDENCE} weight, as slices have evidence")
        self._check_status()
        if (self.gate == "none") != (self.architecture == "resnest50"):
            raise ValueError(f"gate {self.gate} does not fit architecture {self.architecture}")

    def _check_status(self) -> None:
        if (self.status is None) == (self.demonstration is None):
            raise ValueError("it must say its status, or as a former bundle demonstration")
        if not self.tested.keys() <= set(ANSWERS[self.task]):
            raise ValueError(f"tested must be of the answers {', '.join(ANSWERS[self.task])}")
        most, _ = decided(self.task, self.tested, self.metrics)
        if self.status not in (None, ValidationStatus.DEMONSTRATION, most):
            raise ValueError(f"the figures give the status {most}, not {self.status}")

    @property
    def validation(self) -> Validation:
        """How far it was validated; former bundles only said whether it was at all.

        What its figures fall short of is said whether the bundle says it or not.
        """
        if self.status is None:
            name = "DEMONSTRATION" if self.demonstration else "ONE_COLLECTION"
            return Validation(ValidationStatus[name], limits=FORMER_CAUTIONS.get(self.caution, ()))
        tested = (
            PatientCount(answer, collection, patients)
            for answer, collections in self.tested.items()
            for collection, patients in collections.items()
        )
        said = (*self.limits, *shortfalls(self.metrics))
        return Validation(self.status, tuple(tested), tuple(dict.fromkeys(said)))


FORMER_CAUTIONS = {
    "Small first model, trained and tested on few patients; mostly low-grade glioma.": (
        Limit.MOSTLY_LOW_GRADE,
        Limit.TUMOUR_PATIENTS_ONLY,
    ),
    "Demonstration: trained on simulated metastases and never validated on real ones.": (
        Limit.SIMULATED_METASTASES,
    ),
    "Trained and tested on the patients of one manifest; not validated elsewhere.": (
        Limit.OWN_MANIFEST_ONLY,
    ),
}
"""What former bundles of Whence say in their own words, as limits; other words are shown as
they are."""
CLASSES = ANSWERS
"""Task to its two answers, no first."""


class SchemaError(Exception):
    """A field is missing, unknown, of another type, or out of its range.

    Attributes:
        field: Its name, as `conformal.yes_from`; empty where it is no single one. A name that the
            schema does not know is quoted.
        reason: What is wrong with it, for the reader.
    """

    def __init__(self, field: Message, reason: Message) -> None:
        super().__init__(field, reason)
        self.field = field
        self.reason = reason


def validated(model: Any) -> ModelFields:
    """Check what `model.json` says.

    Args:
        model: As parsed.

    Raises:
        SchemaError: It does not say what a bundle must say.
    """
    try:
        return msgspec.convert(model, ModelFields)
    except msgspec.ValidationError as error:
        field, reason = _parts(str(error))
        raise SchemaError(field, reason) from error


def _parts(text: str) -> tuple[Message, Message]:
    """The field and the reason in a sentence of msgspec."""
    what, _, place = text.partition(" - at ")
    path = "".join(re.findall(r"\$\.?([^`]*)", place))
    if missing := re.fullmatch(r"Object missing required field `(.*)`", what):
        return verbatim(_inside(path, missing[1])), message("it is missing")
    if unknown := re.fullmatch(r"Object contains unknown field `(.*)`", what, re.DOTALL):
        field = shortened(_inside(path, unknown[1]))
        return quoted(field), message("this version of Whence does not know it")
    return verbatim(path), _reason(what)


def _inside(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _reason(what: str) -> Message:
    if found := re.fullmatch(r"Expected `(.*)`, got `(.*)`", what):
        return message("it must be of type {}, not {}", verbatim(found[1]), verbatim(found[2]))
    if found := re.fullmatch(r"Expected `\w+` of length (.*)", what):
        return message("its length must be {}", verbatim(found[1]))
    if found := re.fullmatch(r"Expected `\w+` ([<>]=? .*)", what):
        return message("it must be {}", verbatim(found[1]))
    if found := re.fullmatch(r"Invalid enum value (.*)", what, re.DOTALL):
        return message("{} is not known to this version of Whence", shortened(found[1]))
    return verbatim(what.replace("`", ""))
