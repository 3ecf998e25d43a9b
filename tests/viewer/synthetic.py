"""Series, pixels and a classifier that need no files and no network."""

from pathlib import Path

import numpy as np

from ml.core.messages import NOTHING, message
from ml.core.types import ModelInfo, Outcome, SliceImage, Verdict
from ml.imaging.types.series import Patient, ScanStep, Series, SliceRef
from tests.synthetic.validations import DEMONSTRATION, VALIDATED

AXIAL = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)


def make_series(uid="s", count=20, **more):
    refs = tuple(SliceRef(f"{uid}.{i}", Path(f"{uid}{i}.dcm"), 0) for i in range(count))
    values = {
        "spacing_mm": (2.0, 1.0),
        "slice_spacing_mm": 5.0,
        "orientation": AXIAL,
        "patient": Patient("DOE^JANE", "PID-7", "19500101", "F"),
        "windows": ((50.0, 100.0),),
    }
    return Series(uid, "st", f"series {uid}", "MR", refs, 24, 32, **(values | more))


def fake_decode(series, index):
    values = np.full((series.rows, series.columns), index, np.int16)
    values[4, 7] = 1000
    values.setflags(write=False)
    count = len(series.slices)
    uid = series.slices[index].uid
    return SliceImage(uid, values, series.spacing_mm, (50.0, 100.0), index / max(count - 1, 1))


def fake_scan(*series):
    def scan(paths):
        yield ScanStep(3, series[:1], (), False)
        yield ScanStep(9, series, (), True)

    return scan


class FakeClassifier:
    max_batch = 4
    device = "cpu"
    models = (
        ModelInfo("presence", "presence-test 1", "0123456789ab", VALIDATED, NOTHING, 0.5, "# Card"),
        ModelInfo(
            "source", "source-test 1", "ba9876543210", DEMONSTRATION, message("One centre."), 0.5
        ),
    )

    def __init__(self):
        self.seen = []

    def __call__(self, items):
        for item in items:
            self.seen.append(item.uid)
            hot = item.level > 0.7
            attention = np.zeros(item.values.shape, np.float32)
            attention[4, 7] = 1.0
            outcome = Outcome.SECONDARY if hot else Outcome.ABSENT
            presence = 0.9 if hot else 0.1
            yield Verdict(item.uid, outcome, presence, 0.9 if hot else None, attention, "", "m")

    def close(self):
        pass
