"""Has one series read by the networks: sends slices, receives verdicts, counts failures."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from ml.core.messages import NOTHING, Message, message
from ml.core.shortfall import Shortfall
from ml.core.types import ModelInfo, Outcome, SliceClassifier, SliceImage, Verdict
from ml.imaging.types.series import Series
from viewer.background.image_tool import SliceRequest
from viewer.background.request_queue import Priority
from viewer.background.worker_thread import WorkerThread
from viewer.i18n.translate import translated
from viewer.session.silence import Silence
from viewer.state.stores import SliceStore, VerdictStore
from viewer.state.view_state import ViewState

OpenClassifier = Callable[[], SliceClassifier]
NO_NETWORK = message("No network is installed: images can be viewed, not analysed.")
FAILED_MODEL = "none"


class Reading(QObject):
    """The inference thread, and the series that it is reading.

    Signals:
        changed: UID of the slice that was read or failed.
        progress: Slices read and slices to read; both 0 when nothing is being read.
        finished: UID of the series.
        classifier_changed: The network is opening, open, failed to open, or does not answer.
        message: Something the user should know.
    """

    changed = Signal(str)
    progress = Signal(int, int)
    finished = Signal(str)
    classifier_changed = Signal()
    message = Signal(str)

    def __init__(
        self,
        state: ViewState,
        slices: SliceStore,
        verdicts: VerdictStore,
        unreadable: dict[str, Message],
        request_decode: Callable[[SliceRequest], None],
        open_classifier: OpenClassifier | None,
    ) -> None:
        super().__init__()
        self.models: tuple[ModelInfo, ...] = ()
        self.device = ""
        self.model_id = ""
        self.note = NOTHING if open_classifier else NO_NETWORK
        self.series: Series | None = None
        self.started = False
        self._state, self._slices, self._verdicts = state, slices, verdicts
        self._unreadable, self._request_decode = unreadable, request_decode
        self.changes = 0
        self._failures: dict[str, Verdict] = {}
        self._closed = False
        self._batch = 1
        self._unread: dict[str, int] = {}
        self._sent: set[str] = set()
        self._alone: set[str] = set()
        self._silence = Silence(self)
        self._silence.changed.connect(self._on_silence)
        self._open = open_classifier
        self._thread: WorkerThread | None = self._new_thread()
        self._retired: list[WorkerThread] = []

    def _new_thread(self) -> WorkerThread | None:
        if self._open is None:
            return None
        thread = WorkerThread("inference", self._open)
        thread.opened.connect(self._on_opened)
        thread.served.connect(self._on_verdict)
        thread.failed.connect(self._on_failed)
        return thread

    def reopen(self) -> None:
        """Open the network anew when it is next needed, since another one is installed."""
        if self._thread is None:
            return
        self.forget()
        self._thread.disconnect(self)
        self._thread.ask_to_close()
        self._retired.append(self._thread)
        self._silence.watch(None)
        self.models, self.device, self.model_id, self.note = (), "", "", NOTHING
        self.started = False
        self._thread = self._new_thread()
        self.classifier_changed.emit()

    @property
    def opening(self) -> bool:
        """Whether the network is being opened."""
        return self.started and not self.models and not self.note

    @property
    def silent(self) -> bool:
        """Whether the networks' process owes an answer for too long."""
        return self._silence.silent

    @property
    def may_restart(self) -> bool:
        """Whether the networks could not be opened, and another attempt can be made."""
        return bool(self.note) and self._thread is not None

    def restart(self) -> None:
        """Start the networks' process again; a slice that it was reading is read anew."""
        if self.may_restart or self.opening:
            series = self.series
            self.reopen()
            self.warm_up()
            if series is not None:
                self.read(series)
            return
        self._alone.clear()
        self._silence.restart()

    def forgive(self) -> None:
        """Start the networks' process again when it is needed, however often it has died."""
        if self._thread is not None:
            self._thread.forgive()

    def warm_up(self) -> None:
        """Begin to open the network, once."""
        if self._thread is not None and not self.started and not self._closed:
            self.started = True
            self._thread.start()
            self._silence.watch(self._thread)
            self.classifier_changed.emit()

    def read(self, series: Series) -> None:
        """Read the unread slices of a series, instead of the series being read."""
        if self._thread is None or self.note:
            return
        self.warm_up()
        if self.series is not None and self.series == series:
            return
        self.stop()
        for ref in series.slices:
            self._failures.pop(ref.uid, None)
            self._alone.discard(ref.uid)
        self.changes += 1  # what has failed
        self._silence.go_on()
        self.series = series
        self._unread = {
            ref.uid: index
            for index, ref in enumerate(series.slices)
            if not self.model_id or self._needs_reading(ref.uid)
        }
        for uid in [uid for uid in self._unread if uid in self._unreadable]:
            self._failures[uid] = _failed(uid, Outcome.UNREADABLE, self._unreadable[uid])
            self._unread.pop(uid)
        self._emit_progress()
        self.feed()

    def _needs_reading(self, uid: str) -> bool:
        """Whether a slice has no verdict, or one whose maps had to make room."""
        unread = self._verdicts.get(uid, self.model_id) is None
        return unread or self._verdicts.maps_dropped(uid, self.model_id)

    def stop(self) -> None:
        """Read no further; verdicts already there stay."""
        if self._thread is not None:
            self._thread.clear()
        self._unread = {}
        self._sent = set()
        if self.series is not None:
            self.series = None
            self.progress.emit(0, 0)

    def end(self) -> None:
        """Stop, and end the step in progress, in which the process may be stuck."""
        self.stop()
        if self.silent or not self.opening:  # the networks are loaded on, for the next series
            self._silence.end_step()

    def forget(self) -> None:
        """Stop, and forget every failure."""
        self.stop()
        self.changes += 1
        self._failures.clear()
        self._alone.clear()

    def feed(self) -> None:
        """Keep two batches queued: the visible slice first, then outward from it."""
        series = self.series
        if series is None or not self._unread:
            return
        visible = self._state.slice_uid
        if visible in self._unread and visible not in self._sent:
            self._send(Priority.VISIBLE, visible)
        on_screen = self._state.series is not None and self._state.series.uid == series.uid
        index = self._state.index if on_screen else len(series.slices) // 2
        priority = Priority.NEAR if on_screen else Priority.BATCH
        decoding = False
        for uid in sorted(self._unread, key=lambda uid: abs(self._unread[uid] - index)):
            if len(self._sent) >= 2 * self._batch:
                break
            if uid not in self._sent and not self._send(priority, uid) and not decoding:
                self._request_decode(SliceRequest(series, self._unread[uid]))
                decoding = True

    def fail(self, uid: str, reason: Message, outcome: Outcome = Outcome.UNREADABLE) -> None:
        """Count a slice as unreadable, or as one not asked about, if it is still to be read."""
        if uid in self._unread:
            self._failures[uid] = _failed(uid, outcome, reason)
            self.changes += 1
            self._done_with(uid)

    def failure(self, uid: str) -> Verdict | None:
        """What stands in place of the verdict on a slice that failed, or `None`.

        It is the same object each time, so that nothing is computed anew for it.
        """
        return self._failures.get(uid)

    def shortfall(self, series: Series) -> Shortfall:
        """The slices of a series that failed."""
        failed = [self._failures[ref.uid] for ref in series.slices if ref.uid in self._failures]
        return Shortfall.of(failed, len(series.slices))

    def close(self) -> bool:
        """Stop, and end the threads (see `WorkerThread.close`)."""
        self._closed = True
        self._silence.watch(None)
        threads = (*self._retired, self._thread)
        ended = [thread.close() for thread in threads if thread is not None]
        return all(ended)

    def _send(self, priority: Priority, uid: str) -> bool:
        image: SliceImage | None = self._slices.get(uid)
        if image is None or self._thread is None:
            return False
        self._sent.add(uid)
        # What is visible is taken alone, and so is what failed together with others.
        self._thread.add(Priority.VISIBLE if uid in self._alone else priority, {uid: image})
        return True

    def _on_opened(self, tool: SliceClassifier) -> None:
        self.models, self.device = tuple(tool.models), tool.device
        self._batch = max(tool.max_batch, 1)
        self.classifier_changed.emit()
        self.feed()

    def _on_verdict(self, verdict: Verdict) -> None:
        if self._closed:
            return
        self._verdicts.put(verdict)
        self.model_id = verdict.model_id
        self._done_with(verdict.uid)

    def _on_failed(self, items: Sequence[SliceImage], reason: Message) -> None:
        if not items:
            self.note = message("The network could not be opened: {}", reason)
            self.stop()
            self.classifier_changed.emit()
            self.message.emit(translated(self.note, privacy=False))
        again = {image.uid for image in items if image.uid in self._unread} - self._alone
        self._alone |= again
        self._sent -= again
        for image in items:
            if image.uid not in again:
                self.fail(image.uid, reason, Outcome.UNASKED)
        if again:
            self.feed()

    def _on_silence(self) -> None:
        self.classifier_changed.emit()
        if self.series is not None and self._unread:
            self._emit_progress()

    def _done_with(self, uid: str) -> None:
        was_unread = self._unread.pop(uid, None) is not None
        self._sent.discard(uid)
        self.changed.emit(uid)
        if was_unread:
            self._emit_progress()
            self.feed()

    def _emit_progress(self) -> None:
        series = self.series
        if series is None:
            return
        total = len(series.slices)
        self.progress.emit(total - len(self._unread), total)
        if not self._unread:
            self.stop()
            self.finished.emit(series.uid)


def _failed(uid: str, outcome: Outcome, reason: Message) -> Verdict:
    return Verdict(uid, outcome, None, None, None, reason, FAILED_MODEL)
