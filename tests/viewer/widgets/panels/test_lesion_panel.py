"""Lesions are listed, outlined and gone to; never before their verdicts may be seen."""

import json
from datetime import datetime

import pytest
from PySide6.QtCore import QRectF, Qt

from ml.core.series_verdict import series_verdict
from tests.viewer.lesion_networks import OutliningClassifier
from tests.viewer.synthetic import FakeClassifier, fake_decode, fake_scan, make_series
from viewer.render.pose import Pose
from viewer.report.content import build
from viewer.report.html import to_html
from viewer.report.result_files import to_record
from viewer.session import Session
from viewer.state.view_state import ViewState
from viewer.widgets.panels.lesion_panel import NONE, NOT_READ
from viewer.widgets.window.main_window import MainWindow

PATIENT_MS = 60_000
"""A busy machine is slow, and no fault."""


@pytest.fixture
def desk(qtbot):
    sessions = []

    def start(classifier):
        session = Session(
            ViewState(), classifier, scan=fake_scan(make_series()), decode=fake_decode,
            warm_ms=60_000,
        )  # fmt: skip
        sessions.append(session)
        window = MainWindow(session)
        qtbot.addWidget(window)
        window.show()
        window.open_paths(["x"])
        qtbot.waitUntil(lambda: window.state.slice_uid in session.slices, timeout=PATIENT_MS)
        return window

    yield start
    for session in sessions:
        assert session.close()


def read(window, qtbot):
    with qtbot.waitSignal(window.session.reading_finished, timeout=PATIENT_MS):
        window.session.ask_for_verdicts()
    return window.lesion_panel


def texts(panel):
    return [panel.list.item(row).text() for row in range(panel.list.count())]


def test_lesions_come_with_the_verdicts_and_not_before(desk, qtbot):
    window = desk(OutliningClassifier)
    assert window.lesion_panel.empty.text() == NOT_READ
    window.state.set_index(7)
    assert window.view.annotation.outline.isEmpty()
    panel = read(window, qtbot)
    first, second = texts(panel)
    assert first.startswith("Lesion 1 · 14 × 9 mm · 2.4 ml\nleft, ")
    assert first.endswith("5 slices")
    assert second.startswith("Lesion 2 · ")
    assert panel.empty.isHidden()
    assert "not a measurement by the reader" in panel.note.text()


def test_a_click_and_enter_go_to_the_middle_of_a_lesion(desk, qtbot):
    window = desk(OutliningClassifier)
    panel = read(window, qtbot)
    panel.list.chosen.emit(0)
    assert window.state.index == 7
    panel.list.setFocus()
    panel.list.setCurrentRow(0)
    qtbot.keyClick(panel.list, Qt.Key.Key_Down)
    assert panel.list.currentRow() == 1
    assert window.state.index == 7
    qtbot.keyClick(panel.list, Qt.Key.Key_Return)
    assert window.state.index == 14


def test_the_outline_follows_its_switch_the_slice_and_the_pose(desk, qtbot):
    window = desk(OutliningClassifier)
    read(window, qtbot)
    layer, view = window.view.annotation, window.view
    window.state.set_index(7)
    qtbot.waitUntil(
        lambda: view.image is not None and view.image.uid.endswith(".7"), timeout=PATIENT_MS
    )
    box = layer.outline.boundingRect()
    expected = view.canvas.to_screen().mapRect(QRectF(20, 5, 8, 6))
    assert box == expected
    window.state.set_pose(Pose(1, False))
    turned = layer.outline.boundingRect()
    assert turned != box
    assert turned.width() / turned.height() == pytest.approx(box.height() / box.width(), rel=1e-6)
    overlay = window.state.overlay
    window.actions_by_name["outlines"].trigger()
    assert layer.outline.isEmpty()
    assert not window.lesion_panel.switch.isChecked()
    assert window.state.overlay is overlay
    window.lesion_panel.switch.click()
    assert not layer.outline.isEmpty()
    window.state.set_index(11)
    qtbot.waitUntil(
        lambda: view.image is not None and view.image.uid.endswith(".11"), timeout=PATIENT_MS
    )
    assert layer.outline.isEmpty()


def test_networks_that_outline_nothing_prove_no_absence(desk, qtbot):
    panel = read(desk(FakeClassifier), qtbot)
    assert panel.list.count() == 0
    assert panel.empty.text() == NONE


def test_the_journal_notes_what_was_outlined(desk, qtbot):
    window = desk(OutliningClassifier)
    noted = []
    window.marks.note = lambda kind, body: noted.append((kind, body))
    read(window, qtbot)
    ((kind, body),) = noted
    assert kind == "verdict shown"
    assert [(x["number"], x["volume_mm3"]) for x in body["lesions"]] == [(1, 2400.0), (2, 160.0)]


def written():
    """A series with two lesions, its verdicts and the networks."""
    series = make_series()
    network = OutliningClassifier()
    images = [fake_decode(series, index) for index in range(len(series.slices))]
    verdicts = list(network(images))
    return series, verdicts, series_verdict(verdicts, 0.5), network.models


@pytest.mark.parametrize("privacy", [True, False])
def test_results_hold_every_lesion_and_no_identity(privacy):
    record = to_record(
        *written(), source="", status="done", reason=written()[2].reason, privacy=privacy
    )
    first, second = record["lesions"]
    assert (first["longest_mm"], first["longest_px"]) == (pytest.approx(13.9, abs=0.5), None)
    assert (first["side"], first["volume_mm3"], len(first["slices"])) == ("left", 2400.0, 5)
    named = {s["uid"] for s in record["slices"]}
    assert {*first["slices"], first["centre"]["slice"], first["diameters"]["slice"]} <= named
    assert second["number"] == 2
    assert "DOE" not in json.dumps(record["lesions"])


def test_the_report_lists_lesions_as_the_machine_s(qapp):
    series, verdicts, result, models = written()
    content = build(series, verdicts, result, models, created=datetime.now().astimezone())
    assert content.lesions[0].startswith("Lesion 1 · 14 × 9 mm · 2.4 ml")
    assert content.lesions[0].endswith("slices 6 to 10")
    html = to_html(content)
    assert content.lesions[1] in html
    assert "not a measurement by the reader" in html
