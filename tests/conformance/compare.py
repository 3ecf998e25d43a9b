"""One case: what we say of its files against what every other reader says."""

from dataclasses import dataclass, replace

import numpy as np
from pydicom.uid import UID

from ml.core.errors import ImageReadError, NothingFoundError
from ml.imaging.decode import decode
from ml.imaging.scanning.scan import open_series
from tests.conformance.differences import DIFFERENCES
from tests.conformance.readers import (
    cosines,
    frame_said,
    frames_of,
    gdcm_stacks,
    headers,
    niix_stacks,
    pixels,
    place_of,
    silently,
)
from tests.conformance.stack import WITHIN_MM, Stack, checksum, geometry_apart, values_apart
from tests.conformance.volume_readers import READERS, volume_stacks

WARNED = "ours warns"
LOSSY = {
    "1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51", "1.2.840.10008.1.2.4.81",
    "1.2.840.10008.1.2.4.91",
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One line of the table: expected and found as text, and what came of it."""

    case: str
    expected: tuple[str, str, str, str]
    found: tuple[str, str, str, str]
    agree: tuple[str, ...]
    reasons: tuple[str, ...]
    failures: tuple[str, ...]

    @property
    def passed(self):
        return not self.failures


def compared(case):
    """Rows of a case: one for each series that we find in it."""
    with silently():
        said = headers(case.files)
        try:
            found, _ = open_series(list(case.files))
        except NothingFoundError:
            return [_nothing(case, said)]
        others = [*gdcm_stacks(case.files, said), *niix_stacks(case.files, said)]
        if not said.datasets:
            others += volume_stacks(case.files, found[0].orientation)
        rows, seen = [], 0
        for number, series in enumerate(found, 1):
            name = case.name if len(found) == 1 else f"{case.name} ({number} of {len(found)})"
            seen += len(series.slices)
            rows.append(_row(name, series, said, others, case.made))
            if case.doubt is not None:
                rows[-1] = _doubted(rows[-1], [str(w) for w in series.warnings[1:]], case.doubt)
        frames = sum(frames_of(d) for d in said.images.values())
        if case.made is None and seen != frames and not any(s.slices[0].tile for s in found):
            rows[-1] = replace(
                rows[-1], failures=(*rows[-1].failures, f"{seen} slices of {frames} are shown")
            )
        if case.made is not None and len(found) != len(case.made):
            wanted = f"{len(found)} series instead of {len(case.made)}"
            rows[-1] = replace(rows[-1], failures=(*rows[-1].failures, wanted))
        return rows


def _doubted(row, warnings, wanted):
    """The row with what the reader is told, which must be what is wanted and no more."""
    fine = len(warnings) == bool(wanted) and all(wanted in each for each in warnings)
    told = tuple(f"{WARNED}: {each}" for each in warnings)
    failures = () if fine else (f"the reader is told: {'; '.join(warnings) or 'nothing'}",)
    return replace(row, reasons=(*told, *row.reasons), failures=(*row.failures, *failures))


def _nothing(case, said):
    """What holds no image must give no image."""
    fine = case.made is None and not any(_decodable(d, p) for p, d in said.images.items())
    none = ("no image", "-", "-", "-")
    return Row(case.name, none, none, ("pydicom",), (), () if fine else ("nothing is found",))


def _decodable(dataset, path):
    return pixels(dataset, path, 0) is not None


def _not_decoded(name, series, said):
    """A damaged file has to be refused, and pydicom has to find it damaged as well."""
    theirs = any(
        pixels(d, r.path, r.frame) is not None
        for r in series.slices if (d := said.datasets.get(r.path)) is not None
    )  # fmt: skip
    refused = ("refused", "-", "-", "-")
    failures = ("pydicom decodes it",) if theirs else ()
    return Row(name, refused, refused, () if theirs else ("pydicom",), (), failures)


def _ours(series):
    images = []
    for index in range(len(series.slices)):
        try:
            images.append(decode(series, index).values)
        except ImageReadError:
            return None
    places = [s.position for s in series.slices]
    known = all(p is not None for p in places)
    return Stack(
        "ours", np.stack(images), np.array(places) if known else None,
        None if series.orientation is None else np.array(series.orientation),
        (*series.spacing_mm, series.slice_spacing_mm),
    )  # fmt: skip


def _by_pydicom(series, said):
    """Values and header facts of each slice, in the order that the headers ask for."""
    values, places = [], []
    for each in series.slices:
        dataset = said.datasets.get(each.path)
        if dataset is None or each.tile:
            return None
        one = pixels(dataset, each.path, each.frame)
        values.append(one)
        places.append(place_of(dataset, each.frame))
    dataset = said.datasets[series.slices[0].path]
    frame = series.slices[0].frame
    spacing = frame_said(dataset, "PixelSpacing", frame)
    order = _asked_order(series, said, places)
    values, places = [values[i] for i in order], [places[i] for i in order]
    read = all(v is not None and v.shape == values[0].shape for v in values)
    return Stack(
        "pydicom" if read else "pydicom's header", np.stack(values) if read else None,
        None if any(p is None for p in places) or len(places) == 1
        else np.array(places, dtype=float),
        cosines(dataset, frame),
        None if spacing is None else (float(spacing[0]), float(spacing[1]), None),
    )  # fmt: skip


def _asked_order(series, said, places):
    """By position, from the end where instance numbers begin; as it is where places are equal."""
    every = list(range(len(places)))
    ways = cosines(said.datasets[series.slices[0].path], series.slices[0].frame)
    if ways is None or any(p is None for p in places):
        return every
    along = np.array(places, dtype=float) @ np.cross(ways[:3], ways[3:])
    if len(every) < 2 or np.diff(np.sort(along)).min() < WITHIN_MM:
        return every
    numbers = [_number(r, said) for r in series.slices]
    falls = None not in numbers and np.ptp(numbers) and np.corrcoef(along, numbers)[0, 1] < 0
    return sorted(every, key=lambda i: -along[i] if falls else along[i])


def _number(reference, said):
    """Instance Number (0020,0013), or the frame."""
    dataset = said.datasets[reference.path]
    number = dataset.get("InstanceNumber")
    if frames_of(dataset) > 1:
        return reference.frame
    return None if number is None else int(number)


def _turned(stack, series, said):
    """From the end at which instance numbers begin, as the rule says."""
    numbers = []
    for each in series.slices:
        dataset = said.datasets.get(each.path)
        if dataset is None or each.tile or stack.orientation is None:
            return stack
        place = place_of(dataset, each.frame)
        if place is None:
            return stack
        number = _number(each, said)
        if number is None:
            return stack
        numbers.append((float(np.array(place, dtype=float) @ stack.normal), int(number)))
    along, order = np.array(numbers, dtype=float).T
    rises = np.corrcoef(along, order)[0, 1] if np.ptp(along) and np.ptp(order) else 1
    begins = stack.positions @ stack.normal
    return stack.flipped() if (begins[-1] - begins[0]) * rises < 0 else stack


def _row(name, series, said, others, made):
    ours = _ours(series)
    if ours is None:
        return _not_decoded(name, series, said)
    syntaxes = {
        str(UID(d.file_meta.get("TransferSyntaxUID", "")))
        for r in series.slices if (d := said.datasets.get(r.path)) is not None
    }  # fmt: skip
    lossy = bool(syntaxes & LOSSY)
    candidates = [_turned(s, series, said) for s in others if s.positions is not None]
    candidates += [s for s in others if s.positions is None]
    theirs = [_closest(ours, [s for s in candidates if s.reader == r], lossy=lossy)
              for r in ("GDCM", "dcm2niix", *READERS)]  # fmt: skip
    theirs.append(_by_pydicom(series, said))
    if made is not None:
        theirs.insert(0, _closest(ours, made, lossy=lossy))
    agree, reasons, failures = [], [], []
    trusted = None
    for stack in theirs:
        if stack is None:
            continue
        apart = [*geometry_apart(ours, stack), *values_apart(ours, stack, lossy=lossy)]
        named = DIFFERENCES.get((name, stack.reader))
        if not apart and named is None:
            agree.append(stack.reader)
            trusted = trusted if stack.values is None else trusted or stack
        elif not apart:
            failures.append(f"{stack.reader} agrees by now; strike its difference out")
        elif named is not None:
            reasons.append(f"{stack.reader}: {named}")
        else:
            failures.append(f"{stack.reader} differs in {', '.join(apart)}")
            trusted = stack
    if trusted is None:
        failures.append("no other reader confirms it")
        trusted = next((s for s in theirs if s is not None), Stack("nobody"))
    full = _completed(trusted, [s for s in theirs if s is not None and s.reader in agree])
    return Row(name, _text(full, lossy), _text(ours, lossy, like=full),
               tuple(agree), tuple(reasons), tuple(failures))  # fmt: skip


def _completed(trusted, agreeing):
    """What the trusted reader does not say, from the next that does."""

    def first(field):
        return next((v for s in (trusted, *agreeing) if (v := getattr(s, field)) is not None), None)

    return Stack(trusted.reader, *map(first, ("values", "positions", "orientation", "spacing")))


def _closest(ours, candidates, *, lossy):
    """Of all that a reader made, what is most like this series; it may still be unlike."""
    if len(candidates) < 2:
        return next(iter(candidates), None)
    return min(
        candidates,
        key=lambda s: (
            s.values is not None and s.values.shape != ours.values.shape,
            len(geometry_apart(ours, s)), len(values_apart(ours, s, lossy=lossy)),
        ),
    )  # fmt: skip


def _text(stack, lossy, like=None):
    """Order, orientation, spacing and checksum as the table shows them."""
    like = like or stack
    count = "-" if stack.values is None else str(len(stack.values))
    order = count
    if stack.positions is not None and like.positions is not None:
        first, last = stack.positions[0], stack.positions[-1]
        order += f": {_numbers(first)}" + (f" to {_numbers(last)}" if len(stack.positions) > 1
                                           else "")  # fmt: skip
    orientation = "not stated"
    if stack.orientation is not None and like.orientation is not None:
        orientation = f"{_numbers(stack.orientation[:3])} / {_numbers(stack.orientation[3:])}"
    spacing = "not stated"
    if stack.spacing is not None and like.spacing is not None:
        spacing = " x ".join("-" if v is None or w is None else f"{v:.3f}"
                             for v, w in zip(stack.spacing, like.spacing, strict=True))  # fmt: skip
    return order, orientation, spacing, checksum(stack, lossy=lossy)


def _numbers(values):
    return " ".join(f"{v + 0.0:.2f}".replace("-0.00", "0.00") for v in values)
