"""Garbage is collected between the tests of the desk, on the GUI thread, never during one."""

import gc

import pytest


@pytest.fixture(autouse=True)
def collect_on_the_gui_thread():
    gc.collect()
    gc.disable()
    yield
    gc.enable()
    gc.collect()
