"""Commands on files: open, export, annotate and install; they ask where, and request the rest."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from viewer.i18n.translate import tr
from viewer.widgets.context import DeskContext, DeskRequests
from viewer.widgets.dialogs.annotate_dialog import AnnotateDialog
from viewer.widgets.dialogs.open_filter import open_filter


class FileHandlers:
    """Opens the dialogs for files and folders.

    Args:
        context: The desk.
        requests: Where its wishes go.
    """

    def __init__(self, context: DeskContext, requests: DeskRequests) -> None:
        self._context, self._requests, self._parent = context, requests, context.window
        self._state, self._session = context.state, context.session

    def handlers(self) -> dict[str, Callable[..., object]]:
        """A function for each command."""
        requests = self._requests
        return {
            "open_folder": self._choose_folder,
            "open_files": self._choose_files,
            "studies": requests.studies_requested.emit,
            "open_beside": requests.beside_requested.emit,
            "jobs": requests.jobs_requested.emit,
            "read_study": requests.read_study_requested.emit,
            "export": self._choose_report,
            "export_marks": self._choose_marks_file,
            "annotate": self._choose_annotate,
            "install": self._choose_bundle,
            "header": self._request_header,
            "privacy": self._state.set_privacy,
        }

    def _choose_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self._parent, tr("Open a folder of MR"))
        if folder:
            self._context.open_paths([Path(folder)])

    def _choose_files(self) -> None:
        files, _ = QFileDialog.getOpenFileNames(
            self._parent, tr("Open files"), filter=open_filter()
        )
        if files:
            self._context.open_paths([Path(file) for file in files])

    def _choose_bundle(self) -> None:
        words = tr("Choose a network folder")
        folder = QFileDialog.getExistingDirectory(self._parent, words)
        if folder:
            self._requests.bundle_offered.emit(Path(folder))

    def _choose_report(self) -> None:
        series = self._state.series
        if series is None or self._session.series_result(series) is None:
            self._context.show_message(tr("Read the series first (press V), then make a report."))
            return
        name = f"whence-{series.key}.pdf"
        path, _ = QFileDialog.getSaveFileName(
            self._parent, tr("Export report"), name, "PDF (*.pdf)"
        )
        if path:
            self._requests.export_requested.emit(Path(path))

    def _choose_marks_file(self) -> None:
        name = "whence-marks.csv"
        path, _ = QFileDialog.getSaveFileName(
            self._parent, tr("Export marks"), name, tr("CSV (*.csv)")
        )
        if path:
            self._requests.marks_requested.emit(Path(path))

    def _choose_annotate(self) -> None:
        state = self._state
        dialog = AnnotateDialog(self._parent, is_hidden=lambda: state.privacy)
        state.privacy_changed.connect(dialog.follow_privacy)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(self._requests.annotate_requested)
        dialog.open()

    def _request_header(self) -> None:
        series = self._state.series
        if series is not None and series.slices:
            self._requests.header_requested.emit(series.slices[self._state.index].path)
