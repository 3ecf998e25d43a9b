"""Disks that can be filled."""

import pytest

from tests.viewer.full_disk import LimitedDisk, SmallDisk


@pytest.fixture(params=[SmallDisk, LimitedDisk], ids=["small disk", "limit"])
def disk(request, tmp_path):
    """A disk that can be filled."""
    try:
        made = request.param(tmp_path / "disk")
    except OSError as error:
        pytest.skip(str(error))
    yield made
    made.close()
