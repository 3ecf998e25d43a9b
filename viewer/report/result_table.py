"""Writes results.csv: one line for each series, and for each file that was passed over."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ml.core import atomic_files
from ml.core.messages import message
from ml.core.readable_text import readable
from ml.core.release import WITHHELD
from ml.core.types import RESEARCH_USE
from viewer.report.out_folder import series_folders
from viewer.report.result_files import COLUMNS, RESULTS, TABLE, read_results
from viewer.report.result_seal import files_stand

CHANGED = message(
    "its results were written by another version of Whence, or were changed or damaged since; run "
    "again"
)


def write_table(
    out: Path,
    failed: Mapping[str, str],
    passed_over: Iterable[tuple[str, str]],
    *,
    privacy: bool,
    order: Sequence[str] = (),
) -> Path:
    """Rebuild results.csv from what stands under `out`.

    Args:
        out: The folder of the run.
        failed: Why a series has no results that may stand, by its key.
        passed_over: Name and reason of each file that is no readable image.
        privacy: Leave out what earlier runs with identity wrote, too.
        order: Keys of the series of this run, in the order of the study list; the lines of other
            runs follow.

    Returns:
        The table.

    Raises:
        WriteError: It could not be written.
    """
    rows = {key: _failure(key, "", reason) for key, reason in failed.items()}
    for folder in series_folders(out):
        if folder.name in rows:
            continue
        record = read_results(folder)
        if record is not None and files_stand(folder, record, whole=False):
            rows[folder.name] = _row(record, privacy)
        elif (folder / RESULTS).exists():
            rows[folder.name] = _failure(folder.name, "", CHANGED)
    text = io.StringIO(newline="")
    table = csv.writer(text, lineterminator="\n")
    table.writerow(COLUMNS)
    place = {key: index for index, key in enumerate(order)}
    for _, row in sorted(rows.items(), key=lambda item: (place.get(item[0], len(place)), item[0])):
        table.writerow([cell(value) for value in row])
    for name, reason in passed_over:
        table.writerow([cell(value) for value in _failure("", name, reason)])
    path = out / TABLE
    atomic_files.write_text(path, text.getvalue())
    return path


def _failure(key: str, file: str, reason: str) -> tuple[object, ...]:
    words = (key, file, "", "", "", "", "", "failed", reason, "", RESEARCH_USE)
    return (*words, *[""] * (len(COLUMNS) - len(words)))


def _row(record: dict[str, Any], privacy: bool) -> tuple[object, ...]:
    result = record["series"]
    hidden = privacy and record["privacy"] is not True
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
        _of_network(record, "presence", "status"),
        _of_network(record, "source", "status"),
        *_lesions(record),
        {True: "yes", False: "no"}.get(result.get("settled"), ""),
        _of_network(record, "presence", "origin"),
        _of_network(record, "source", "origin"),
        record.get("pictures", ""),
        record.get("part", ""),
    )


def _lesions(record: dict[str, Any]) -> tuple[str, str, str]:
    """How many, their volume in millilitres and the longest diameter; empty where unknown.

    All are empty in records of versions that outlined nothing, and of series that failed.
    """
    lesions = record.get("lesions")
    if lesions is None or record["status"] not in ("done", "incomplete"):
        return "", "", ""
    volumes = [lesion["volume_mm3"] for lesion in lesions]
    lengths = [lesion["longest_mm"] for lesion in lesions]
    known = bool(lesions) and None not in volumes
    return (
        str(len(lesions)),
        f"{sum(volumes) / 1000:.3f}" if known else "",
        f"{max(lengths):.1f}" if lengths and None not in lengths else "",
    )


def _of_network(record: dict[str, Any], task: str, what: str) -> str:
    """What is known of a task's network; empty without such a network, or in older records."""
    return next((str(m.get(what, "")) for m in record["models"] if m["task"] == task), "")


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.6f}"


def cell(value: object) -> str:
    """Return one line of text that a spreadsheet does not take for a formula."""
    text = "" if value is None else readable(" ".join(str(value).split()))
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text
