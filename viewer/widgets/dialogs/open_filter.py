"""The file types that the dialog for opening files offers."""

from __future__ import annotations

from ml.imaging.api import file_kinds
from viewer.i18n.translate import tr


def open_filter() -> str:
    """Kinds of files as `QFileDialog` takes them; all files first: DICOM often has no ending."""
    kinds = [f"{name} ({' '.join(f'*{end}' for end in ends)})" for name, ends in file_kinds()]
    return ";;".join((tr("All files (*)"), *kinds))
