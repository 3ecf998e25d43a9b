"""Files and folders of any name: the desk opens them, the batch reads and reports them."""

import csv
import io
import os
import zipfile
from pathlib import Path

import numpy as np
import pydicom
import pytest
from PIL import Image

from ml.core.types import Outcome, Verdict
from tests.synthetic.dicom import as_bytes
from tests.synthetic.mr import mr
from tests.synthetic.series import make_series
from tests.viewer.report.test_batch import Fake
from tests.viewer.synthetic import FakeClassifier
from viewer.app.desk import Desk
from viewer.report import batch
from viewer.session import Session
from viewer.state.view_state import ViewState
from viewer.studies.study_database import NAME, check

ODD = {
    "no UTF-8": os.fsdecode(b"J\xfcrgen"),
    "a broken sequence": os.fsdecode(b"\xe4\xb8 \xff\xfe"),
    "a line": "two\nlines\r",
    "an escape": "\x1b[31m\x07",
    "a direction": "gnp\u202eexe",
    "a formula": "=cmd()",
    "fields": "{} {0} %s \\N{DASH}",
    "HTML": "<b>&amp;",
    "a superscript": "²",
    "decomposed": "Ju\u0308rgen",
    "long": "x" * 240,
}
READ = 6
"""Series: a good one, two files without UIDs, a picture, a volume, one in an archive."""
NAMELESS = ("SOPInstanceUID", "SeriesInstanceUID", "StudyInstanceUID", "SeriesDescription")


def without_uids(index):
    dataset = pydicom.dcmread(io.BytesIO(as_bytes(mr(index))), force=True)
    for keyword in NAMELESS:
        if keyword in dataset:
            delattr(dataset, keyword)
    whole = io.BytesIO()
    pydicom.dcmwrite(whole, dataset, enforce_file_format=False)
    return whole.getvalue()


@pytest.fixture(params=ODD.values(), ids=list(ODD))
def odd(request):
    return request.param


@pytest.fixture
def study(tmp_path, odd):
    top = tmp_path / odd / "study"
    try:
        make_series(top / "good", slices=3)
        for index, folder in enumerate((top / odd, top / f"{odd} 2")):
            folder.mkdir()
            (folder / f"{odd}.dcm").write_bytes(without_uids(index))
    except OSError as error:
        pytest.skip(f"this file system has no such names: {error.strerror}")
    Image.new("L", (20, 20), 7).save(top / f"{odd}1.png")
    header = "ObjectType = Image\nNDims = 3\nDimSize = 8 8 3\nElementType = MET_UCHAR\n"
    (top / f"{odd}.mha").write_bytes(
        header.encode() + b"ElementDataFile = LOCAL\n" + np.arange(192, dtype="u1").tobytes()
    )
    with zipfile.ZipFile(top / f"{odd}.zip", "w") as packed:
        packed.writestr("a/1.dcm", as_bytes(mr(3)))
    for name in (f"{odd}.dcm", f"{odd}2.png", f"{odd}.nii"):
        (top / name).write_bytes((b"\x89PNG\r\n\x1a\n" if "png" in name else as_bytes(mr(0)))[:200])
    return top


class Networks(Fake):
    def __call__(self, items):
        for item in items:
            yield Verdict(item.uid, Outcome.ABSENT, 0.1, None, None, "", "m")


@pytest.mark.parametrize("privacy", [True, False], ids=["hidden", "with identity"])
def test_a_batch_reads_the_good_and_names_the_odd(qapp, study, tmp_path, odd, privacy, monkeypatch):
    monkeypatch.setattr(batch, "with_guess", lambda series: series)
    out = tmp_path / f"{odd[:60]} out"
    summary = batch.annotate(study, out, Networks, privacy=privacy)
    assert (summary.done, summary.failed, summary.passed_over) == (READ, 0, 3)
    for path in out.rglob("*.json"):
        path.read_text(encoding="utf-8")
    with (out / "results.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == READ + 3
    assert {row["status"] for row in rows} == {"done", "failed"}
    assert batch.annotate(study, out, Networks, privacy=privacy).skipped == READ


def test_the_desk_opens_and_lists_them(qtbot, study, tmp_path):
    session = Session(ViewState(), FakeClassifier, warm_ms=60_000)
    desk = Desk(session, tmp_path / "records", expecting=True)
    qtbot.addWidget(desk.window)
    desk.window.show()
    with qtbot.waitSignal(desk.studies.tracker.listed, timeout=20_000):
        desk.window.open_paths([study])
    qtbot.waitUntil(lambda: not session.scanning, timeout=20_000)
    assert len(session.library) == READ
    for series in session.library:
        for ref in series.slices:
            ref.uid.encode("utf-8")
    qtbot.waitUntil(lambda: desk.window.state.slice_uid in session.slices, timeout=20_000)
    assert desk.close()
    assert check(Path(tmp_path / "records" / NAME)).sound
