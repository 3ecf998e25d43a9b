"""What a scan makes of data sets that were made on the spot."""

from ml.imaging.scanning.scan import open_series
from tests.mr_files import write

CORONAL = (1.0, 0.0, 0.0, 0.0, 0.0, -1.0)
SAGITTAL = (0.0, 1.0, 0.0, 0.0, 0.0, -1.0)


def series_of(folder, datasets):
    found, problems = open_series([write(folder, list(datasets))])
    assert problems == ()
    return found


def one(folder, datasets):
    (series,) = series_of(folder, datasets)
    return series


def numbers(series):
    return [s.instance_number for s in series.slices]


def along(series):
    return [s.position[2] for s in series.slices]


def warned(series, words):
    return [w for w in series.warnings if words in w]
