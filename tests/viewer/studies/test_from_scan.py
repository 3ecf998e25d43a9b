"""What a scan found becomes studies; what was known of them stays, unless it is other pixels."""

from dataclasses import replace
from pathlib import Path

from ml.imaging.types.series import SliceRef
from tests.viewer.study_records import READ
from tests.viewer.synthetic import make_series
from viewer.studies.from_scan import (
    FinishedScan,
    locate_studies,
    paths_to_reopen,
    study_key,
    study_records,
)
from viewer.studies.study_record import Answer, ReadingState, Status

NOW = "2024-06-01T08:00:00.000+00:00"


def at(*files, uid="s", **more):
    refs = tuple(SliceRef(f"{uid}.{i}", Path(f), 0) for i, f in enumerate(files))
    return replace(make_series(uid, **more), slices=refs)


def places(opened, *files):
    return [str(p) for p in paths_to_reopen([at(*files)], [Path(p) for p in opened])]


def test_as_little_as_possible_is_opened_again():
    assert places(["/d"], "/d/p1/s1/a.dcm", "/d/p1/s2/b.dcm") == ["/d/p1"]
    assert places(["/d"], "/d/a.dcm", "/d/b.dcm") == ["/d"]
    assert places(["/d"], "/d/p1/a.nii") == ["/d/p1/a.nii"]


def test_a_file_that_was_opened_stays_itself():
    assert places(["/d/a.nii", "/d/b.nii"], "/d/a.nii", "/d/a.nii") == ["/d/a.nii"]
    assert places(["/d/a.dcm", "/d/b.dcm"], "/d/a.dcm", "/d/b.dcm") == ["/d/a.dcm", "/d/b.dcm"]


def test_what_was_unpacked_or_referred_to_needs_all_that_was_opened():
    assert places(["/d/x.zip"], "/tmp/u/1/a.dcm") == ["/d/x.zip"]
    assert places(["/d/x.zip", "/e"], "/tmp/u/a.dcm", "/e/b.dcm") == ["/d/x.zip", "/e"]


def of(library, known=None, now=NOW):
    return study_records(
        locate_studies(FinishedScan(tuple(library), (Path("/d"),))), known or {}, now
    )


def test_series_of_one_study_make_one_record():
    library = [at("/d/a", uid="1"), at("/d/b", uid="2"), replace(at("/d/c", uid="3"), study_uid="")]
    studies = of(library)
    assert [(s.uid, len(s.series)) for s in studies] == [("st", 2), ("series 3", 1)]
    assert studies[0].patient.patient_id == "PID-7"
    assert studies[1].uid == study_key(library[2])


def test_a_refusal_is_there_from_the_start():
    (study,) = of([at("/d/a", refusal="plain T2")])
    assert study.series[0].answer == Answer(ReadingState.REFUSED, reason="plain T2")


def known_after(change, again):
    (first,) = of([at("/d/a", "/d/b")])
    record = replace(first.series[0], answer=READ, status=Status.READ)
    first = first.with_series(record).set_by_hand(Status.REPORTED)
    (second,) = of([change(again)], {"st": first}, "2025")
    return second


def test_opened_again_it_keeps_its_states():
    second = known_after(lambda s: s, at("/d/a", "/d/b"))
    assert (second.status, second.opened) == (Status.REPORTED, "2025")
    assert (second.series[0].answer, second.series[0].status) == (READ, Status.READ)


def test_a_verdict_does_not_stay_where_there_are_other_slices():
    second = known_after(lambda s: s, at("/d/a", "/d/b", "/d/c"))
    assert second.series[0].answer == Answer()


def test_a_series_that_is_not_found_again_keeps_its_row_and_its_place():
    second = known_after(lambda s: replace(s, uid="other"), at("/d/p/a"))
    assert [s.uid for s in second.series] == ["other", "s"]
    assert second.paths == (Path("/d/p/a"), Path("/d"))
