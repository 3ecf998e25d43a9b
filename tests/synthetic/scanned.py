"""Scans data sets that were built for a test."""

from ml.imaging.scanning.scan import open_series
from tests.synthetic.mr import write


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
