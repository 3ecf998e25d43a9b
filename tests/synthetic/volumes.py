"""Volumes of every format in the registry."""

import SimpleITK

from ml.imaging.formats.registry import FORMATS, VolumeFormat


def whole_file_endings():
    """Endings of files that hold a whole volume: `nii`, `nii.gz` and so on."""
    return [
        ending.removeprefix(".")
        for row in FORMATS
        if isinstance(row, VolumeFormat)
        for ending in row.endings
        if ending not in row.detached
    ]


def write_volume(path, image):
    """Write a SimpleITK image. A format that SimpleITK does not know needs a case of its own."""
    SimpleITK.WriteImage(image, str(path))
    return path
