"""What every test of privacy stands on."""

import pytest

from tests.privacy.people import PEOPLE
from tests.privacy.planted import write_folder


@pytest.fixture(scope="session")
def planted(tmp_path_factory):
    """One folder for each person in which everything that can hold text names them; to be read."""
    top = tmp_path_factory.mktemp("planted")
    for person in PEOPLE:
        write_folder(top, person)
    return top


@pytest.fixture(autouse=True)
def application(qapp):
    """One application for all: a batch that is run first would make one without windows."""
    return qapp
