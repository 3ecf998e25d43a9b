import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, Qt

from ml.core.types import RESEARCH_USE
from tests.viewer.synthetic import FakeClassifier, fake_decode, fake_scan, make_series
from viewer.render.scale_bar import bar_length
from viewer.session import Session
from viewer.state.view_state import ViewState
from viewer.widgets.style.palette import percent
from viewer.widgets.window.main_window import MainWindow


@pytest.fixture
def window(qtbot):
    session = Session(
        ViewState(),
        FakeClassifier,
        scan=fake_scan(make_series("a"), make_series("b", refusal="plain T2")),
        decode=fake_decode,
        warm_ms=60_000,
    )
    window = MainWindow(session)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    yield window
    window.close()


@pytest.fixture
def loaded(window, qtbot):
    window.open_paths(["x"])
    qtbot.waitUntil(lambda: not window.session.scanning)
    qtbot.waitUntil(lambda: window.state.slice_uid in window.session.slices)
    return window


def read(window, qtbot):
    with qtbot.waitSignal(window.session.reading_finished):
        qtbot.keyClick(window, Qt.Key.Key_V)


def test_empty_window_says_what_to_do(window):
    title, words = window.view.annotation.hint
    assert "Drop" in title
    assert "Ctrl+O" in words
    assert window.status.research.text() == RESEARCH_USE


def test_overlay_lies_on_the_pixel_it_speaks_of(loaded, qtbot):
    read(loaded, qtbot)
    qtbot.keyClick(loaded, Qt.Key.Key_G)
    view = loaded.view
    for item in (view.canvas.grey_item, view.canvas.overlay_item):
        corner = item.mapToView(QPointF(7, 4))
        assert (corner.x(), corner.y()) == pytest.approx((7.0, 8.0))  # 1 mm columns, 2 mm rows
    assert view.canvas.grey_item.image[4, 7] == 255
    assert [tuple(p) for p in np.argwhere(view.canvas.overlay_item.image[..., 3])] == [(4, 7)]
    assert view.canvas.overlay_item.isVisible()
    assert view.annotation.tag == "attention, not a lesion border"


def test_pixels_are_square_in_millimetres_and_not_mirrored(loaded):
    item = loaded.view.canvas.grey_item
    origin, right, down = (
        item.mapToScene(QPointF(*p)) for p in ((0.0, 0.0), (10.0, 0.0), (0.0, 10.0))
    )
    assert right.x() > origin.x()
    assert down.y() > origin.y()
    assert (down.y() - origin.y()) == pytest.approx(2 * (right.x() - origin.x()), rel=1e-3)
    assert loaded.view.annotation.letters == ("R", "L", "A", "P")


def test_verdict_is_in_words(loaded, qtbot):
    panel = loaded.verdict_panel
    assert "Press V" in panel.series_box.words.text()
    read(loaded, qtbot)
    assert "Tumour, looks secondary" in panel.series_box.headline.text()
    assert "90 %" in panel.series_box.words.text()
    assert "One centre." in panel.caution.text()
    assert "Source: Demonstration" in panel.caution.text()
    assert "Presence: Axial slices only." in panel.caution.text()
    assert panel.series_box.grounds.text().startswith("Demonstration: not validated")
    assert "tumour-free slices of 30" in panel.series_box.grounds.toolTip()
    assert "demonstration" in panel.model.text()
    assert "0123456789ab" in panel.model.text()


def test_keys_move(loaded, qtbot):
    state = loaded.state
    for key, modifier, index in (
        (Qt.Key.Key_Home, Qt.KeyboardModifier.NoModifier, 0),
        (Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier, 1),
        (Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier, 11),
        (Qt.Key.Key_End, Qt.KeyboardModifier.NoModifier, 19),
        (Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier, 9),
    ):
        qtbot.keyClick(loaded, key, modifier)
        assert state.index == index
    read(loaded, qtbot)
    qtbot.keyClick(loaded, Qt.Key.Key_N)
    assert state.index == 14
    qtbot.keyPress(loaded, Qt.Key.Key_Q)
    assert state.overlay_shown
    qtbot.keyRelease(loaded, Qt.Key.Key_Q)
    assert not state.overlay_shown


def test_refused_series_says_why(loaded, qtbot):
    qtbot.keyClick(loaded, Qt.Key.Key_PageDown)
    assert loaded.state.series.uid == "b"
    assert "Not analysed" in loaded.verdict_panel.series_box.headline.text()
    assert loaded.verdict_panel.series_box.words.text() == "Plain T2."
    assert not loaded.verdict_panel.read_button.isEnabled()


def test_privacy_reaches_the_title_and_the_corners(loaded):
    assert "DOE" in loaded.windowTitle()
    loaded.actions_by_name["privacy"].trigger()
    assert "DOE" not in loaded.windowTitle()
    assert "DOE" not in " ".join(loaded.view.annotation.corners.top_left)


def test_strip_jumps(loaded, qtbot):
    strip = loaded.strip
    assert strip.index_at(0) == 0
    assert strip.index_at(strip.height()) == 19
    strip.jumped.emit(3)
    assert loaded.state.index == 3


def test_window_drag_and_percentiles(loaded, qtbot):
    loaded.view._on_windowed(100, 0)
    assert loaded.state.window[1] > 100
    qtbot.keyClick(loaded, Qt.Key.Key_6)
    assert loaded.state.window == pytest.approx((505.0, 990.0))
    qtbot.keyClick(loaded, Qt.Key.Key_0)
    assert loaded.state.window == (50.0, 100.0)


def test_whole_slice_fits(loaded):
    shown = loaded.view.canvas.box.viewRect()
    assert shown.contains(QRectF(0, 0, 32, 48))


@pytest.mark.parametrize(
    ("value", "words"), [(None, "–"), (0.001, "< 1 %"), (0.5, "50 %"), (0.999, "> 99 %")]
)
def test_percent_never_claims_certainty(value, words):
    assert percent(value) == words


def test_scale_bar_is_round():
    assert bar_length(0.5, 150) == 50
