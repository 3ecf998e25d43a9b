"""Garbage is collected between the tests of the desk, on the GUI thread, never during one."""

import gc

import pytest


@pytest.fixture(autouse=True)
def collect_on_the_gui_thread():
    gc.collect()
    gc.freeze()  # what outlived the last test stays; going through it again takes seconds
    gc.disable()
    yield
    gc.enable()
    gc.collect()
