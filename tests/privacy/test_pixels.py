"""A name in pixels or in an overlay plane is in no picture while identity is hidden."""

import csv
import json

import numpy as np
import pytest
from PIL import Image, ImageDraw
from pydicom.uid import SecondaryCaptureImageStorage

import main as whence
from tests.privacy.test_desk import Reader
from tests.synthetic.dicom import AXIAL, grey_image, save
from tests.viewer.synthetic import FakeClassifier
from viewer.report import content, export, html, pdf

pytestmark = pytest.mark.slow
SIDE, SLICES = 96, 5
WITHHELD = "pictures are withheld while identity is hidden"
STATED = {"BurnedInAnnotation": "YES"}
CAPTURE = {"SOPClassUID": SecondaryCaptureImageStorage}
SCREEN = {"ImageType": ["DERIVED", "SECONDARY", "SCREEN SAVE"]}
ULTRASOUND = {"Modality": "US"}


def name_drawn():
    """Where a name is written, as a reader of pictures would see it."""
    page = Image.new("L", (SIDE, SIDE))
    ImageDraw.Draw(page).text((4, 4), "DOE JANE", fill=255)
    return np.asarray(page) > 128


def series(folder, *, drawn=False, overlay=False, **attributes):
    """Five slices of a head, with a name in the pixels or in an overlay plane."""
    folder.mkdir()
    down, right = np.mgrid[:SIDE, :SIDE]
    head = np.hypot(down - 52, right - 48) < 34
    for index in range(SLICES):
        values = (head * (400 + 40 * index + down % 7 * 20)).astype(np.uint16)
        image = grey_image(np.where(name_drawn() & drawn, 1500, values).astype(np.uint16))
        image.SeriesInstanceUID, image.StudyInstanceUID = "1.2.826.0.1.3", "1.2.826.0.1.2"
        image.SOPInstanceUID = f"1.2.826.0.1.4.{index}"
        image.file_meta.MediaStorageSOPInstanceUID = image.SOPInstanceUID
        image.ImageOrientationPatient, image.ImagePositionPatient = list(AXIAL), [0, 0, 5 * index]
        image.PixelSpacing, image.InstanceNumber = [2, 2], index + 1
        image.WindowCenter, image.WindowWidth = 500, 1000
        image.SeriesDescription = "t1"
        if overlay:
            plant_overlay(image)
        for keyword, value in attributes.items():
            setattr(image, keyword, value)
        save(folder / f"{index}.dcm", image)
    return folder


def plant_overlay(image):
    """PS3.3 C.9.2, with the name as label and description, too."""
    bits = np.packbits(name_drawn(), bitorder="little").tobytes()
    for element, vr, value in (
        (0x0010, "US", SIDE), (0x0011, "US", SIDE), (0x0022, "LO", "DOE JANE"),
        (0x0040, "CS", "G"), (0x0050, "SS", [1, 1]), (0x0100, "US", 1), (0x0102, "US", 0),
        (0x1500, "LO", "DOE JANE"), (0x3000, "OW", bits),
    ):  # fmt: skip
        image.add_new(0x60000000 | element, vr, value)


def annotated(folder, out, monkeypatch, capfd, *more):
    """Pictures, the record, the row, the report's page and what was printed."""
    pages = []
    to_html = html.to_html
    monkeypatch.setattr(pdf, "to_html", lambda content: pages.append(to_html(content)) or pages[-1])
    monkeypatch.setattr(whence, "_open_cascade", lambda bundles: FakeClassifier())
    whence.main(["annotate", str(folder), "-o", str(out), *more])
    monkeypatch.undo()
    (row,) = csv.DictReader((out / "results.csv").read_text(encoding="utf-8").splitlines())
    pictures = [path.read_bytes() for path in sorted(out.rglob("*.png"))]
    record = json.loads((out / row["series_key"] / "results.json").read_text(encoding="utf-8"))
    return pictures, record, row, pages[0], capfd.readouterr().out


@pytest.mark.parametrize(
    "attributes", [STATED, CAPTURE, SCREEN, ULTRASOUND], ids=["stated", "capture", "screen", "US"]
)
def test_a_batch_withholds_pictures_of_burned_in_names_and_says_why(
    tmp_path, monkeypatch, capfd, attributes
):
    folder = series(tmp_path / "in", drawn=True, **attributes)
    pictures, record, row, page, printed = annotated(folder, tmp_path / "out", monkeypatch, capfd)
    assert pictures == []
    for words in (record["pictures"], row["pictures"], page):
        assert WITHHELD in words
    assert "key-0.png" not in page
    assert "Pictures of 1 series withheld" in printed
    shown, record, row, page, printed = annotated(
        folder, tmp_path / "named", monkeypatch, capfd, "--identity"
    )
    assert "withheld" not in record["pictures"] + row["pictures"] + page + printed
    assert bool(shown) == (record["status"] == "done")


def test_a_batch_draws_no_overlay_plane(tmp_path, monkeypatch, capfd):
    bare, planted = series(tmp_path / "bare"), series(tmp_path / "planted", overlay=True)
    without = annotated(bare, tmp_path / "a", monkeypatch, capfd)[0]
    hidden = annotated(planted, tmp_path / "b", monkeypatch, capfd)[0]
    shown = annotated(planted, tmp_path / "c", monkeypatch, capfd, "--identity")[0]
    assert len(without) >= 1
    assert hidden == without
    assert shown != without


@pytest.fixture
def reader(qtbot, tmp_path):
    reader = Reader(qtbot, tmp_path / "records")
    yield reader
    reader.close()


def seen(reader, folder):
    """The view of a folder, once its first series is decoded and read."""
    reader.open(folder)
    (one,) = reader.session.library
    reader.session.select_series(one.uid)
    reader.qtbot.waitUntil(
        lambda: all(ref.uid in reader.session.slices for ref in one.slices), timeout=30_000
    )
    reader.session.ask_for_verdicts()
    reader.qtbot.waitUntil(lambda: reader.session.reading is None, timeout=30_000)
    return reader.window.grid.views[reader.state.active]


def has_name(picture):
    """Whether the name stands at its place in what a canvas shows."""
    return picture is not None and bool((np.asarray(picture)[name_drawn()] == 255).all())


def report_pages(reader, path, monkeypatch):
    pages, pictures = [], []
    to_html = html.to_html
    monkeypatch.setattr(pdf, "to_html", lambda content: pages.append(to_html(content)) or pages[-1])
    build = content.build
    monkeypatch.setattr(
        export, "build", lambda *a, **k: pictures.extend(k["pictures"]) or build(*a, **k)
    )
    export.write(export.gather(reader.session, reader.window.marks), path)
    monkeypatch.undo()
    return pages[0], [picture.png for picture in pictures]


@pytest.mark.parametrize("attributes", [STATED, CAPTURE], ids=["stated", "capture"])
def test_a_desk_shows_and_reports_no_burned_in_name(reader, tmp_path, monkeypatch, attributes):
    view = seen(reader, series(tmp_path / "in", drawn=True, **attributes))
    assert has_name(view.canvas.grey_item.image)
    reader.state.set_privacy(True)
    assert view.canvas.grey_item.image is None
    assert WITHHELD in view.annotation.instead
    reader.state.step(1)
    assert view.canvas.grey_item.image is None
    page, pictures = report_pages(reader, tmp_path / "report.pdf", monkeypatch)
    assert pictures == []
    assert WITHHELD in page
    listed = reader.window.series_list.item(0).icon().pixmap(64, 64).toImage()
    assert is_plain(listed)
    reader.state.set_privacy(False)
    assert has_name(view.canvas.grey_item.image)


def is_plain(picture):
    """Whether a picture has one colour only."""
    colours = {picture.pixel(x, y) for x in range(picture.width()) for y in range(picture.height())}
    return len(colours) == 1


def test_a_desk_shows_and_reports_no_overlay_plane(reader, tmp_path, monkeypatch):
    view = seen(reader, series(tmp_path / "in", overlay=True))
    assert has_name(view.canvas.grey_item.image)
    reader.state.set_privacy(True)
    assert not has_name(view.canvas.grey_item.image)
    hidden = report_pages(reader, tmp_path / "hidden.pdf", monkeypatch)[1]
    reader.state.set_privacy(False)
    assert has_name(view.canvas.grey_item.image)
    shown = report_pages(reader, tmp_path / "shown.pdf", monkeypatch)[1]
    assert hidden
    assert hidden != shown
