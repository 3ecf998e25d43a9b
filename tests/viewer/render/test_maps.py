"""The chosen map is named, and lies over the slice where the network has it."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from PySide6.QtCore import Qt
from torch.nn import functional

from ml.core.types import MapKind, Outcome, Verdict
from tests.viewer.synthetic import fake_decode
from viewer.render.maps import ABSENT, LABELS, NETWORKS, PRINTED, MapChoice, chosen_map
from viewer.render.overlay import TABLES, attention_rgba, colour_table
from viewer.render.side_by_side import side_by_side
from viewer.report.export import gather, write
from viewer.report.html import to_html
from viewer.state.view_state import ViewState
from viewer.widgets.panels.overlay_panel import OverlayPanel

pytest_plugins = ("tests.viewer.desk",)


def verdict(maps, names, squares, attention=None):
    return Verdict("u", Outcome.PRIMARY, 0.9, 0.2, attention, "", "m", maps, names, squares)


@pytest.mark.parametrize(
    "square", [(3, 5, 20, 20), (-4, -6, 50, 50), (30, 2, 31, 31), (2, 3, 30, 24)]
)
def test_a_small_map_lies_where_the_networks_own_upsampling_puts_it(square):
    small = np.random.default_rng(0).random((2, 6, 6)).astype(np.float16)
    one_verdict = verdict(small, ("presence stage 2", "source evidence"), (square, square))
    found = chosen_map(one_verdict, MapChoice("source", MapKind.EVIDENCE), (40, 36))
    top, left, height, width = square
    grown = functional.interpolate(
        torch.from_numpy(small[1:2]).float()[None], size=(height, width), mode="bilinear"
    )[0, 0].numpy()
    for row in range(40):
        for column in range(36):
            inside = top <= row < top + height and left <= column < left + width
            expected = grown[row - top, column - left] if inside else 0.0
            assert found[row, column] == pytest.approx(expected, abs=1e-5)


def test_gates_of_the_presence_network_are_the_verdicts_attention():
    attention = np.full((4, 5), 0.3, np.float32)
    one_verdict = verdict(None, (), (), attention)
    assert chosen_map(one_verdict, MapChoice(), (4, 5)) is attention


def test_a_map_that_is_not_there_is_not_invented():
    attention = np.full((4, 5), 0.3, np.float32)
    one_verdict = verdict(
        np.ones((1, 2, 2), np.float16), ("presence stage 2",), ((0, 0, 4, 4),), attention
    )
    assert chosen_map(one_verdict, MapChoice("source"), (4, 5)) is None
    assert chosen_map(one_verdict, MapChoice("presence", MapKind.STAGE_3), (4, 5)) is None
    assert chosen_map(None, MapChoice(), (4, 5)) is None


def test_every_map_says_that_it_is_no_border_and_the_source_network_is_named():
    for kind in LABELS:
        assert "not a lesion border" in MapChoice(kind=kind).label
        assert MapChoice("source", kind).label.startswith("source network: ")


def test_colour_maps_grow_lighter_evenly():
    for name in TABLES:
        table = colour_table(64, name).astype(float)
        light = table @ (0.2126, 0.7152, 0.0722)
        assert (np.diff(light) > 0).all(), name
    full = np.ones((1, 1), np.float32)
    colours = {tuple(attention_rgba(full, 0.0, 1.0, name)[0, 0, :3]) for name in TABLES}
    assert len(colours) == len(TABLES)


def test_the_panel_writes_the_choice_and_follows_it(qtbot):
    state = ViewState()
    panel = OverlayPanel(state)
    qtbot.addWidget(panel)
    panel.map.setCurrentIndex(panel.map.findData("evidence"))
    panel.map.activated.emit(panel.map.currentIndex())
    assert state.map_choice == MapChoice("presence", MapKind.EVIDENCE)
    assert panel.note.text() == state.map_choice.label
    state.set_map_choice(replace(state.map_choice, network="source", colours="cividis"))
    assert panel.network.currentText() == "source network"
    assert panel.colours.currentText() == "cividis"
    before = panel._bar.grab().toImage().pixelColor(panel._bar.width() - 2, 5)
    state.set_map_choice(replace(state.map_choice, colours="inferno"))
    assert panel._bar.grab().toImage().pixelColor(panel._bar.width() - 2, 5) != before


def test_the_picture_is_painted_with_the_chosen_map_and_says_so(desk, qtbot):
    view, uid = desk.view, desk.state.slice_uid
    rows, columns = view.image.values.shape
    small = np.zeros((1, 2, 2), np.float16)
    small[0, 0] = 1
    attention = np.zeros((rows, columns), np.float32)
    names, squares = ("presence evidence",), ((0, 0, max(rows, columns), max(rows, columns)),)
    view.show_slice(
        view.image,
        Verdict(uid, Outcome.UNSURE, 0.5, None, attention, "", "m", small, names, squares),
    )
    desk.state.set_overlay(True)
    desk.state.set_map_choice(MapChoice("presence", MapKind.EVIDENCE))
    assert view.annotation.tag == "class map (HiResCAM), not a lesion border"
    assert view.canvas.overlay_item.image[0, 0, 3] > 0
    assert view.canvas.overlay_item.image[rows - 1, 0, 3] == 0
    desk.state.set_map_choice(MapChoice("source"))
    assert not view.canvas.overlay_item.isVisible()
    assert view.annotation.tag == ABSENT


def test_what_leaves_the_desk_always_names_the_network():
    for network, words in NETWORKS.items():
        for kind in LABELS:
            printed = MapChoice(network, kind).printed
            assert words in printed
            assert "not a lesion border" in printed
    assert MapChoice().printed == PRINTED, "what batches print"


def with_maps(uid, shape):
    """A verdict with the merged gates above, and a class map below."""
    attention = np.zeros(shape, np.float32)
    attention[: shape[0] // 2] = 1
    small = np.zeros((1, 2, 2), np.float16)
    small[0, 1] = 1
    names, squares = ("presence evidence",), ((0, 0, max(shape), max(shape)),)
    return Verdict(uid, Outcome.PRIMARY, 0.9, 0.2, attention, "", "m", small, names, squares)


@pytest.mark.parametrize(
    ("choice", "upper", "lower"),
    [
        (MapChoice(), True, False),
        (MapChoice("presence", MapKind.EVIDENCE, "viridis"), False, True),
        (MapChoice("source", MapKind.GATES), False, False),
    ],
)
def test_the_report_made_from_the_desk_shows_the_chosen_map_and_names_it(
    desk, qtbot, monkeypatch, tmp_path, choice, upper, lower
):
    session, written, drawn = desk.session, [], []
    with qtbot.waitSignal(session.reading_finished):
        qtbot.keyClick(desk, Qt.Key.Key_V)
    series, shape = desk.state.series, desk.view.image.values.shape
    for ref in series.slices:
        session.verdicts.put(replace(with_maps(ref.uid, shape), model_id=session.model_id))
    desk.state.set_map_choice(choice)
    monkeypatch.setattr("viewer.report.key_slices.decode", fake_decode)
    monkeypatch.setattr(
        "viewer.report.export.write_report", lambda _path, report: written.append(report)
    )
    monkeypatch.setattr(
        "viewer.report.key_slices.side_by_side",
        lambda *given: (drawn.append(given), side_by_side(*given))[1],
    )
    write(gather(session, desk.marks), tmp_path / "report.pdf")
    (content,) = written
    assert content.laid_over == choice.printed
    assert choice.printed in to_html(content)
    assert len(drawn) == len(content.pictures) == 3
    for _grey, layer, _spacing, labels, colours, *_ in drawn:
        assert colours == choice.colours
        assert labels.over == (choice.printed if upper or lower else ABSENT)
        ends = (False, False) if layer is None else (layer[0].max() > 0.5, layer[-1].max() > 0.5)
        assert ends == (upper, lower)
