"""Every transfer syntax gives the pixels that went in, and the same as other decoders."""

import shutil
import subprocess
import warnings
from pathlib import Path

import numpy as np
import pydicom
import pytest
import SimpleITK
from PIL import Image
from pydicom import uid
from pydicom.encaps import generate_frames
from pydicom.pixels import get_decoder

from ml.core.errors import ImageReadError
from ml.imaging.decoders.compressed_syntaxes import HTJ2K, JPEG, JPEG_LS
from ml.imaging.decoders.decoder_pool import decoders
from ml.imaging.decoders.frame_codecs import Frame, decoded
from ml.imaging.dicom import codecs
from ml.imaging.dicom.pixel_data import read_stored
from tests.synthetic.dicom import ENCODERS, LOSSLESS, LOSSY, write

SHIPPED = Path(pydicom.__file__).parent / "data" / "test_files"
BROKEN_ON_PURPOSE = {"JPEG2000-embedded-sequence-delimiter.dcm"}
"""A delimiter stands in the middle of its codestream's header; no decoder reads it."""


def noisy(kind, shape=(33, 47), bits=None, seed=3):
    random = np.random.default_rng(seed)
    info = np.iinfo(kind)
    low, high = info.min, info.max
    if bits:
        low, high = (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if low < 0 else (0, 2**bits - 1)
    return random.integers(low, high, shape, dtype=kind, endpoint=True)


def smooth(shape=(64, 48)):
    y, x = np.mgrid[: shape[0], : shape[1]]
    return (100 + 60 * np.sin(x / 9) + 50 * np.cos(y / 11)).astype(np.uint8)


def compressed_files(*folders):
    for folder in folders:
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")  # some of them are odd on purpose
                    dataset = pydicom.dcmread(path)
            except (pydicom.errors.InvalidDicomError, OSError):
                continue
            syntax = dataset.file_meta.get("TransferSyntaxUID")
            if "PixelData" in dataset and syntax and syntax.is_encapsulated:
                yield path, dataset


@pytest.mark.parametrize("syntax", LOSSLESS, ids=lambda s: s.name)
@pytest.mark.parametrize("kind", [np.uint8, np.int8, np.uint16, np.int16])
def test_lossless_gives_back_what_went_in(tmp_path, syntax, kind):
    pixels = noisy(kind)
    path = write(tmp_path / "a.dcm", pixels, syntax)
    found = read_stored(path, 0).pixels
    np.testing.assert_array_equal(found, pixels)
    assert found.dtype.newbyteorder("=") == pixels.dtype


@pytest.mark.parametrize("syntax", LOSSLESS, ids=lambda s: s.name)
@pytest.mark.parametrize("kind", [np.uint16, np.int16])
def test_twelve_bits_in_sixteen(tmp_path, syntax, kind):
    pixels = noisy(kind, bits=12)
    path = write(tmp_path / "a.dcm", pixels, syntax, BitsStored=12, HighBit=11)
    np.testing.assert_array_equal(read_stored(path, 0).pixels, pixels)


@pytest.mark.parametrize("syntax", [uid.ImplicitVRLittleEndian, uid.ExplicitVRBigEndian])
@pytest.mark.parametrize("kind", [np.uint32, np.int32])
def test_thirty_two_bits(tmp_path, syntax, kind):
    pixels = noisy(kind)
    np.testing.assert_array_equal(
        read_stored(write(tmp_path / "a.dcm", pixels, syntax), 0).pixels, pixels
    )


@pytest.mark.parametrize("syntax", [*LOSSLESS, *LOSSY], ids=lambda s: s.name)
def test_each_frame_is_its_own(tmp_path, syntax):
    frames = np.stack([smooth() + 10 * i for i in range(3)])
    path = write(tmp_path / "a.dcm", frames, syntax)
    for index in (2, 0, 1):
        found = read_stored(path, index).pixels.astype(int)
        assert abs(found - frames[index]).mean() < 2, index
    with pytest.raises(ImageReadError, match="no such slice"):
        read_stored(path, 3)


@pytest.mark.parametrize("syntax", [s for s in LOSSLESS if s not in HTJ2K],
                         ids=lambda s: s.name)  # fmt: skip
def test_colour_gives_back_what_went_in(tmp_path, syntax):
    pixels = noisy(np.uint8, (21, 18, 3))
    stored = read_stored(write(tmp_path / "a.dcm", pixels, syntax), 0)
    np.testing.assert_array_equal(stored.pixels, pixels)
    assert stored.photometric == "RGB"


def test_twelve_bit_jpeg_agrees_with_dcmtk(shared, tmp_path):
    tool = dcmtk("dcmdjpeg")
    for name in ("MR1_JPLY.dcm", "MR4_JPLY.dcm"):
        path = shared / "data" / "dicom" / "wg04-transfer-syntaxes" / name
        out = tmp_path / name
        subprocess.run([tool, path, out], check=True, capture_output=True)
        np.testing.assert_array_equal(read_stored(path, 0).pixels, pydicom.dcmread(out).pixel_array)


@pytest.mark.slow
def test_shipped_files_agree_with_dcmtk(tmp_path):
    """Grey and colour as dcmtk's `dcmj2pnm` shows them; what it cannot read is counted."""
    tool, compared = dcmtk("dcmj2pnm"), 0
    for path, dataset in compressed_files(SHIPPED):
        out = tmp_path / "out.ppm"
        out.unlink(missing_ok=True)
        if dataset.file_meta.TransferSyntaxUID not in JPEG or dataset.SamplesPerPixel == 1:
            continue
        subprocess.run([tool, "+op", path, out], check=False, capture_output=True)
        if out.exists():
            with Image.open(out) as picture:
                np.testing.assert_array_equal(read_stored(path, 0).pixels, np.array(picture))
            compared += 1
    assert compared >= 10


@pytest.mark.slow
def test_lossless_files_agree_with_dcmtk(shared, tmp_path):
    jpeg, jpegls, rle = dcmtk("dcmdjpeg"), dcmtk("dcmdjpls"), dcmtk("dcmdrle")
    folder, compared = shared / "data" / "dicom", 0
    for path, dataset in compressed_files(
        folder / "wg04-transfer-syntaxes", folder / "vendor-headers", SHIPPED
    ):
        syntax, out = dataset.file_meta.TransferSyntaxUID, tmp_path / "out.dcm"
        tool = (
            rle if syntax == uid.RLELossless
            else jpegls if syntax in JPEG_LS
            else jpeg if syntax in (uid.JPEGLossless, uid.JPEGLosslessSV1)
            else None
        )  # fmt: skip
        if tool is None:
            continue
        out.unlink(missing_ok=True)
        subprocess.run([tool, path, out], check=False, capture_output=True)
        if out.exists():
            theirs = pydicom.dcmread(out).pixel_array
            theirs = theirs[0] if int(dataset.get("NumberOfFrames") or 1) > 1 else theirs
            np.testing.assert_array_equal(read_stored(path, 0).pixels, theirs, err_msg=path.name)
            compared += 1
    assert compared >= 20


@pytest.mark.parametrize(
    ("syntax", "tool"),
    [(uid.JPEGLossless, "dcmdjpeg"), (uid.JPEGLosslessSV1, "dcmdjpeg"),
     (uid.JPEGLSLossless, "dcmdjpls"), (uid.RLELossless, "dcmdrle")],
    ids=lambda v: getattr(v, "keyword", v),
)  # fmt: skip
@pytest.mark.parametrize("kind", [np.uint8, np.int8, np.uint16, np.int16])
def test_every_kind_of_pixel_agrees_with_dcmtk(tmp_path, syntax, tool, kind):
    path = write(tmp_path / "a.dcm", np.stack([noisy(kind, seed=s) for s in (1, 2)]), syntax)
    out = tmp_path / "out.dcm"
    subprocess.run([dcmtk(tool), path, out], check=True, capture_output=True)
    theirs = pydicom.dcmread(out).pixel_array
    for frame in (0, 1):
        np.testing.assert_array_equal(read_stored(path, frame).pixels, theirs[frame])


@pytest.mark.slow
def test_lossless_files_agree_with_gdcm_and_pillow(shared):
    folder, compared = shared / "data" / "dicom", 0
    for path, dataset in compressed_files(
        folder / "wg04-transfer-syntaxes", folder / "vendor-headers", SHIPPED
    ):
        syntax = dataset.file_meta.TransferSyntaxUID
        if path.name in BROKEN_ON_PURPOSE or dataset.get("NumberOfFrames", 1) > 1:
            continue
        ours = read_stored(path, 0).pixels
        if syntax in (uid.JPEG2000Lossless, uid.RLELossless):
            name = "pydicom" if syntax == uid.RLELossless else "pillow"
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                try:
                    theirs = get_decoder(syntax).as_array(dataset, decoding_plugin=name)[0]
                except RuntimeError:
                    continue
            np.testing.assert_array_equal(ours, theirs, err_msg=path.name)
            compared += 1
        # SimpleITK rescales, and turns some integers signed; both leave equal numbers equal
        if "RescaleSlope" in dataset or dataset.SamplesPerPixel > 1 or syntax in (
            uid.JPEGExtended12Bit, uid.JPEGBaseline8Bit,
        ):  # fmt: skip
            continue
        try:
            theirs = SimpleITK.GetArrayFromImage(SimpleITK.ReadImage(str(path)))[0]
        except RuntimeError:
            continue
        np.testing.assert_array_equal(ours, theirs, err_msg=path.name)
        compared += 1
    assert compared >= 40


def test_every_shipped_file_is_read_or_refused_in_words():
    unread = set()
    for path, _ in compressed_files(SHIPPED):
        try:
            read_stored(path, 0)
        except ImageReadError as error:
            unread.add(path.name)
            assert "copy it again" in str(error)  # noqa: PT017
    assert unread == BROKEN_ON_PURPOSE


@pytest.mark.parametrize("syntax", [uid.RLELossless, *ENCODERS], ids=lambda s: s.name)
@pytest.mark.parametrize("kept", [0.3, 0.9])
def test_a_frame_cut_short_is_never_shown(tmp_path, syntax, kept):
    path = write(tmp_path / "a.dcm", noisy(np.uint8, (64, 64)), syntax)
    dataset = pydicom.dcmread(path)
    whole = next(pydicom.encaps.generate_frames(dataset.PixelData, number_of_frames=1))
    dataset.PixelData = pydicom.encaps.encapsulate([whole[: int(len(whole) * kept)]])
    dataset.save_as(path)
    with pytest.raises(ImageReadError, match="cannot be decoded"):
        read_stored(path, 0)


@pytest.mark.parametrize("syntax", ENCODERS, ids=lambda s: s.name)
def test_a_stream_of_another_size_is_refused_before_memory_is_taken(tmp_path, syntax):
    path = write(tmp_path / "a.dcm", smooth(), syntax, Rows=4000, Columns=4000)
    with pytest.raises(ImageReadError, match="cannot be decoded"):
        read_stored(path, 0)
    source = next(generate_frames(pydicom.dcmread(path).PixelData, number_of_frames=1))
    with pytest.raises(ValueError, match="64 x 48"):
        decoded(source, Frame(syntax, 4000, 4000, 1, 8, "MONOCHROME2", 1))


def test_no_decoder_is_under_a_licence_that_forbids_passing_it_on():
    lock = (Path(__file__).parents[4] / "requirements.lock").read_text(encoding="utf-8")
    assert "pylibjpeg-libjpeg" not in lock
    assert "imagecodecs" in lock


def dcmtk(name):
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} of dcmtk is not installed")
    return found


def test_a_frame_alone_gets_every_core_and_two_share_them(monkeypatch, tmp_path):
    asked = []
    path = write(tmp_path / "a.dcm", noisy(np.uint16), uid.JPEG2000Lossless)
    monkeypatch.setattr(codecs, "CORES", 4)

    class Decoders:
        def ask(self, _service, source, *form, key):
            asked.append(form[-1])
            if len(asked) == 1:  # another frame arrives while this one is decoded
                read_stored(path, 0)
            return real.ask(_service, source, *form, key=key)

    real = decoders()
    monkeypatch.setattr(codecs, "decoders", Decoders)
    read_stored(path, 0)
    read_stored(path, 0)
    assert asked == [4, 2, 4]
