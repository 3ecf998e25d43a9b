"""A desk that speaks Chinese, and no longer does after the test."""

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator

from viewer.language import speak


@pytest.fixture
def chinese(qapp):
    speak(qapp, "zh_CN")
    yield "zh_CN"
    for translator in qapp.findChildren(QTranslator):
        QCoreApplication.removeTranslator(translator)
        translator.deleteLater()
