"""Which language the desk speaks: the reader's choice, or the system's.

A language is one catalog `resources/translations/whence_<code>.qm`; adding the file adds it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

KEY = "language"
"""Where the choice stands in the settings."""
SYSTEM, ENGLISH = "system", "en"
FOLDER = Path(__file__).resolve().parents[2] / "resources" / "translations"


def languages(folder: Path = FOLDER) -> dict[str, str]:
    """Code of each language to its name in itself; English first."""
    languages_by_code = {ENGLISH: "English"}
    for path in sorted(folder.glob("whence_*.qm")):
        code = path.stem.removeprefix("whence_")
        languages_by_code[code] = QLocale(code).nativeLanguageName()
    return languages_by_code


def fitting(choice: str, preferred: Sequence[str], available: Sequence[str]) -> str:
    """The language to speak.

    Args:
        choice: A code, or `SYSTEM`.
        preferred: The system's languages, best first, such as `zh-Hans-CN`.
        available: Codes that there are.

    Returns:
        One of `available`; English where nothing fits. A catalog fits where language and script are
        the same, whatever the country.
    """
    if choice in available:
        return choice
    for tag in preferred:
        locale = QLocale(tag)
        for code in available:
            catalog = QLocale(code)
            if (catalog.language(), catalog.script()) == (locale.language(), locale.script()):
                return code
    return ENGLISH


def speak(application: QCoreApplication, choice: str) -> str:
    """Install a language instead of the last, with Qt's own words; what is on screen already stays.

    Args:
        application: It owns what is installed.
        choice: A code, or `SYSTEM`.

    Returns:
        The code of what is spoken.
    """
    application.setProperty(KEY, ENGLISH)
    for last in application.findChildren(QTranslator):
        application.removeTranslator(last)
        last.deleteLater()
    code = fitting(choice, QLocale.system().uiLanguages(), tuple(languages()))
    if code == ENGLISH:
        return code
    qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for name, folder in (("qtbase", qt), ("whence", str(FOLDER))):
        translator = QTranslator(application)
        if translator.load(f"{name}_{code}", folder):
            application.installTranslator(translator)
    application.setProperty(KEY, code)
    return code


def spoken() -> str:
    """The code of what is spoken now; from any thread."""
    application = QCoreApplication.instance()
    return str((application.property(KEY) if application is not None else None) or ENGLISH)
