"""A desk that speaks Chinese, and no longer does after the test."""

import pytest

from viewer.i18n.language import speak


@pytest.fixture
def chinese(qapp):
    speak(qapp, "zh_CN")
    yield "zh_CN"
    speak(qapp, "en")
