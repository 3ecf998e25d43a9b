"""What a header says of where its pixels come from decides whether text may be in them."""

import pytest
from pydicom.uid import (
    EnhancedMRImageStorage,
    MultiFrameTrueColorSecondaryCaptureImageStorage,
    SecondaryCaptureImageStorage,
    UltrasoundImageStorage,
)

from ml.imaging.api import open_series
from ml.imaging.confidentiality import pixels_withheld
from ml.imaging.types.pixel_text import PixelText
from tests.synthetic.dicom import save
from tests.synthetic.mr import mr

ORIGINAL = ["ORIGINAL", "PRIMARY", "M", "ND"]


@pytest.mark.parametrize(
    ("attributes", "reason"),
    [
        ({"ImageType": ORIGINAL}, PixelText.NONE),
        ({"ImageType": None}, PixelText.NONE),
        ({"ImageType": ["DERIVED", "PRIMARY", "MPR"]}, PixelText.NONE),
        ({"SOPClassUID": EnhancedMRImageStorage}, PixelText.NONE),
        ({"Modality": ""}, PixelText.NONE),
        ({"ImageType": ORIGINAL, "BurnedInAnnotation": "YES"}, PixelText.STATED),
        ({"ImageType": ORIGINAL, "BurnedInAnnotation": "yes "}, PixelText.STATED),
        ({"ImageType": ORIGINAL, "BurnedInAnnotation": "MAYBE"}, PixelText.STATED),
        ({"SOPClassUID": SecondaryCaptureImageStorage}, PixelText.CAPTURE),
        (
            {"SOPClassUID": SecondaryCaptureImageStorage, "BurnedInAnnotation": "NO"},
            PixelText.CAPTURE,
        ),
        ({"SOPClassUID": MultiFrameTrueColorSecondaryCaptureImageStorage}, PixelText.CAPTURE),
        ({"ConversionType": "WSD"}, PixelText.CAPTURE),
        ({"SecondaryCaptureDeviceManufacturer": "PACS"}, PixelText.CAPTURE),
        ({"ImageType": ["DERIVED", "PRIMARY", "SCREEN SAVE"]}, PixelText.CAPTURE),
        ({"ImageType": ["DERIVED", "PRIMARY", "CSA REPORT"]}, PixelText.CAPTURE),
        ({"Modality": "SC"}, PixelText.CAPTURE),
        ({"Modality": "US"}, PixelText.MODALITY),
        ({"SOPClassUID": UltrasoundImageStorage}, PixelText.MODALITY),
        ({"SOPClassUID": "1.2.3.4"}, PixelText.MODALITY),
        ({"ImageType": ["DERIVED", "SECONDARY", "MPR"]}, PixelText.SECONDARY),
        ({"ImageType": ["DERIVED", "SECONDARY"], "BurnedInAnnotation": "NO"}, PixelText.NONE),
    ],
)
def test_where_an_image_comes_from_decides(tmp_path, attributes, reason):
    for index in range(2):
        image = mr(index)
        for keyword, value in attributes.items():
            setattr(image, keyword, value)
        save(tmp_path / f"{index}.dcm", image)
    ((series,), _) = open_series([tmp_path])
    assert series.pixel_text is reason
    assert bool(pixels_withheld(series, privacy=True)) is bool(reason)
    assert not pixels_withheld(series, privacy=False)


def test_one_capture_among_originals_holds_all_of_them_back(tmp_path):
    for index in range(3):
        image = mr(index, SeriesInstanceUID="1.2.3", StudyInstanceUID="1.2")
        if index == 2:
            image.BurnedInAnnotation = "YES"
        save(tmp_path / f"{index}.dcm", image)
    library, _ = open_series([tmp_path])
    assert {s.pixel_text for s in library} == {PixelText.STATED}
