"""A mark is shown on the pixels that it was made on, whatever else has the same UID."""

from contextlib import closing

import numpy as np
import pytest

from ml.core.types import SliceImage
from tests.viewer.synthetic import make_series
from viewer.geometry.measurements import Measurement, MouseTool
from viewer.marks.marks import Impression, Judgement, Marks, Opinion
from viewer.marks.pictures import Pictures, picture_hash
from viewer.storage.journal import Journal, slice_key

UID = "s.2"
LENGTH = Measurement(UID, MouseTool.DISTANCE, ((1.0, 2.0), (3.0, 4.0)))
AGREED = Judgement(Opinion.AGREE, "m", "secondary", "concurrent", "said of one")


class Reader:
    """Marks on a series of one UID whose pixels are those of one file or another."""

    def __init__(self, path, level, decoded=True):
        self.series = make_series("s", 5)
        self.images = {}
        self.level, self.told = level, []
        self.marks = Marks(Journal(path), None, self.images.get)
        self.marks.others_found.connect(self.told.append)
        self.marks.open(self.series, [self.series])
        if decoded:
            self.decode(*self.series.slices)

    def decode(self, *refs):
        for ref in refs:
            values = np.full((8, 8), self.level, np.int16)
            values[0, 0] = len(self.images)
            self.images[ref.uid] = SliceImage(ref.uid, values, (1.0, 1.0), (5.0, 9.0), 0.5)
            self.marks.look_at(ref.uid)

    def mark_all(self):
        self.marks.set_key(UID, True)
        self.marks.measure(LENGTH)
        self.marks.judge(UID, AGREED)
        self.marks.judge("s", AGREED)
        self.marks.give_impression("s", Impression.TUMOUR, True)

    def shown(self):
        marks = self.marks
        return (
            marks.is_key(UID), marks.measurements(UID), marks.judgement(UID),
            marks.judgement("s"), marks.impression("s"),
        )  # fmt: skip

    def close(self):
        self.marks._journal.close()


ALL = (True, (LENGTH,), AGREED, AGREED, (Impression.TUMOUR, True))
NOTHING = (False, (), None, None, None)


def test_marks_are_not_shown_on_another_image_with_the_same_uids(tmp_path):
    path = tmp_path / "journal.sqlite"
    with closing(Reader(path, level=1)) as one:
        one.mark_all()
        assert one.shown() == ALL
    with closing(Reader(path, level=2)) as other:
        assert other.shown() == NOTHING
        (words,) = other.told
        assert "kept, and not shown" in words
        other.marks.set_key(UID, True)
        other.marks.set_key(UID, False)
        other.marks.set_key("s.3", True)
    with closing(Reader(path, level=1)) as again:
        assert again.shown() == ALL
        assert not again.marks.is_key("s.3")
        again.marks.undo.undo()


def test_undoing_takes_back_what_was_done_on_these_pixels(tmp_path):
    path = tmp_path / "journal.sqlite"
    with closing(Reader(path, level=1)) as one:
        one.mark_all()
    with closing(Reader(path, level=2)) as other:
        other.mark_all()
        while other.marks.undo.canUndo():
            other.marks.undo.undo()
        assert other.shown() == NOTHING
    with closing(Reader(path, level=1)) as again:
        assert again.shown() == ALL


def test_until_a_slice_is_decoded_its_marks_are_listed(tmp_path):
    path = tmp_path / "journal.sqlite"
    with closing(Reader(path, level=1)) as one:
        one.mark_all()
    with closing(Reader(path, level=2, decoded=False)) as other:
        assert other.shown() == ALL
        changes = []
        other.marks.changed.connect(lambda: changes.append(True))
        other.decode(other.series.slices[2])
        assert changes
        assert other.shown() == NOTHING


def test_marks_of_older_versions_are_shown(tmp_path):
    path = tmp_path / "journal.sqlite"
    with closing(Journal(path)) as old:
        key = make_series("s", 5).key
        old.add("key image", key, slice_key(UID), {"on": True})
        body = {
            "model_id": "m",
            "outcome": "secondary",
            "mode": "concurrent",
            "note": "said of one",
        }
        old.add("opinion", key, slice_key(UID), {"opinion": "agree", **body})
    with closing(Reader(path, level=7)) as reader:
        assert reader.shown() == (True, (), AGREED, None, None)
        assert reader.told == []
        reader.marks.set_key(UID, False)
        assert not reader.marks.is_key(UID)


@pytest.mark.parametrize("kind", [np.int16, np.uint16, np.float32, np.float64])
def test_only_values_and_shape_count(kind):
    values = np.arange(12).reshape(3, 4).astype(kind)
    assert picture_hash(values) == picture_hash(np.arange(12, dtype="<f4").reshape(3, 4))
    assert picture_hash(values) != picture_hash(values.reshape(4, 3))
    assert picture_hash(values) != picture_hash(values + 1)


def test_hashes_are_known_after_a_slice_was_dropped_and_forgotten_with_the_series():
    images = {"a": SliceImage("a", np.zeros((2, 2), np.int16), (1.0, 1.0), (5.0, 9.0), 0.5)}
    pictures = Pictures(images.get)
    known = pictures.hash_of("a")
    images.clear()
    assert pictures.hash_of("a") == known
    pictures.keep([])
    assert pictures.hash_of("a") == ""
