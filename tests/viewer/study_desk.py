"""A desk with its study list, for the tests of the list, the queue and the jobs."""

import pytest

from tests.viewer.study_records import Built


@pytest.fixture
def records(tmp_path):
    return tmp_path / "studies.sqlite"


@pytest.fixture
def build(qtbot, records):
    desks = []

    def build(*arguments, show=True, **more):
        built = Built(records, *arguments, **more)
        qtbot.addWidget(built.window)
        desks.append(built)
        if show:
            with qtbot.waitActive(built.window):
                built.window.show()
                built.window.activateWindow()
        return built

    yield build
    for built in desks:
        built.close()


@pytest.fixture
def built(build):
    return build()
