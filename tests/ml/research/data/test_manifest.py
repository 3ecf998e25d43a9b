"""One form for all data: what is written is read back, and a wrong line is named."""

import math
import os
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from ml.core.errors import DataError
from ml.inference.preprocessing import Preprocessing
from ml.research.data import manifest
from ml.research.data.examples import load_manifest
from ml.research.data.labels import source_of
from ml.research.data.manifest import Row
from ml.research.data.tasks import TASKS, of_task

words = st.text("abcäß, \"'#-0123456789", min_size=1, max_size=12).map(str.strip).filter(bool)


@st.composite
def rows(draw):
    count = draw(st.integers(1, 8))
    made = []
    for index in range(count):
        present = draw(st.booleans())
        made.append(
            Row(
                slice=f"{index} {draw(words)}".strip(),
                patient=draw(words),
                present=present,
                source=draw(st.sampled_from(("", "primary", "secondary"))) if present else "",
                tumour=draw(words) if present else "",
                image=draw(words),
                mask=draw(words) if present else "",
                level=round(draw(st.floats(0, 1)), 4),
                collection=draw(words),
                series=draw(st.sampled_from(("", "a series"))),
                position=draw(st.sampled_from((math.nan, -3.5, 12.0))),
                spacing=draw(st.sampled_from(((0.0, 0.0), (1.59, 1.3)))),
                plane=draw(st.sampled_from(manifest.PLANES)),
                labelled=present or draw(st.booleans()),
                boxes=draw(st.sampled_from(((), ((0.5, 0.25, 0.1, 0.2),) * 2))),
                mask_values=draw(st.sampled_from(((), (2,), (1, 3, 4)))),
            )
        )
    return made


@settings(max_examples=60, deadline=None)
@given(rows())
@pytest.mark.slow
def test_what_is_written_is_read_back(tmp_path_factory, made):
    path = tmp_path_factory.mktemp("m") / "manifest.csv"
    manifest.write(path, made)
    assert manifest.read(path) == made


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("a,p,maybe,,,x.png", "line 2: presence is `maybe`"),
        ("a,p,yes,benign,,x.png", "line 2: source is `benign`"),
        ("a,p,no,primary,,x.png", "without a tumour has a source"),
        ("a,,no,,,x.png", "patient is empty"),
        ("a,p,no,,,", "image is empty"),
        ("a,p,no,,,x.png\na,p,no,,,y.png", "names the slice a twice"),
        ("", "holds no slice"),
    ],
)
def test_a_wrong_line_is_named(tmp_path, line, says):
    path = tmp_path / "manifest.csv"
    path.write_text(f"slice,patient,presence,source,class,image\n{line}\n")
    with pytest.raises(DataError, match=says):
        manifest.read(path)


@pytest.mark.parametrize("text", ["1,4", "core", "-1", "1+", "0", "9" * 5000])
def test_values_of_a_mask_are_labels(tmp_path, text):
    path = tmp_path / "manifest.csv"
    header = "slice,patient,presence,source,class,image,mask,mask_values"
    path.write_text(f'{header}\na,p,yes,primary,,x.png,m.png,"{text}"\n')
    with pytest.raises(DataError, match=f"line 2: mask_values is `{re.escape(text)}`"):
        manifest.read(path)


@pytest.mark.parametrize("text", ["0.5x0.4", "0.5x0.4x0.1x1.2", "0.5 0.4 0.1 0.2", "ax1x1x1"])
def test_boxes_are_shares_of_the_image(tmp_path, text):
    path = tmp_path / "manifest.csv"
    header = "slice,patient,presence,source,class,image,boxes"
    path.write_text(f"{header}\na,p,yes,primary,,x.png,{text}\n")
    with pytest.raises(DataError, match=f"line 2: boxes is `{re.escape(text)}`"):
        manifest.read(path)


def test_a_missing_column_is_named(tmp_path):
    path = tmp_path / "manifest.csv"
    path.write_text("slice,patient\na,b\n")
    with pytest.raises(DataError, match="presence, source, class, image"):
        manifest.read(path)


def test_a_missing_manifest_says_what_to_do(tmp_path):
    with pytest.raises(DataError, match="dataset build"):
        manifest.read(tmp_path / "manifest.csv")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_a_pipe_for_a_manifest_is_an_error_at_once(tmp_path):
    os.mkfifo(tmp_path / "manifest.csv")
    with pytest.raises(DataError, match="is a pipe"):
        manifest.read(tmp_path / "manifest.csv")


def test_a_picture_that_cannot_be_read_is_named(tmp_path):
    (tmp_path / "x.png").write_bytes(b"no picture")
    manifest.write(tmp_path / "manifest.csv", [Row("a", "p", False, "", "", "x.png")])
    with pytest.raises(DataError, match=r"x\.png"):
        load_manifest(tmp_path / "manifest.csv", Preprocessing(size=32))


def test_a_mask_of_another_size_is_an_error(tmp_path):
    Image.fromarray(np.full((40, 40), 90, np.uint8)).save(tmp_path / "x.png")
    Image.fromarray(np.full((20, 20), 255, np.uint8)).save(tmp_path / "m.png")
    row = Row("a", "p", True, "primary", "glioma", "x.png", "m.png")
    manifest.write(tmp_path / "manifest.csv", [row])
    with pytest.raises(DataError, match="differ in size"):
        load_manifest(tmp_path / "manifest.csv", Preprocessing(size=32))


def test_the_papers_classes_have_their_sources():
    assert source_of("acoustic neuroma") == "primary"
    assert source_of("lung cancer brain metastasis") == "secondary"
    assert source_of("Melanoma metastasis") == "secondary"
    assert source_of("something else") == ""


def test_a_task_without_two_answers_is_an_error(tmp_path):
    Image.fromarray(np.full((40, 40), 90, np.uint8)).save(tmp_path / "x.png")
    row = Row("a", "p", True, "primary", "glioma", "x.png")
    manifest.write(tmp_path / "manifest.csv", [row])
    one = load_manifest(tmp_path / "manifest.csv", Preprocessing(size=32))
    with pytest.raises(DataError, match="fewer than two"):
        of_task(TASKS["source"], one)


HEADER = "slice,patient,presence,source,class,image,position,spacing,plane\n"


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ("here,,", "line 2: position is `here`"),
        ("inf,,", "position is `inf`, not a finite number"),
        (",wide,", "spacing is `wide`, not like 1.59x1.3"),
        (",0x1,", "spacing is `0x1`, which is no length"),
        (",,upright", "plane is `upright`"),
    ],
)
def test_geometry_that_is_none_is_said(tmp_path, cells, says):
    path = tmp_path / "manifest.csv"
    path.write_text(f"{HEADER}a,p,no,,,x.png,{cells}\n", encoding="utf-8")
    with pytest.raises(DataError, match=re.escape(says)):
        manifest.read(path)


def test_a_slice_without_a_label_is_no_example(tmp_path):
    head = np.full((40, 40), 90, np.uint8)
    for name in ("x.png", "y.png"):
        Image.fromarray(head).save(tmp_path / name)
    rows_ = [
        Row("a", "p", False, "", "", "x.png"),
        Row("b", "p", False, "", "", "y.png", labelled=False),
    ]
    manifest.write(tmp_path / "manifest.csv", rows_)
    assert manifest.read(tmp_path / "manifest.csv")[1].labelled is False
    examples = load_manifest(tmp_path / "manifest.csv", Preprocessing(size=32))
    assert [example.slice for example in examples] == ["a"]
