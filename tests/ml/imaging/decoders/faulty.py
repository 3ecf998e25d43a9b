"""Puts decoders with faulty codecs in the place of this process's own, and makes files for them."""

import sys
from contextlib import contextmanager
from pathlib import Path

import imagecodecs
import numpy as np
from PIL import Image
from pydicom.encaps import encapsulate

from ml.imaging import decode
from ml.imaging.decoders import decoder_pool
from ml.imaging.dicom import codecs
from ml.imaging.formats import picture
from ml.processes import watchdog
from ml.processes.watchdog import Patience
from tests.ml.imaging.decoders.faulty_decoder import MARK
from tests.synthetic.mr import mr, write

JPEG_LS = "1.2.840.10008.1.2.4.80"
COMMAND = (sys.executable, str(Path(__file__).with_name("faulty_decoder.py")))
QUICK = Patience(start=60.0, sign=4.0, answer=4.0)
NO_ANSWER = f"its decoder did not answer within {QUICK.answer:g} s"


@contextmanager
def faulty_pool(monkeypatch, command=COMMAND, patience=QUICK):
    """For every reader of this process; what was read before is read again."""
    pool = decoder_pool.DecoderPool(command, patience)
    monkeypatch.setattr(watchdog, "TICK_SECONDS", 0.1)
    for module in (codecs, decoder_pool, picture):
        monkeypatch.setattr(module, "decoders", lambda: pool)
    decode._cached.cache_clear()
    decode._percentiles_of.cache_clear()
    try:
        yield pool
    finally:
        pool.close()


def compressed(folder, faults, count=4):
    """A series of compressed slices; `faults` names the fault of slice `i`, where it has one."""
    made = []
    for i in range(count):
        d = mr(i, SOPInstanceUID=f"1.{i}", SeriesInstanceUID=f"1.2.{len(faults)}.{count}")
        frame = imagecodecs.jpegls_encode(d.pixel_array)
        d.PixelData = encapsulate([frame + (MARK + faults[i].encode() if i in faults else b"")])
        d["PixelData"].VR, d["PixelData"].is_undefined_length = "OB", True
        d.file_meta.TransferSyntaxUID = JPEG_LS
        made.append(d)
    return write(folder, made, suffix=".dcm")


def pictures(folder, faults, count=4):
    """A folder of PNGs, the faults as above."""
    folder.mkdir(parents=True, exist_ok=True)
    for i in range(count):
        path = folder / f"{i}.png"
        Image.fromarray(np.full((8, 9), 40 * i + 7, np.uint8)).save(path)
        if i in faults:
            path.write_bytes(path.read_bytes() + MARK + faults[i].encode())
    return folder
