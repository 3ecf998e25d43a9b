"""Files of two people are never one series, whatever their UIDs say."""

import random
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml.imaging.scanning.scan import open_series
from ml.imaging.sorting.person import compatible
from tests.synthetic.mr import mr, write
from tests.synthetic.scanned import one, series_of, warned

ANN = {"PatientID": "1", "PatientName": "Doe^Ann", "PatientBirthDate": "19510203",
       "StudyInstanceUID": "1.2.3"}  # fmt: skip
OTHERS = {"PatientID": "2", "PatientName": "Doe^Beth", "PatientBirthDate": "19520304",
          "StudyInstanceUID": "1.2.4"}  # fmt: skip
SEVERAL = "files of several patients or studies are given as one series"


@pytest.mark.parametrize("keyword", ANN)
@pytest.mark.parametrize("own_uids", [True, False])
def test_two_people_under_one_series_uid_are_two_series(tmp_path, keyword, own_uids):
    beth = {**ANN, keyword: OTHERS[keyword]}
    made = [mr(i, SOPInstanceUID=f"1.{i}", **ANN) for i in range(3)]
    made += [mr(i, SOPInstanceUID=f"{1 + own_uids}.{i}", **beth) for i in range(4)]
    found = series_of(tmp_path, made)
    assert sorted(len(series.slices) for series in found) == [3, 4]
    assert len({series.uid for series in found}) == 2
    assert len({series.key for series in found}) == 2
    assert len({ref.uid for series in found for ref in series.slices}) == 7
    for series in found:
        files = ANN if len(series.slices) == 3 else beth
        assert series.patient.name == files["PatientName"]
        assert series.study_uid.startswith(files["StudyInstanceUID"])
        assert warned(series, SEVERAL)
        assert not {"Doe", "Ann", "Beth"} & set(" ".join(series.warnings).split())


def test_people_in_one_folder_without_series_uid_are_apart(tmp_path):
    made = [mr(i, SeriesInstanceUID=None, PatientID=str(n)) for n in (1, 2) for i in range(3)]
    assert [len(series.slices) for series in series_of(tmp_path, made)] == [3, 3]


def test_people_under_one_study_uid_are_two_studies(tmp_path):
    made = [mr(i, SeriesInstanceUID=f"1.2.{n}", PatientID=str(n)) for n in (1, 2) for i in range(3)]
    found = series_of(tmp_path, made)
    assert len({series.study_uid for series in found}) == 2
    assert all(warned(s, "series of several patients are given as one study") for s in found)


@pytest.mark.parametrize("keyword", ANN)
def test_what_some_files_leave_empty_is_told_and_tears_nothing(tmp_path, keyword):
    made = [mr(i, **({**ANN, keyword: ""} if i == 1 else ANN)) for i in range(4)]
    series = one(tmp_path, made)
    assert len(series.slices) == 4
    assert warned(series, "some files leave empty what others state (")
    assert series.patient.name == "Doe^Ann"
    assert series.study_uid == "1.2.3"


def test_the_same_name_written_otherwise_is_the_same(tmp_path):
    names = ["Müller^Ann", "MU\u0308LLER^ANN^^", "müller^ann "]
    made = [mr(i, SpecificCharacterSet="ISO_IR 192", PatientName=n) for i, n in enumerate(names)]
    series = one(tmp_path, made)
    assert len(series.slices) == 3
    assert not warned(series, SEVERAL)


def test_a_file_that_fits_two_people_belongs_to_neither(tmp_path):
    made = [mr(i, **person) for i, person in enumerate((ANN, OTHERS))]
    made.append(mr(2, PatientID="", PatientName="", PatientBirthDate="", StudyInstanceUID=""))
    assert [len(series.slices) for series in series_of(tmp_path, made)] == [1, 1, 1]


def test_the_order_of_files_changes_no_owner(tmp_path):
    made = [mr(i, SOPInstanceUID=f"{n}.{i}", PatientID=str(n), PatientName=("", "A")[i % 2])
            for n in range(3) for i in range(4)]  # fmt: skip
    results = []
    for seed in range(4):
        found, _ = open_series([write(tmp_path / f"{seed}", made, seed=seed)])
        results.append([(s.uid, [r.uid for r in s.slices], s.patient) for s in found])
    assert len(results[0]) == 3
    assert all(result == results[0] for result in results)


identity = st.tuples(*[st.sampled_from(["", "a", "b"])] * 4)


@given(st.lists(identity, min_size=1, max_size=12), st.randoms())
def test_no_group_contradicts_itself_and_nobody_is_lost(identities, order):
    groups = compatible(identities)
    assert sorted(i for members in groups.values() for i in members) == sorted(set(identities))
    for members in groups.values():
        for a, b in combinations(members, 2):
            assert all(not x or not y or x == y for x, y in zip(a, b, strict=True))
    shuffled = list(identities)
    assert isinstance(order, random.Random)
    order.shuffle(shuffled)
    assert compatible(shuffled) == groups
