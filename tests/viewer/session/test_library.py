"""The library takes in what scans find, and knows what is new."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Signal

from ml.core.messages import verbatim
from ml.imaging.sequence_type.from_pixels import ASKED
from ml.imaging.types.sequence_kind import Recognition, SequenceKind
from ml.imaging.types.series import Problem, ScanStep
from tests.viewer.synthetic import make_series
from viewer.background.image_tool import Guessed
from viewer.session.library import Library

LOST = Problem(Path("lost.dcm"), "cut short")


class Decoding(QObject):
    """Notes which scans are begun, and ends none of them by itself."""

    scanned = Signal(object)
    scan_failed = Signal(str)
    guessed = Signal(object)

    def __init__(self):
        super().__init__()
        self.scans = []

    def scan(self, paths, *, anew):
        self.scans.append((tuple(paths), anew))


@pytest.fixture
def decoding(qtbot):
    return Decoding()


@pytest.fixture
def library(decoding):
    return Library(decoding)


def test_a_second_scan_adds_to_the_first(library, decoding):
    library.scan([Path("a")])
    decoding.scanned.emit(ScanStep(3, (make_series("a"),), (LOST,), True))
    library.scan([Path("b"), Path("a")])
    assert library.scanning
    decoding.scanned.emit(ScanStep(5, (make_series("b"),), (), True))
    assert [series.uid for series in library.series] == ["a", "b"]
    assert (library.problems, library.files_scanned, library.scanning) == ((LOST,), 5, False)
    assert [library.is_new(series) for series in library.series] == [False, True]
    assert library.paths == (Path("a"), Path("b"))
    assert decoding.scans == [((Path("a"),), True), ((Path("b"), Path("a")), False)]


def test_a_cleared_library_is_scanned_anew(library, decoding):
    library.scan([Path("a")])
    decoding.scanned.emit(ScanStep(3, (make_series("a"),), (LOST,), True))
    library.clear()
    assert (library.series, library.problems, library.paths) == ((), (), ())
    library.scan([Path("b")])
    assert decoding.scans[-1] == ((Path("b"),), True)


def test_a_step_is_taken_in_before_it_is_announced(library, decoding):
    known = []
    library.scanned.connect(lambda _step: known.append((library.series, library.scanning)))
    library.scan([Path("a")])
    series = make_series("a")
    decoding.scanned.emit(ScanStep(1, (series,), (), False))
    assert known == [((series,), True)]


def test_a_scan_that_failed_is_over(library, decoding):
    reasons = []
    library.scan_failed.connect(lambda reason: reasons.append((reason, library.scanning)))
    library.scan([Path("a")])
    decoding.scan_failed.emit("no such folder")
    assert reasons == [("no such folder", False)]


def test_the_first_readable_series_has_no_refusal(library, decoding):
    refused = replace(make_series("a"), refusal="not MR")
    library.scan([Path("a")])
    decoding.scanned.emit(ScanStep(3, (refused,), (), False))
    assert library.first_readable() is None
    decoding.scanned.emit(ScanStep(3, (refused, make_series("b")), (), True))
    assert library.first_readable() is library.find("b")
    assert library.find("c") is None


def test_a_guess_changes_the_kind_of_its_series_only(library, decoding):
    assert SequenceKind.UNKNOWN in ASKED
    unknown = Recognition(SequenceKind.UNKNOWN)
    both = tuple(replace(make_series(uid), sequence=unknown) for uid in "ab")
    library.scan([Path("a")])
    decoding.scanned.emit(ScanStep(3, both, (), True))
    guess = Recognition(SequenceKind.T2, 0.5, (verbatim("bright fluid"),), from_pixels=True)
    decoding.guessed.emit(Guessed("b", guess))
    assert [series.sequence.kind for series in library.series] == [
        SequenceKind.UNKNOWN,
        SequenceKind.T2,
    ]
