"""Tells apart the patients and studies whose files carry one UID.

A UID is unique by the standard, not by its writers: copied templates and bad anonymisers give one
to several people. Patient ID, name, birth date and Study Instance UID say whose a file is. What one
file leaves empty and another states does not contradict it (PS3.3 C.7.1.1 lets all but the study be
empty).
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ml.core.messages import Message, mark, message, with_commas
from ml.imaging.types.frame_record import Header, Record
from ml.imaging.types.series import Patient, Series

Identity = tuple[str, str, str, str]
FIELDS = (
    mark("Patient ID"), mark("Patient's Name"), mark("Patient's Birth Date"),
    mark("Study Instance UID"),
)  # fmt: skip
SEVERAL = message(
    "files of several patients or studies are given as one series; each is shown as a series of "
    "its own"
)
SEVERAL_IN_STUDY = message(
    "series of several patients are given as one study; each is shown as a study of its own"
)


@dataclass(frozen=True, slots=True)
class Owner:
    """The files of one patient and study.

    Attributes:
        records: Of these files, in the order in which they came.
        code: Stands for the owner in UIDs; empty where there is only one.
        doubts: In words.
    """

    records: tuple[Record, ...]
    code: str
    doubts: tuple[Message, ...]

    @property
    def patient(self) -> Patient:
        """What the files say together of the patient."""
        patients = [header.patient for header in distinct_headers(self.records)]
        return Patient(
            *(
                next((value for p in patients if (value := getattr(p, name))), "")
                for name in ("name", "patient_id", "birth_date", "sex")
            )
        )

    @property
    def study_uid(self) -> str:
        """The Study Instance UID that any file states."""
        stated = (header.study_uid for header in distinct_headers(self.records))
        return next(filter(None, stated), "")


def owners(records: Sequence[Record]) -> list[Owner]:
    """Sort the files of one UID by whose they are; the order of files changes nothing but theirs.

    Returns:
        Owners, in the order of their codes; one where nothing contradicts that.
    """
    headers = distinct_headers(records)
    identities = {id(header): _identity(header) for header in headers}
    groups = compatible(identities.values())
    if len(groups) == 1:
        return [Owner(tuple(records), "", _unstated(identities.values()))]
    group_of = {identity: group for group in groups for identity in groups[group]}
    sorted_records: dict[Identity, list[Record]] = {group: [] for group in groups}
    for record in records:
        sorted_records[group_of[identities[id(record.header)]]].append(record)
    found = [
        Owner(tuple(held), _code(group), (SEVERAL, *_unstated(groups[group])))
        for group, held in sorted_records.items()
    ]
    return sorted(found, key=lambda owner: owner.code)


def compatible(identities: Iterable[Identity]) -> dict[Identity, tuple[Identity, ...]]:
    """Put together what does not contradict each other; an empty field contradicts nothing.

    What would fit into several groups is a group of its own: nobody can tell whose it is.

    Returns:
        By what they state together, the identities of each group.
    """
    merged: dict[Identity, list[Identity]] = {}
    fullest_first = sorted(set(identities), key=lambda i: (-sum(map(bool, i)), i))
    for identity in fullest_first:
        fitting = [group for group in merged if _fits(group, identity)]
        if len(fitting) != 1:
            merged[identity] = [*merged.get(identity, []), identity]
            continue
        members = merged.pop(fitting[0])
        together = tuple(a or b for a, b in zip(fitting[0], identity, strict=True))
        merged[together] = [*members, identity]  # type: ignore[index]  # four texts again
    return {group: tuple(members) for group, members in merged.items()}


def studies_apart(library: Sequence[Series]) -> tuple[Series, ...]:
    """Give each patient a study of their own where several are given as one."""
    by_study: dict[str, list[Series]] = {}
    for series in library:
        by_study.setdefault(series.study_uid, []).append(series)
    renamed: dict[str, Series] = {}
    for study_uid, members in by_study.items():
        identities = {series.uid: _of_patient(series.patient) for series in members}
        groups = compatible(identities.values())
        if not study_uid or len(groups) == 1:
            continue
        code_of = {identity: _code(group) for group in groups for identity in groups[group]}
        for series in members:
            renamed[series.uid] = replace(
                series,
                study_uid=f"{study_uid}/{code_of[identities[series.uid]]}",
                warnings=(*series.warnings, SEVERAL_IN_STUDY),
            )
    return tuple(renamed.get(series.uid, series) for series in library)


def distinct_headers(records: Iterable[Record]) -> list[Header]:
    """The headers of records, each once; most records share one."""
    return list({id(record.header): record.header for record in records}.values())


def _fits(group: Identity, identity: Identity) -> bool:
    return all(not a or not b or a == b for a, b in zip(group, identity, strict=True))


def _identity(header: Header) -> Identity:
    return (*_of_patient(header.patient)[:3], header.study_uid.strip())


def _of_patient(patient: Patient) -> Identity:
    """Without what writers do differently: capitals, blanks, empty components, separators."""
    name = unicodedata.normalize("NFC", patient.name).casefold().replace("^", " ")
    digits = "".join(filter(str.isdigit, patient.birth_date))
    return patient.patient_id.strip().casefold(), " ".join(name.split()), digits, ""


def _code(identity: Identity) -> str:
    return hashlib.sha256("\0".join(identity).encode("utf-8", "replace")).hexdigest()[:8]


def _unstated(identities: Iterable[Identity]) -> tuple[Message, ...]:
    """What some files leave empty and others state, in words."""
    columns = zip(*set(identities), strict=True)
    lacking = [
        Message(name)
        for name, values in zip(FIELDS, columns, strict=True)
        if any(values) and not all(values)
    ]
    if not lacking:
        return ()
    return (
        message(
            "some files leave empty what others state ({}); they are taken for the same patient's",
            with_commas(lacking),
        ),
    )
