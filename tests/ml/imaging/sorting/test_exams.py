"""Random exams of several patients, shuffled into one folder, come apart as they were made."""

import io
from pathlib import Path

import pydicom
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ml.imaging.dicom.header_reader import Headers
from ml.imaging.sorting.group import group
from tests.synthetic.dicom import AXIAL, CORONAL, SAGITTAL, as_bytes
from tests.synthetic.mr import mr

VOLUMES = {
    "plain": [{}],
    "echoes": [{"EchoNumbers": 1, "EchoTime": 12}, {"EchoNumbers": 2, "EchoTime": 90}],
    "echo times": [{"EchoTime": 12}, {"EchoTime": 90}, {"EchoTime": 120}],
    "b-values": [{"DiffusionBValue": 0.0}, {"DiffusionBValue": 1000.0}],
    "dynamics": [{"TemporalPositionIdentifier": t} for t in (1, 2, 3)],
    "acquisitions": [{"AcquisitionNumber": t} for t in (1, 2)],
    "clock": [{"clock": t} for t in (0, 1, 2)],
    "magnitude and phase": [{"ImageType": ["ORIGINAL", "PRIMARY", kind]} for kind in "MP"],
    "stacks": [{"StackID": str(n), "offset": 300.0 * n} for n in (0, 1)],
    "frames of reference": [{"FrameOfReferenceUID": f"1.9.{n}", "offset": n} for n in (1, 2)],
}
"""What each volume of a series states for itself."""
OF_ITS_OWN = {
    "nothing": lambda i: {},
    "echo number": lambda i: {"EchoNumbers": i + 1},
    "every second echo": lambda i: {"EchoNumbers": i % 2 + 1},
    "time": lambda i: {"TemporalPositionIdentifier": i + 1},
    "stack": lambda i: {"StackID": str(i)},
    "b-value": lambda i: {"DiffusionBValue": float(i)},
    "echo time": lambda i: {"EchoTime": 10 + i / 100},
    "acquisition": lambda i: {"AcquisitionNumber": i + 1},
    "rounded spacing": lambda i: {"PixelSpacing": [0.46875 - 1e-6 * (i % 2)] * 2},
    "window": lambda i: {"WindowCenter": 11 * i + 1, "WindowWidth": 22 * i + 1},
    "frame of reference": lambda i: {"FrameOfReferenceUID": f"1.8.{i}"},
    "series UID": lambda i: {"uid": i},
    "no series UID": lambda i: {"SeriesInstanceUID": None},
}
"""What each slice of a plain volume states for itself, and what tears nothing."""
WORDS = ["AX T1 POST", "T1 nach KM", "T1 增强", "Т1 с контрастом", "T1 +C", ""]

volumes = st.one_of(
    st.tuples(st.sampled_from(sorted(VOLUMES)), st.just("nothing")),
    st.tuples(st.just("plain"), st.sampled_from(sorted(OF_ITS_OWN))),
)
series = st.fixed_dictionaries(
    {
        "kind": volumes, "slices": st.integers(3, 6), "words": st.sampled_from(WORDS),
        "plane": st.sampled_from([AXIAL, CORONAL, SAGITTAL]), "step": st.sampled_from([1.0, 5.5]),
    }
)  # fmt: skip
exams = st.lists(st.lists(series, min_size=1, max_size=3), min_size=1, max_size=3)


def slices_of(patient, number, made):
    """The data sets of each volume of one series."""
    kind, own = made["kind"]
    for volume, states in enumerate(VOLUMES[kind]):
        yield [
            data_set(patient, number, made, volume, i, {**states, **OF_ITS_OWN[own](i)})
            for i in range(made["slices"])
        ]


def data_set(patient, number, made, volume, i, states):
    count, base = made["slices"], f"1.2.{patient}.{number}"
    attributes = {
        "SpecificCharacterSet": "ISO_IR 192", "PatientID": str(patient),
        "PatientName": f"Person^{patient}", "StudyInstanceUID": f"1.2.{patient}",
        "SeriesInstanceUID": base, "SeriesNumber": number, "SeriesDescription": made["words"],
        "InstanceNumber": volume * count + i + 1, "SOPInstanceUID": f"{base}.{volume}.{i}",
        "FrameOfReferenceUID": f"1.7.{patient}",
    }  # fmt: skip
    if "uid" in states:
        attributes["SeriesInstanceUID"] = f"{base}.{states['uid']}"
    if "clock" in states:  # one volume after another, numbered without a plan
        attributes["AcquisitionTime"] = f"1200{volume:02}.{i:02}"
        attributes["InstanceNumber"] = (7 * (volume * count + i)) % 31
    attributes |= {k: v for k, v in states.items() if k not in ("uid", "clock", "offset")}
    made_set = mr(i, orientation=made["plane"], step=made["step"], **attributes)
    if "offset" in states:
        made_set.ImagePositionPatient = [
            float(v) + states["offset"] for v in made_set.ImagePositionPatient
        ]
    return made_set


def read(data_sets):
    headers = Headers()
    for number, made in enumerate(data_sets):
        data = as_bytes(made)
        yield from headers.records(Path(f"/night/{number}"), io.BytesIO(data), len(data))


@pytest.mark.slow
@settings(max_examples=60)
@given(exams, st.randoms(use_true_random=False))
def test_an_exam_comes_apart_as_it_was_made(made, order):
    meant = [
        volume
        for patient, exam in enumerate(made)
        for number, each in enumerate(exam, 1)
        for volume in slices_of(patient, number, each)
    ]
    files = [data_set for volume in meant for data_set in volume]
    order.shuffle(files)
    found = group(read(files))
    assert {frozenset(ref.uid for ref in one.slices) for one in found} == {
        frozenset(data_set.SOPInstanceUID for data_set in volume) for volume in meant
    }
    by_uid = {data_set.SOPInstanceUID: data_set for data_set in files}
    for one in found:
        own: pydicom.Dataset = by_uid[one.slices[0].uid]
        assert one.patient.patient_id == own.PatientID
        places = [sum(ref.position) for ref in one.slices]
        assert places in (sorted(places), sorted(places, reverse=True))
    assert len({one.uid for one in found}) == len(found)
