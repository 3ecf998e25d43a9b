"""Writes and reads the results of a batch run: results.json and results.csv."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from ml.core import atomic_files
from ml.core.errors import WriteError
from ml.core.series_verdict import DECISION_RULES, SeriesVerdict
from ml.core.types import RESEARCH_USE, ModelInfo, Verdict
from ml.imaging.types.series import Series
from viewer.i18n.language import ENGLISH, spoken
from viewer.i18n.translate import tr

SCHEMA = 1
RESULTS = "results.json"
REPORT = "report.pdf"
TABLE = "results.csv"
STATUSES = ("done", "refused", "failed")
COLUMNS = (
    "series_key", "file", "description", "slices", "outcome", "presence", "source",
    "status", "reason", "models", "note",
)  # fmt: skip


def fingerprints(models: Sequence[ModelInfo]) -> list[str]:
    """Name the networks, each as `task:fingerprint`."""
    return [f"{m.task}:{m.fingerprint}" for m in models]


def to_record(
    series: Series,
    verdicts: Sequence[Verdict],
    result: SeriesVerdict,
    models: Sequence[ModelInfo],
    *,
    status: str,
    reason: str,
    privacy: bool,
) -> dict[str, Any]:
    """Gather what results.json holds about one series.

    Args:
        series: The series.
        verdicts: One per slice, in display order.
        result: The series verdict.
        models: The networks that read it.
        status: One of `STATUSES`.
        reason: Why, where it is not done or the machine abstained.
        privacy: Leave the description out.

    Returns:
        Values that JSON can hold.
    """
    return {
        "schema": SCHEMA,
        "note": RESEARCH_USE,
        "series_key": series.key,
        "description": None if privacy else series.description,
        "privacy": privacy,
        "language": spoken(),
        "status": status,
        "reason": reason,
        "counts": {"slices": len(verdicts), "read": result.read, "refused": result.refused},
        "series": {
            "outcome": result.outcome.value,
            "presence": result.presence,
            "source": result.source,
            "key_slices": list(result.key_slices),
            "reason": result.reason,
        },
        "slices": [
            {
                "index": index,
                "uid": v.uid,
                "outcome": v.outcome.value,
                "presence": v.presence,
                "source": v.source,
                "reason": v.reason,
            }
            for index, v in enumerate(verdicts)
        ],
        "models": [
            {
                "task": m.task,
                "name": m.name,
                "fingerprint": m.fingerprint,
                "demonstration": m.demonstration,
                "caution": m.caution,
                "threshold": m.threshold,
            }
            for m in models
        ],
        "fingerprints": fingerprints(models),
        "decision_rules": DECISION_RULES,
        "warnings": list(series.warnings),
    }


def write_results(folder: Path, record: dict[str, Any]) -> None:
    """Write results.json, the mark that a series is finished.

    Raises:
        WriteError: It could not be written.
    """
    text = json.dumps(record, indent=1, ensure_ascii=False, allow_nan=False)
    atomic_files.write_text(folder / RESULTS, text + "\n")


def read_results(folder: Path) -> dict[str, Any] | None:
    """Return what results.json holds; `None` where it is missing, damaged or of another schema."""
    try:
        record = json.loads((folder / RESULTS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(record, dict) or record.get("schema") != SCHEMA:
        return None
    return record


def is_current(
    folder: Path, models: Sequence[ModelInfo], uids: Sequence[str], *, privacy: bool
) -> bool:
    """Say whether the same networks and rules have read the same slices before, and left a report.

    Pictures and report must be in the language that is spoken now; an older record that names none
    is English.
    """
    record = read_results(folder)
    if record is None or record.get("status") == "failed" or not (folder / REPORT).is_file():
        return False
    slices = record.get("slices", [])
    return (
        record.get("fingerprints") == fingerprints(models)
        and record.get("decision_rules") == DECISION_RULES
        and [s.get("uid") for s in slices] == list(uids)
        and record.get("privacy") is privacy
        and record.get("language", ENGLISH) == spoken()
    )


def clear(folder: Path) -> None:
    """Take away what an earlier run left of one series, its mark first.

    Raises:
        WriteError: It could not be taken away.
    """
    try:
        for path in (folder / RESULTS, folder / REPORT, *folder.glob("key*_slice*.png")):
            path.unlink(missing_ok=True)
    except OSError as error:
        raise WriteError(
            tr(
                "earlier results in {} could not be replaced ({}); choose another folder, then "
                "run again"
            ).format(folder.name, error.strerror or error)
        ) from error


def write_table(out: Path, passed_over: Iterable[tuple[str, str]], *, privacy: bool) -> Path:
    """Rebuild results.csv from every results.json under `out`.

    Args:
        out: The folder of the run.
        passed_over: Base name and reason of each file that is no readable image.
        privacy: Leave descriptions of earlier runs out, too.

    Returns:
        The table.

    Raises:
        WriteError: It could not be written.
    """
    text = io.StringIO(newline="")
    table = csv.writer(text, lineterminator="\n")
    table.writerow(COLUMNS)
    for folder in sorted(p for p in out.glob("*") if p.is_dir()):
        record = read_results(folder)
        if record is not None:
            table.writerow([cell(value) for value in _row(record, privacy)])
    for name, reason in passed_over:
        row = ("", name, "", "", "", "", "", "failed", reason, "", RESEARCH_USE)
        table.writerow([cell(value) for value in row])
    path = out / TABLE
    atomic_files.write_text(path, text.getvalue())
    return path


def safe_name(name: str, people: Iterable[str]) -> str:
    """Replace a file name that holds a part of a person's name or ID by a short hash."""
    parts = {p.lower() for person in people for p in re.split(r"[\W_]+", person) if len(p) > 2}
    if not any(part in name.lower() for part in parts):
        return name
    return f"file-{hashlib.sha256(name.encode()).hexdigest()[:10]}"


def _row(record: dict[str, Any], privacy: bool) -> tuple[object, ...]:
    result = record["series"]
    return (
        record["series_key"],
        "",
        "" if privacy else record["description"],
        record["counts"]["slices"],
        result["outcome"],
        _number(result["presence"]),
        _number(result["source"]),
        record["status"],
        record["reason"],
        " ".join(record["fingerprints"]),
        record["note"],
    )


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.6f}"


def cell(value: object) -> str:
    """Return one line of text that a spreadsheet does not take for a formula."""
    text = "" if value is None else " ".join(str(value).split())
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text
