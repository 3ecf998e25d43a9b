"""Writes and reads what a batch run leaves of one series, and says whether it may stand."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ml.core import atomic_files
from ml.core.errors import ImageReadError, WriteError
from ml.core.lesions import lesions_of
from ml.core.messages import Message, message, verbatim
from ml.core.release import released, uid_label
from ml.core.series_verdict import DECISION_RULES, SeriesVerdict
from ml.core.settling import is_final, settling_rule
from ml.core.types import RESEARCH_USE, ModelInfo, Outcome, Verdict
from ml.imaging.confidentiality import pixels_withheld, series_title
from ml.imaging.series_stack import stack_of
from ml.imaging.types.ordinary_file import open_ordinary
from ml.imaging.types.series import Series
from viewer.i18n.language import spoken
from viewer.report.lesion_records import lesion_records
from viewer.report.model_words import makers_words, title_of
from viewer.report.result_seal import FILES, describe_files, files_stand, is_sealed, sealed

SCHEMA = 2
RESULTS = "results.json"
REPORT = "report.pdf"
TABLE = "results.csv"
MOST_BYTES = 2**26
"""What a larger file holds is no record of ours: a series of 2000 slices takes 2 MB."""
KEY_PICTURE = re.compile(r"key\d+_slice\d+\.png", re.ASCII)
STATUSES = ("done", "incomplete", "refused", "failed")
COLUMNS = (
    "series_key", "file", "description", "slices", "outcome", "presence", "source",
    "status", "reason", "models", "note", "presence_status", "source_status",
    "lesions", "lesions_ml", "longest_mm", "settled",
    "presence_origin", "source_origin", "pictures", "part",
)  # fmt: skip


def fingerprints(models: Sequence[ModelInfo]) -> list[str]:
    """Name the networks, each as `task:fingerprint`."""
    return [f"{m.task}:{m.fingerprint}" for m in models]


def to_record(
    series: Series,
    verdicts: Sequence[Verdict],
    result: SeriesVerdict | None,
    models: Sequence[ModelInfo],
    *,
    source: str,
    status: str,
    reason: Message,
    privacy: bool,
) -> dict[str, Any]:
    """Gather what results.json holds about one series.

    Args:
        series: The series.
        verdicts: One per slice, in display order; none where the series failed before any.
        result: The series verdict; `None` where the series failed.
        models: The networks that read it.
        source: `ml.imaging.source_hash.source_hash` from before it was read.
        status: One of `STATUSES`.
        reason: Why, where it is not done or the machine abstained.
        privacy: Hide identity: no description, hashes for UIDs, no quoted text.

    Returns:
        Values that JSON can hold, but for the files that belong to them.
    """
    settling = settling_rule(models) is not None
    numbers = {v.uid: number for number, v in enumerate(verdicts, 1)}

    def named(uid: str) -> str:
        return uid_label(uid, numbers[uid], privacy=privacy)

    def said(text: Message) -> str:
        return str(released(text, privacy=privacy))

    return {
        "schema": SCHEMA,
        "note": RESEARCH_USE,
        "series_key": series.key,
        "description": None if privacy else said(series_title(series, privacy=False)),
        "part": said(series.part),
        "privacy": privacy,
        "language": spoken(),
        "status": status,
        "reason": said(reason),
        "counts": _counts(series, verdicts),
        "series": {
            "outcome": result.outcome.value if result else None,
            "presence": result.presence if result else None,
            "source": result.source if result else None,
            "key_slices": [named(uid) for uid in result.key_slices] if result else [],
            "reason": said(result.reason) if result else "",
            "settled": all(map(is_final, verdicts)) if settling and result else None,
        },
        "slices": [
            {
                "index": index,
                "uid": named(v.uid),
                "outcome": v.outcome.value,
                "presence": v.presence,
                "source": v.source,
                "reason": said(v.reason),
                "settled": is_final(v) if settling else None,
            }
            for index, v in enumerate(verdicts)
        ],
        "lesions": lesion_records(lesions_of(verdicts, stack_of(series), models), named),
        "models": [
            {
                "task": m.task,
                "name": title_of(m),
                "fingerprint": m.fingerprint,
                "origin": m.origin,
                **_validation(m),
                "threshold": m.threshold,
                "settling": asdict(m.settling) if m.settling else None,
            }
            for m in models
        ],
        "fingerprints": fingerprints(models),
        "decision_rules": DECISION_RULES,
        "source_sha256": source,
        "warnings": [said(text) for text in series.warnings],
        "pictures": str(pixels_withheld(series, privacy=privacy)),
    }


def _counts(series: Series, verdicts: Sequence[Verdict]) -> dict[str, int]:
    """What became of the slices; each verdict is counted once."""
    outcomes = Counter(v.outcome for v in verdicts)
    return {
        "slices": len(series.slices),
        "read": sum(v.presence is not None for v in verdicts),
        "refused": outcomes[Outcome.REFUSED],
        "unreadable": outcomes[Outcome.UNREADABLE],
        "unasked": outcomes[Outcome.UNASKED],
    }


def write_results(folder: Path, record: dict[str, Any], files: Iterable[str] = ()) -> None:
    """Write results.json, the mark that a series is finished, sealed and with hashes of its files.

    Args:
        folder: Of the series.
        record: From `to_record`.
        files: Names of the pictures and of the report.

    Raises:
        WriteError: It could not be written.
        OSError: One of the files is gone.
    """
    text = _as_text({**record, FILES: describe_files(folder, files)})
    text = _as_text(sealed(json.loads(text)))  # the seal is of what can be read again
    atomic_files.write_text(folder / RESULTS, text + "\n")


def _as_text(record: Mapping[str, Any]) -> str:
    """As JSON, with U+FFFD for what is no text."""
    text = json.dumps(record, indent=1, ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def read_results(folder: Path) -> dict[str, Any] | None:
    """Return what results.json holds.

    `None` where it is missing, cut short, edited, of another schema or larger than any of ours.
    """
    try:
        with open_ordinary(folder / RESULTS) as file:
            data = file.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            return None
        record = json.loads(data.decode("utf-8"))
        if isinstance(record, dict) and record.get("schema") == SCHEMA and is_sealed(record):
            return record
    except (OSError, ImageReadError, ValueError, RecursionError):
        pass  # ValueError: no UTF-8, no JSON, a huge number
    return None


def is_whole(folder: Path, record: Mapping[str, Any]) -> bool:
    """Whether pictures and report are as they were when this record was written."""
    return files_stand(folder, record, whole=True)


def current(
    folder: Path, models: Sequence[ModelInfo], source: str, *, privacy: bool
) -> dict[str, Any] | None:
    """Return earlier results where they may stand; `None` where the series must be read.

    They stand where the same networks and rules read the same images, in the same language and
    privacy, and where nothing of them was changed, removed or left unfinished since.

    Args:
        folder: Of the series.
        models: The networks of this run.
        source: `ml.imaging.source_hash.source_hash` of the series as it is now.
        privacy: Whether this run hides identity.
    """
    record = read_results(folder)
    if record is None or record["status"] == "failed":
        return None
    same = (
        "pictures" in record  # before it, pictures may show what is withheld now
        and record["source_sha256"] == source
        and record["fingerprints"] == fingerprints(models)
        and record["decision_rules"] == DECISION_RULES
        and record["privacy"] is privacy
        and record["language"] == spoken()
    )
    return record if same and REPORT in record[FILES] and is_whole(folder, record) else None


def clear(folder: Path) -> None:
    """Take away what an earlier run left of one series, its mark first.

    Raises:
        WriteError: It could not be taken away.
    """
    try:
        pictures = [p for p in folder.iterdir() if KEY_PICTURE.fullmatch(p.name)]
        for path in (folder / RESULTS, folder / REPORT, *pictures):
            path.unlink(missing_ok=True)
    except OSError as error:
        raise WriteError(
            message(
                "earlier results in {} could not be replaced ({}); choose another folder, then "
                "run again",
                verbatim(folder.name),
                error.strerror or type(error).__name__,
            )
        ) from error


def _validation(model: ModelInfo) -> dict[str, Any]:
    """How far a network was validated: words for people, the rest for programs."""
    tested: dict[str, dict[str, int]] = {}
    for row in model.validation.tested:
        tested.setdefault(row.answer, {})[row.collection] = row.patients
    return {
        "status": model.validation.status.value,
        "tested": tested,
        "limits": [limit.value for limit in model.validation.limits],
        "words": model.words,
        "caution": makers_words(model),
    }
