"""What was lost in compression is said on the image."""

import numpy as np
import pytest
from pydicom import uid

from ml.imaging.dicom.lossy import lossy_words
from ml.imaging.scanning.scan import open_series
from tests.synthetic.dicom import dataset, write
from viewer.render.corners import corner_texts

PIXELS = np.tile(np.arange(64, dtype=np.uint8), (64, 1))


@pytest.mark.parametrize(
    ("syntax", "tags", "words"),
    [
        (uid.ExplicitVRLittleEndian, {}, ""),
        (uid.JPEGLosslessSV1, {}, ""),
        (uid.JPEG2000, {"LossyImageCompression": "00"}, ""),
        (uid.JPEG2000, {}, "perhaps lossy JPEG 2000"),
        (uid.JPEGBaseline8Bit, {"LossyImageCompression": "00"}, "lossy JPEG"),
        (uid.JPEGLSNearLossless, {}, "lossy JPEG-LS"),
        (
            uid.ExplicitVRLittleEndian,
            {
                "LossyImageCompression": "01",
                "LossyImageCompressionMethod": ["ISO_10918_1", "ISO_15444_1"],
                "LossyImageCompressionRatio": [4, "12.04"],
            },
            "lossy JPEG then JPEG 2000, 12:1",
        ),
        (uid.ExplicitVRLittleEndian, {"LossyImageCompression": "01"}, "lossy compression"),
    ],
)
def test_words(tmp_path, syntax, tags, words):
    assert lossy_words(dataset(PIXELS, syntax, **tags)) == words
    (series,), _ = open_series([write(tmp_path / "a.dcm", PIXELS, syntax, **tags)])
    assert series.details.get("Lossy compression", "") == words
    corner = corner_texts(series, 0, None, None, privacy=True).bottom_left
    assert (words in corner) is bool(words)
    assert (words in series.warnings) is bool(words)
