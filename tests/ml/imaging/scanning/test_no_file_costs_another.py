"""Whatever function fails on one file, the other files of its folder are read."""

import os
import struct
import sys
from itertools import cycle
from pathlib import Path

import nibabel
import numpy as np
import pytest

import ml.imaging
from ml.imaging.decode import decode
from ml.imaging.dicom.pixel_header import shared_headers
from ml.imaging.scanning.scan import for_this_process, scan
from tests.synthetic.mr import enhanced, mosaic, mr, write

ROOT = str(Path(ml.imaging.__file__).parent)
ERRORS = cycle(
    [ValueError, KeyError, RecursionError, MemoryError, AttributeError, ZeroDivisionError,
     struct.error, EOFError, NotImplementedError, StopIteration, AssertionError]
)  # fmt: skip
OF_PROCESSES = ("decoders/", "scanning/progress_pacing.py", "unforeseen.py")
"""Not of one file: processes of their own, pacing, and what is tried."""

GUARDS = (
    "_Scanned._file", "_Scanned._about", "_Scanned._tell", "_Scanned._as_far_as_sound", "_noting",
    "Groups._leave_out", "Groups._split_up",
)  # fmt: skip
"""What leaves a file aside."""


def volume(path):
    image = nibabel.Nifti1Image(np.arange(4 * 5 * 3, dtype=np.int16).reshape(4, 5, 3), np.eye(4))
    nibabel.save(image, path)


def picture(path):
    from PIL import Image

    Image.fromarray(np.arange(64, dtype=np.uint8).reshape(8, 8)).save(path)


def dicom(made):
    def make(path):
        write(path.parent, [made()], suffix=path.name)

    return make


KINDS = {
    "classic.dcm": dicom(lambda: mr(1, SOPInstanceUID="1.9")),
    "enhanced.dcm": dicom(
        lambda: enhanced([{"place": 3 * i, "pixels": i} for i in range(3)],
                         SeriesInstanceUID="1.8", SOPInstanceUID="1.8.1")
    ),
    "mosaic.dcm": dicom(lambda: mosaic(4, SeriesInstanceUID="1.7", SOPInstanceUID="1.7.1")),
    "volume.nii.gz": volume,
    "picture.png": picture,
}  # fmt: skip


@pytest.fixture(params=sorted(KINDS))
def folder(request, tmp_path):
    """Three sound slices, and one file which functions fail on."""
    write(tmp_path, [mr(i, SOPInstanceUID=f"1.2.{i}") for i in (2, 3, 4)], suffix="sound")
    before = set(tmp_path.iterdir())
    KINDS[request.param](tmp_path / request.param)
    (bad,) = set(tmp_path.iterdir()) - before
    return tmp_path, bad


def read(folder):
    """Every slice that is shown, and every file that is passed over."""
    *_, last = scan([folder])
    shown = set()
    for series in last.series:
        for index, ref in enumerate(series.slices):
            try:
                decode(series, index)
            except Exception:  # noqa: BLE001  # both desk and batch leave the slice aside
                continue
            shown.add(ref.path)
    return shown, {problem.path: str(problem.reason) for problem in last.problems}


def forget(path):
    """Drop what is remembered of a file, so that each function is called again."""
    anew = path.stat().st_mtime_ns + 10**9
    os.utime(path, ns=(anew, anew))
    shared_headers._headers.clear()
    for name, module in list(sys.modules.items()):
        if name.startswith("ml.imaging."):
            for value in vars(module).values():
                if hasattr(value, "cache_clear") and value is not for_this_process:
                    value.cache_clear()


class Fault:
    """Lets functions be seen, or one of them fail, while they work on a file."""

    def __init__(self, bad, target=None, error=None):
        self._bad, self._target, self._error = str(bad), target, error
        self.seen, self.struck = {}, False

    def __enter__(self):
        self._before = sys.gettrace()
        sys.settrace(self._on_call)
        sys.setprofile(self._again)
        return self

    def _again(self, *_):
        """Python stops tracing where the tracer raises; the fault is to last."""
        if sys.gettrace() is None:
            sys.settrace(self._on_call)

    def __exit__(self, *_):
        sys.setprofile(None)
        sys.settrace(self._before)

    def _on_call(self, frame, event, _):
        code = frame.f_code
        if not code.co_filename.startswith(ROOT) or code.co_name.startswith("<"):
            return
        name = code.co_filename[len(ROOT) + 1 :], code.co_qualname
        if name[0].startswith(OF_PROCESSES) or name[1] in GUARDS:
            return
        if self._target and name != self._target:
            return
        if not self._about(frame):
            return
        if self._target is None:
            self.seen[name] = None
        else:
            self.struck = True
            raise self._error("planted")

    def _about(self, frame):
        """Whether the bad file is among what a function or its callers were given."""
        while frame is not None and frame.f_code.co_filename.startswith(ROOT):
            if frame.f_code.co_filename.endswith("unforeseen.py"):
                return False  # it holds many, and tries them one by one
            arguments = frame.f_code.co_varnames[: frame.f_code.co_argcount]
            if any(self._names(frame.f_locals.get(a)) for a in arguments if a != "self"):
                return True
            frame = frame.f_back
        return False

    def _names(self, value, depth=2):
        if isinstance(value, (list, tuple, set)) and depth:
            return any(self._names(item, depth - 1) for item in value)
        if isinstance(value, (str, Path)):
            return str(value) == self._bad
        slices = getattr(value, "slices", None)
        if isinstance(slices, tuple) and depth:
            return all(self._names(ref, 0) for ref in slices)
        return str(getattr(value, "path", "")) == self._bad


@pytest.mark.slow
def test_whatever_fails_on_one_file_the_others_are_read(folder):
    place, bad = folder
    sound = set(place.iterdir()) - {bad}
    with Fault(bad) as seen:
        assert read(place) == ({*sound, bad}, {})
    assert len(seen.seen) > 10
    costly = []
    for target, error in zip(seen.seen, ERRORS, strict=False):
        forget(bad)
        with Fault(bad, target, error) as fault:
            shown, problems = read(place)
        assert fault.struck, target
        if not sound <= shown or not set(problems) <= {bad}:
            costly.append((target, error.__name__, len(sound - shown), problems))
    assert not costly
