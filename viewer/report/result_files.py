"""Writes and reads the results of a batch run: results.json and results.csv."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from ml.core import atomic_files
from ml.core.errors import WriteError
from ml.core.messages import Message, message, verbatim
from ml.core.release import WITHHELD, released, uid_label
from ml.core.series_verdict import DECISION_RULES, SeriesVerdict
from ml.core.types import RESEARCH_USE, ModelInfo, Verdict
from ml.imaging.confidentiality import series_title
from ml.imaging.types.series import Series
from viewer.i18n.language import ENGLISH, spoken

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
    reason: Message,
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
        privacy: Hide identity: no description, hashes for UIDs, no quoted text.

    Returns:
        Values that JSON can hold.
    """
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
        "privacy": privacy,
        "language": spoken(),
        "status": status,
        "reason": said(reason),
        "counts": {"slices": len(verdicts), "read": result.read, "refused": result.refused},
        "series": {
            "outcome": result.outcome.value,
            "presence": result.presence,
            "source": result.source,
            "key_slices": [named(uid) for uid in result.key_slices],
            "reason": said(result.reason),
        },
        "slices": [
            {
                "index": index,
                "uid": named(v.uid),
                "outcome": v.outcome.value,
                "presence": v.presence,
                "source": v.source,
                "reason": said(v.reason),
            }
            for index, v in enumerate(verdicts)
        ],
        "models": [
            {
                "task": m.task,
                "name": m.name,
                "fingerprint": m.fingerprint,
                "origin": m.origin,
                "demonstration": m.demonstration,
                "caution": m.caution,
                "threshold": m.threshold,
            }
            for m in models
        ],
        "fingerprints": fingerprints(models),
        "decision_rules": DECISION_RULES,
        "warnings": [said(text) for text in series.warnings],
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
        and [s.get("uid") for s in slices]
        == [uid_label(uid, number, privacy=privacy) for number, uid in enumerate(uids, 1)]
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
            message(
                "earlier results in {} could not be replaced ({}); choose another folder, then "
                "run again",
                verbatim(folder.name),
                error.strerror or type(error).__name__,
            )
        ) from error


def write_table(out: Path, passed_over: Iterable[tuple[str, str]], *, privacy: bool) -> Path:
    """Rebuild results.csv from every results.json under `out`.

    Args:
        out: The folder of the run.
        passed_over: Name and reason of each file that is no readable image.
        privacy: Leave out what earlier runs with identity wrote, too.

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


def _row(record: dict[str, Any], privacy: bool) -> tuple[object, ...]:
    result = record["series"]
    hidden = privacy and record.get("privacy") is not True
    return (
        record["series_key"],
        "",
        "" if hidden else record["description"],
        record["counts"]["slices"],
        result["outcome"],
        _number(result["presence"]),
        _number(result["source"]),
        record["status"],
        WITHHELD if hidden and record["reason"] else record["reason"],
        " ".join(record["fingerprints"]),
        record["note"],
    )


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.6f}"


def cell(value: object) -> str:
    """Return one line of text that a spreadsheet does not take for a formula."""
    text = "" if value is None else " ".join(str(value).split())
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text
