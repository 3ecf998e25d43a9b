"""From stored values to what a reader sees: each rule of the standard, on a slice that has it."""

import os

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydicom import uid
from pydicom.dataset import Dataset
from pydicom.pixels import apply_color_lut, apply_modality_lut, apply_voi
from pydicom.sequence import Sequence

from ml.core.errors import ImageReadError
from ml.imaging.decode import decode
from ml.imaging.dicom import pixel_data
from ml.imaging.dicom.pixel_data import READ_WHOLE
from ml.imaging.display.display import display
from ml.imaging.display.window import percentile_window
from ml.imaging.scanning.scan import open_series
from ml.imaging.types.ordinary_file import open_ordinary
from tests.synthetic.dicom import dataset, write

RAMP = np.arange(48, dtype=np.uint16).reshape(6, 8) * 20


def image(tmp_path, pixels=RAMP, syntax=uid.ExplicitVRLittleEndian, **tags):
    (series,), problems = open_series([write(tmp_path / "a.dcm", pixels, syntax, **tags)])
    assert problems == ()
    return decode(series, 0)


def table(first, data, bits=16):
    item = Dataset()
    item.LUTDescriptor = [len(data), first, bits]
    item.LUTData = list(data)
    item["LUTDescriptor"].VR = item["LUTData"].VR = "US"
    return Sequence([item])


def group(name, **tags):
    item, outer = Dataset(), Dataset()
    for key, value in tags.items():
        setattr(item, key, value)
    setattr(outer, name, Sequence([item]))
    return outer


@pytest.mark.parametrize(
    ("slope", "intercept", "kind"),
    [
        (1, 0, np.uint16),
        (2, -5, np.int32),
        (1, -1024, np.int32),
        (0.5, 0, np.float32),
        (0, 7, np.int32),
    ],
)
def test_rescale_keeps_integers_where_it_can(tmp_path, slope, intercept, kind):
    values = image(tmp_path, RescaleSlope=slope, RescaleIntercept=intercept).values
    assert values.dtype == kind
    np.testing.assert_array_equal(values, RAMP.astype(float) * (slope or 1) + intercept)


def test_twelve_bits_after_rescale_are_sixteen_bit_integers(tmp_path):
    tags = {"BitsStored": 12, "HighBit": 11, "RescaleSlope": 2, "RescaleIntercept": -4}
    assert image(tmp_path, **tags).values.dtype == np.int16


def test_thirty_two_bits_do_not_lose_their_last_digit(tmp_path):
    pixels = np.full((4, 4), 2**31 + 1, np.uint32)
    values = image(tmp_path, pixels, RescaleSlope="0.5", RescaleIntercept=0).values
    assert values[0, 0] == (2**31 + 1) / 2


def test_each_frame_has_its_own_rescale_as_philips_writes_it(tmp_path):
    groups = [
        group("PixelValueTransformationSequence", RescaleSlope=s, RescaleIntercept=i)
        for s, i in ((2, 1), (3, 0))
    ]
    path = write(tmp_path / "a.dcm", np.stack([RAMP, RAMP]),
                 PerFrameFunctionalGroupsSequence=Sequence(groups))  # fmt: skip
    (series,), _ = open_series([path])
    np.testing.assert_array_equal(decode(series, 0).values, RAMP * 2 + 1)
    np.testing.assert_array_equal(decode(series, 1).values, RAMP * 3)


def test_philips_floating_point_values(tmp_path):
    d = dataset(RAMP, RescaleSlope=2, RescaleIntercept=6, Manufacturer="Philips Medical Systems")
    block = d.private_block(0x2005, "Philips MR Imaging DD 001", create=True)
    block.add_new(0x0E, "FL", 0.25)
    d.save_as(tmp_path / "a.dcm", enforce_file_format=True)
    (series,), _ = open_series([tmp_path])
    found = decode(series, 0)
    stored = RAMP[3, 4]
    world = found.real_world.of(float(found.values[3, 4]))
    assert world == pytest.approx((stored * 2 + 6) / (2 * 0.25))
    assert "Philips" in found.real_world.unit


def test_real_world_values_are_stated_on_stored_values(tmp_path):
    unit = Dataset()
    unit.CodeValue, unit.CodingSchemeDesignator, unit.CodeMeaning = "um2/s", "UCUM", "um2/s"
    mapped = Dataset()
    mapped.RealWorldValueSlope, mapped.RealWorldValueIntercept = 1.5, -2.0
    mapped.RealWorldValueFirstValueMapped, mapped.RealWorldValueLastValueMapped = 0, 65535
    mapped.MeasurementUnitsCodeSequence = Sequence([unit])
    found = image(tmp_path, RescaleSlope=4, RescaleIntercept=3,
                  RealWorldValueMappingSequence=Sequence([mapped]))  # fmt: skip
    assert found.real_world.of(float(found.values[2, 2])) == pytest.approx(RAMP[2, 2] * 1.5 - 2)
    assert found.real_world.unit == "um2/s"


def mapped(**tags):
    item = Dataset()
    for keyword, value in tags.items():
        setattr(item, keyword, value)
    return Sequence([item])


def test_real_world_values_hold_only_where_they_are_mapped(tmp_path):
    sequence = mapped(
        RealWorldValueSlope=2.0, RealWorldValueIntercept=1.0,
        RealWorldValueFirstValueMapped=100, RealWorldValueLastValueMapped=300,
    )  # fmt: skip
    world = image(
        tmp_path, RescaleSlope=2, RescaleIntercept=-5, RealWorldValueMappingSequence=sequence
    ).real_world
    assert world.of(2 * 100 - 5) == 201.0
    assert world.of(2 * 300 - 5) == 601.0
    assert world.of(2 * 99 - 5) is None
    assert world.of(2 * 301 - 5) is None


def test_real_world_values_of_a_table(tmp_path):
    sequence = mapped(
        RealWorldValueLUTData=[0.5, 0.25, 7.0],
        DoubleFloatRealWorldValueFirstValueMapped=20.0,
        DoubleFloatRealWorldValueLastValueMapped=22.0,
    )
    world = image(
        tmp_path, RescaleSlope=2, RescaleIntercept=1, RealWorldValueMappingSequence=sequence
    ).real_world
    assert [world.of(2 * stored + 1) for stored in (19, 20, 21, 22, 23)] == [
        None, 0.5, 0.25, 7.0, None,
    ]  # fmt: skip


def test_modality_table_is_pydicoms(tmp_path):
    sequence = table(100, np.arange(500) * 3)
    found = image(tmp_path, ModalityLUTSequence=sequence)
    d = dataset(RAMP, ModalityLUTSequence=sequence)
    np.testing.assert_array_equal(found.values, apply_modality_lut(RAMP, d))


def test_monochrome1_is_inverted_once(tmp_path):
    tags = {"WindowCenter": 400, "WindowWidth": 800}
    plain = image(tmp_path / "a", **tags)
    inverse = image(tmp_path / "b", PhotometricInterpretation="MONOCHROME1", **tags)
    np.testing.assert_array_equal(inverse.values, plain.values)
    np.testing.assert_array_equal(display(inverse), 255 - display(plain))


def test_voi_table_holds_until_the_reader_windows(tmp_path):
    sequence = table(200, np.linspace(0, 4095, 400).astype(int)[::-1], 12)
    found = image(tmp_path, VOILUTSequence=sequence)
    d = dataset(RAMP, VOILUTSequence=sequence)
    reference = apply_voi(RAMP, d).astype(float) * 255 / 4095
    np.testing.assert_allclose(display(found), reference, atol=0.51)
    np.testing.assert_array_equal(display(found, found.window), display(found))
    assert display(found, (500, 100))[-1, -1] == 255


def test_signed_voi_table(tmp_path):
    sequence = table(2**16 - 100, np.arange(200), 8)
    pixels = np.array([[-150, -100, 0, 99, 300]], np.int16)
    shown = display(image(tmp_path, pixels, VOILUTSequence=sequence))
    np.testing.assert_array_equal(shown, [[0, 0, 100, 199, 199]])


def test_a_window_comes_before_a_table(tmp_path):
    found = image(tmp_path, VOILUTSequence=table(0, np.arange(10)),
                  WindowCenter=50, WindowWidth=20)  # fmt: skip
    assert found.window == (50, 20)
    assert found.presentation.table is None


def test_voi_function_of_the_file_is_used(tmp_path):
    tags = {"WindowCenter": 400, "WindowWidth": 300}
    sigmoid = display(image(tmp_path / "a", VOILUTFunction="SIGMOID", **tags))
    linear = display(image(tmp_path / "b", **tags))
    assert sigmoid[0, 0] > linear[0, 0] == 0


def test_padding_is_black_and_does_not_widen_the_window(tmp_path):
    pixels = RAMP.astype(np.int16).copy()
    pixels[:, :3] = -2000
    found = image(tmp_path, pixels, PixelPaddingValue=-2000)
    assert found.window[0] - found.window[1] / 2 > -1
    assert not display(found)[:, :3].any()
    assert found.values[0, 0] == -2000
    inverse = image(tmp_path / "b", pixels, PixelPaddingValue=-2000,
                    PhotometricInterpretation="MONOCHROME1")  # fmt: skip
    assert not display(inverse)[:, :3].any()


def test_padding_range(tmp_path):
    found = image(tmp_path, PixelPaddingValue=100, PixelPaddingRangeLimit=200)
    np.testing.assert_array_equal(found.presentation.padding, (RAMP >= 100) & (RAMP <= 200))


def test_overlay_planes_are_drawn_where_their_origin_says(tmp_path):
    d = dataset(RAMP, WindowCenter=0, WindowWidth=10000)
    for group_, origin in ((0x6000, [2, 3]), (0x6002, [-1, -1])):
        plane = np.zeros((4, 4), np.uint8)
        plane[0, 0] = plane[3, 3] = 1
        d.add_new((group_, 0x0010), "US", 4)
        d.add_new((group_, 0x0011), "US", 4)
        d.add_new((group_, 0x0040), "CS", "G")
        d.add_new((group_, 0x0050), "SS", origin)
        d.add_new((group_, 0x0100), "US", 1)
        d.add_new((group_, 0x0102), "US", 0)
        d.add_new((group_, 0x3000), "OW", np.packbits(plane, bitorder="little").tobytes())
    d.save_as(tmp_path / "a.dcm", enforce_file_format=True)
    (series,), _ = open_series([tmp_path])
    found = decode(series, 0)
    expected = np.zeros(RAMP.shape, bool)
    expected[1, 2] = expected[4, 5] = expected[1, 1] = True
    np.testing.assert_array_equal(found.presentation.drawing, expected)
    assert (display(found)[expected] == 255).all()
    assert (display(found, overlays=False)[expected] < 255).all()


def test_overlays_in_unused_bits(tmp_path):
    pixels = RAMP.copy()
    pixels[2, 5] |= 1 << 14
    d = dataset(pixels, BitsStored=12, HighBit=11)
    for element, value in ((0x10, 6), (0x11, 8), (0x100, 16), (0x102, 14)):
        d.add_new((0x6000, element), "US", value)
    d.add_new((0x6000, 0x0050), "SS", [1, 1])
    d.save_as(tmp_path / "a.dcm", enforce_file_format=True)
    (series,), _ = open_series([tmp_path])
    found = decode(series, 0)
    np.testing.assert_array_equal(found.values, RAMP)
    assert np.argwhere(found.presentation.drawing).tolist() == [[2, 5]]


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_float_pixels_keep_their_precision(tmp_path, kind):
    pixels = (RAMP / 7).astype(kind)
    pixels[0, 0] = np.nan
    found = image(tmp_path, pixels)
    assert found.values.dtype == kind
    np.testing.assert_array_equal(found.values, pixels)
    assert np.argwhere(found.presentation.padding).tolist() == [[0, 0]]
    assert display(found).dtype == np.uint8


def test_palette_colour_is_shown_and_refused(tmp_path):
    red, green, blue = (np.arange(256) * k for k in (256, 128, 64))
    tags = {f"{c}PaletteColorLookupTableDescriptor": [256, 0, 16] for c in ("Red", "Green", "Blue")}
    for colour, data in (("Red", red), ("Green", green), ("Blue", blue)):
        tags[f"{colour}PaletteColorLookupTableData"] = data.astype("<u2").tobytes()  # type: ignore[assignment]
    pixels = np.arange(48, dtype=np.uint8).reshape(6, 8) * 5
    path = write(tmp_path / "a.dcm", pixels, PhotometricInterpretation="PALETTE COLOR", **tags)
    (series,), _ = open_series([path])
    found = decode(series, 0)
    reference = apply_color_lut(pixels, dataset(pixels, **tags)) >> 8
    np.testing.assert_array_equal(found.values, reference)
    np.testing.assert_array_equal(display(found), reference)
    assert "colour" in series.refusal


@pytest.mark.parametrize("bits", [8, 16])
def test_rgb_is_shown_and_refused(tmp_path, bits):
    kind = np.dtype(f"u{bits // 8}")
    pixels = np.random.default_rng(0).integers(0, 2**bits, (5, 7, 3)).astype(kind)
    (series,), _ = open_series([write(tmp_path / "a.dcm", pixels)])
    np.testing.assert_array_equal(display(decode(series, 0)), pixels >> (bits - 8))
    assert "colour" in series.refusal


def test_ybr_becomes_rgb(tmp_path):
    grey = np.repeat(np.arange(35, dtype=np.uint8).reshape(5, 7, 1) * 7, 3, axis=2)
    pixels = grey.copy()
    pixels[..., 1:] = 128
    found = image(tmp_path, pixels, PhotometricInterpretation="YBR_FULL")
    np.testing.assert_array_equal(found.values, grey)


def test_colours_that_are_not_known_are_an_error_in_words(tmp_path):
    pixels = np.zeros((5, 7, 3), np.uint8)
    with pytest.raises(ImageReadError, match="contradicts itself"):
        image(tmp_path, pixels, PhotometricInterpretation="HSV")


def test_a_header_that_claims_more_than_there_is(tmp_path):
    path = write(tmp_path / "a.dcm", RAMP, Rows=60)
    (series,), _ = open_series([path])
    with pytest.raises(ImageReadError, match="fewer pixels"):
        decode(series, 0)
    path = write(tmp_path / "b.dcm", RAMP, Rows=65535, Columns=65535, BitsAllocated=32)
    (series,), _ = open_series([path])
    with pytest.raises(ImageReadError, match="impossibly large"):
        decode(series, 0)


def test_a_file_that_changed_is_read_again(tmp_path):
    first = image(tmp_path).values
    second = image(tmp_path, RAMP + 1).values
    np.testing.assert_array_equal(second, first + 1)


@given(
    scale=st.floats(1e-6, 1e6),
    offset=st.floats(-1e3, 1e3),
    empty=st.floats(0, 0.999),
)
@settings(max_examples=60, deadline=None)
def test_percentile_window_fits_any_scale(scale, offset, empty):
    values = np.full(1000, offset)
    values[int(empty * 1000) :] += np.linspace(0, scale, 1000 - int(empty * 1000))
    centre, width = percentile_window(values)
    reach = float(values.max() - values.min())
    assert 0 < width <= max(reach * 1.000001, 1e-9) or reach == 0
    assert values.min() <= centre <= values.max()


@given(
    st.sampled_from([np.uint8, np.int16, np.uint16, np.int32, np.float64]),
    st.integers(1, 300),
    st.integers(0, 10**6),
    st.floats(0, 50),
)
@settings(max_examples=200, deadline=None)
def test_percentiles_are_numpys(kind, size, seed, low):
    values = np.random.default_rng(seed).integers(0, 250, size).astype(kind)
    values = values / 7 if kind is np.float64 else values
    bottom, top = np.percentile(values.astype(np.float64), [low, 100 - low / 2])
    if top > bottom:
        expected = ((bottom + top) / 2, max(top - bottom, 0.0 if kind is np.float64 else 1.0))
        assert percentile_window(values, low, 100 - low / 2) == expected


def test_percentile_window_of_a_volume_in_unit_range():
    values = np.linspace(0, 1, 10001, dtype=np.float32)
    assert percentile_window(values) == pytest.approx((0.5, 0.96), abs=1e-3)
    mask = np.zeros((50, 50), np.float32)
    mask[0, 0] = 1
    assert percentile_window(mask) == (0.5, 1.0)
    assert percentile_window(np.array([np.nan, np.inf])) == (0.5, 1.0)


def test_a_file_that_is_cut_while_it_is_open_is_an_error_in_words(tmp_path):
    """A mapped file would end the process here (docs/adr/0010)."""
    frames = np.stack([RAMP + i for i in range(40)])
    path = write(tmp_path / "a.dcm", frames)
    (series,), _ = open_series([path])
    np.testing.assert_array_equal(decode(series, 30).values, RAMP + 30)
    about = path.stat()
    with path.open("r+b") as file:
        file.truncate(about.st_size - 20 * RAMP.nbytes)
    os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns))  # as if nothing had happened
    with pytest.raises(ImageReadError, match="copy it again"):
        decode(series, 31)
    np.testing.assert_array_equal(decode(series, 3).values, RAMP + 3)
    path.unlink()
    with pytest.raises(ImageReadError, match="was it moved"):
        decode(series, 4)


def test_of_a_large_file_only_the_frame_is_read(tmp_path, monkeypatch):
    frames = np.zeros((20, 512, 512), np.uint16)
    frames[7] = 9
    path = write(tmp_path / "a.dcm", frames)
    assert path.stat().st_size > READ_WHOLE
    read = []
    real = open_ordinary

    def counting(path, **how):
        file = real(path, **how)
        before = file.read
        file.__dict__["read"] = lambda size=-1: read.append(size) or before(size)
        return file

    (series,), _ = open_series([path])
    monkeypatch.setattr(pixel_data, "open_ordinary", counting)
    assert (decode(series, 7).values == 9).all()
    assert sum(read) < 2.1 * 512 * 512 * 2  # this frame, and the middle one for the window
    assert min(read) > 0


def test_a_header_without_pixels_is_told(tmp_path):
    bare = dataset(RAMP)
    del bare.PixelData
    bare.save_as(tmp_path / "a.dcm", enforce_file_format=True)
    (series,), _ = open_series([tmp_path])
    with pytest.raises(ImageReadError, match="a header and no pixels"):
        decode(series, 0)
