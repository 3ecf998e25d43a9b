"""A hospital's folders become a manifest; what would spoil an experiment is found."""

import csv
import dataclasses

import numpy as np
import pytest
import SimpleITK
from PIL import Image

from ml.core.errors import DataError
from ml.inference.preprocessing import Preprocessing
from ml.research.data import manifest
from ml.research.data.examples import load_manifest
from ml.research.data.manifest import Row
from ml.research.dataset.build import build
from ml.research.dataset.check import check
from tests.synthetic.series import make_series


def sheet(path, *lines, columns="series,patient,class,source,slices,mask"):
    path.write_text("\n".join([columns, *lines]) + "\n")
    return path


def test_series_and_sheet_become_a_manifest(tmp_path):
    make_series(tmp_path / "in" / "a", slices=8)
    make_series(tmp_path / "in" / "b", slices=4)
    make_series(tmp_path / "in" / "c", slices=3)
    labels = sheet(
        tmp_path / "labels.csv",
        "a,P1,lung cancer brain metastasis,,4-5,",
        "b,P2,no tumour,,,",
        "gone,P9,glioma,,,",
    )
    built = build(tmp_path / "in", labels, tmp_path / "out" / "manifest.csv")
    rows = manifest.read(tmp_path / "out" / "manifest.csv")
    first = [r for r in rows if r.patient == "P1"]
    assert [(r.level > 0.4, r.source) for r in first if r.present] == [(True, "secondary")] * 2
    assert sum(not r.present for r in first) == 2  # eight, less two, less two of margin each side
    assert [r.present for r in rows if r.patient == "P2"] == [False] * 4
    assert any("has no label" in doubt for doubt in built.doubts)
    assert any("`gone`" in doubt for doubt in built.doubts)
    examples = load_manifest(tmp_path / "out" / "manifest.csv", Preprocessing(size=32))
    assert len(examples) == len(rows)


@pytest.mark.parametrize("slices", ["9", "40-88", "4-999999999", "1-8;9", "2,3,999999999", "8-9"])
def test_slices_that_a_series_does_not_have_are_an_error_with_the_line(tmp_path, slices):
    make_series(tmp_path / "in" / "a", slices=8)
    make_series(tmp_path / "in" / "b", slices=4)
    labels = sheet(tmp_path / "labels.csv", "b,P2,no tumour,,,", f'a,P1,glioma,,"{slices}",')
    with pytest.raises(DataError, match=r"labels.csv, line 3: .*series `a` has 8"):
        build(tmp_path / "in", labels, tmp_path / "manifest.csv")
    assert not (tmp_path / "manifest.csv").exists()


def test_the_last_slice_of_a_series_may_be_named(tmp_path):
    make_series(tmp_path / "in" / "a", slices=8)
    labels = sheet(tmp_path / "labels.csv", 'a,P1,glioma,,"8,1 - 2",')
    built = build(tmp_path / "in", labels, tmp_path / "manifest.csv")
    assert [round(row.level * 7) + 1 for row in built.rows if row.present] == [1, 2, 8]


def test_a_mask_that_is_not_there_is_an_error_with_the_line(tmp_path):
    make_series(tmp_path / "in" / "a", slices=6)
    labels = sheet(tmp_path / "labels.csv", "a,P1,glioma,,,gone.nii.gz")
    with pytest.raises(DataError, match=r"labels.csv, line 2: mask `gone.nii.gz`"):
        build(tmp_path / "in", labels, tmp_path / "manifest.csv")


@pytest.mark.parametrize("mask", ["../mask.nii.gz", "/etc/passwd", "link/mask.nii.gz", "C:/m.nii"])
def test_a_mask_that_leads_out_is_an_error_with_the_line(tmp_path, mask):
    make_series(tmp_path / "in" / "a", slices=6)
    make_series(tmp_path / "out of it", slices=6)
    (tmp_path / "in" / "link").symlink_to(tmp_path / "out of it")
    labels = sheet(tmp_path / "labels.csv", f"a,P1,glioma,,,{mask}")
    with pytest.raises(DataError, match=r"labels.csv, line 2: mask `.*` leads out of the folder"):
        build(tmp_path / "in", labels, tmp_path / "manifest.csv")


@pytest.mark.parametrize("line", ["a\0,P1,glioma,,,", "a,P1,glioma,,,m\0.nii", "a,P\0,glioma,,,"])
def test_a_zero_byte_is_an_error_with_line_and_column(tmp_path, line):
    make_series(tmp_path / "in" / "a", slices=6)
    labels = sheet(tmp_path / "labels.csv", line)
    with pytest.raises(DataError, match=r"labels.csv, line 2: `\w+` holds a zero byte"):
        build(tmp_path / "in", labels, tmp_path / "manifest.csv")


def test_no_name_of_a_patient_reaches_the_manifest(tmp_path):
    make_series(tmp_path / "in" / "a")
    out = tmp_path / "manifest.csv"
    build(tmp_path / "in", sheet(tmp_path / "labels.csv", "a,P1,glioma,,,"), out)
    assert "Secret" not in out.read_text()


def test_a_mask_says_which_slices_show_the_tumour(tmp_path):
    make_series(tmp_path / "in" / "a", slices=6, rows=24, columns=20)
    mask = np.zeros((6, 24, 20), np.uint8)
    mask[0, 8:12, 8:12] = 1
    picture = SimpleITK.GetImageFromArray(mask)
    picture.SetSpacing((1.2, 0.8, 5.0))
    SimpleITK.WriteImage(picture, str(tmp_path / "in" / "mask.nii.gz"))
    labels = sheet(tmp_path / "labels.csv", "a,P1,glioma,,,mask.nii.gz")
    build(tmp_path / "in", labels, tmp_path / "manifest.csv")
    rows = manifest.read(tmp_path / "manifest.csv")
    assert [r.level for r in rows if r.present] == [0.0]
    first, *_ = load_manifest(tmp_path / "manifest.csv", Preprocessing(size=32))
    assert first.mask.any()


def test_a_mask_that_lies_elsewhere_is_an_error(tmp_path):
    make_series(tmp_path / "in" / "a", slices=6)
    picture = SimpleITK.GetImageFromArray(np.ones((6, 24, 20), np.uint8))
    picture.SetOrigin((0, 0, 500.0))
    SimpleITK.WriteImage(picture, str(tmp_path / "in" / "mask.nii.gz"))
    labels = sheet(tmp_path / "labels.csv", "a,P1,glioma,,,mask.nii.gz")
    with pytest.raises(DataError, match="elsewhere"):
        build(tmp_path / "in", labels, tmp_path / "manifest.csv")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("a,,glioma,,,", "patient is empty"),
        ("a,P1,glioma,secondary,,", "disagree"),
        ("a,P1,no tumour,primary,,", "disagree"),
        ("a,P1,glioma,,4-x,", "write them like"),
        ("a,P1,glioma,,0-3,", "write them like"),
        ("a,P1,glioma,,7-4,", "run backwards"),
        ("a,P1,glioma,,²,", "write them like"),
        ("a,P1,glioma,,-3,", "write them like"),
        ("a,P1,glioma,,3-,", "write them like"),
        (f"a,P1,glioma,,1-{'9' * 5000},", "write them like"),
        ("a,P1,no tumour,,3-4,", "class says"),
        ("a,P1,,,,mask.nii", "class says"),
        ("a,P1,odd,both,,", "source is `both`"),
    ],
)
def test_a_wrong_line_of_the_sheet_is_named(tmp_path, line, says):
    make_series(tmp_path / "in" / "a")
    with pytest.raises(DataError, match=rf"line 2.*{says}"):
        build(tmp_path / "in", sheet(tmp_path / "labels.csv", line), tmp_path / "manifest.csv")


def test_nothing_labelled_is_an_error(tmp_path):
    make_series(tmp_path / "in" / "a")
    with pytest.raises(DataError, match="no series"):
        build(tmp_path / "in", sheet(tmp_path / "labels.csv", "b,P,,,,"), tmp_path / "m.csv")


def head(seed):
    random = np.random.default_rng(seed)
    y, x = np.mgrid[:96, :96] - 47.5
    texture = random.normal(0, 1, (12, 12)).astype(np.float32)
    grown = np.asarray(Image.fromarray(texture).resize((96, 96), Image.Resampling.BICUBIC))
    values = np.where(np.hypot(y, x) < 44, 120 + 45 * grown, 0)
    return np.clip(values, 0, 255).astype(np.uint8)


@pytest.fixture
def clean(tmp_path):
    rows = []
    for index in range(12):
        name = f"{index}.png"
        Image.fromarray(head(index)).save(tmp_path / name)
        present = index % 2 == 0
        rows.append(
            Row(
                f"s{index}",
                f"P{index // 2}",
                present,
                "primary" if present else "",
                "glioma" if present else "",
                name,
                "",
                0.1 * (index // 2),
                "here",
            )
        )
    return tmp_path, rows


def looked_over(folder, rows):
    manifest.write(folder / "manifest.csv", rows)
    return check(folder / "manifest.csv")


def test_clean_data_have_no_fault_and_the_papers_table(clean):
    report = looked_over(*clean)
    assert report.faults == []
    assert report.doubts == []
    assert report.table == [
        ("yes", "primary", "glioma", 6, 6),
        ("no", "", "no tumour", 6, 6),
        ("total", "", "", 6, 12),
    ]
    assert "| yes | primary | glioma | 6 | 6 |" in report.markdown()


def test_a_copy_under_another_patient_is_found_though_compressed_and_resized(clean):
    folder, rows = clean
    copy = Image.fromarray(head(0)).resize((140, 140), Image.Resampling.BICUBIC)
    copy.save(folder / "copy.jpg", quality=70)
    stranger = Row("copy", "P99", True, "primary", "glioma", "copy.jpg", "", 0.3, "here")
    report = looked_over(folder, [*rows, stranger])
    assert any("s0 and copy of two patients" in fault for fault in report.faults)
    assert len(report.faults) == 1


def test_a_copy_under_the_same_patient_is_no_leak(clean):
    folder, rows = clean
    Image.fromarray(head(0)).save(folder / "copy.png")
    again = Row("copy", "P0", True, "primary", "glioma", "copy.png", "", 0.0, "here")
    assert looked_over(folder, [*rows, again]).faults == []


def test_labels_that_contradict_or_lack_are_found(clean):
    folder, rows = clean
    odd = [
        Row("x", "P0", True, "secondary", "glioma", "1.png", "", 0.5, "here"),
        Row("y", "P1", True, "", "", "2.png", "", 0.5, "here"),
    ]
    report = looked_over(folder, [*rows, *odd])
    text = report.markdown()
    for part in (
        "glioma` is primary",
        "1.png stands in 2 lines",
        "without a class",
        "without a source",
    ):
        assert part in text


def test_suspicious_pictures_are_found(clean):
    folder, rows = clean
    Image.fromarray(np.full((96, 96), 7, np.uint8)).save(folder / "flat.png")
    Image.fromarray(255 - head(40)).save(folder / "turned.png")
    (folder / "broken.png").write_bytes(b"x")
    odd = [
        Row(name, "P0", False, "", "", f"{name}.png", "", 0.5, "here")
        for name in ("flat", "turned", "broken")
    ]
    text = looked_over(folder, [*rows, *odd]).markdown()
    assert "slice flat: almost one grey" in text
    assert "slice turned: bright to all borders" in text
    assert "slice broken cannot be read" in text


def test_a_patient_who_tells_the_label_is_doubted(clean):
    folder, rows = clean
    alone = [dataclasses.replace(r, patient=f"{r.patient}{r.present}") for r in rows]
    assert "identity tells the presence" in looked_over(folder, alone).markdown()


@pytest.mark.parametrize("sheet_text", ["series,patient\n", "x\n"])
def test_a_sheet_without_columns_is_an_error(tmp_path, sheet_text):
    make_series(tmp_path / "in" / "a")
    (tmp_path / "labels.csv").write_text(sheet_text)
    with pytest.raises(DataError, match="lacks the columns"):
        build(tmp_path / "in", tmp_path / "labels.csv", tmp_path / "m.csv")


def test_the_manifest_is_csv_that_others_can_read(clean):
    folder, rows = clean
    manifest.write(folder / "manifest.csv", rows)
    with (folder / "manifest.csv").open(newline="") as lines:
        assert next(csv.DictReader(lines))["presence"] == "yes"
