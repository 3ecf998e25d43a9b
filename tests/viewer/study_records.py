"""Studies for the tests of the study list, and a desk that lists them."""

from dataclasses import replace
from pathlib import Path

from ml.core.types import Outcome
from ml.imaging.types.series import Patient, ScanStep
from tests.viewer.synthetic import FakeClassifier, fake_decode, make_series
from viewer.app.desk import Desk
from viewer.session import Session
from viewer.state.view_state import ViewState
from viewer.studies.study_record import Answer, ReadingState, SeriesRecord, Status, StudyRecord

READ = Answer(ReadingState.READ, Outcome.SECONDARY, 0.97, "", "m")
CLEAR = Answer(ReadingState.READ, Outcome.ABSENT, 0.03, "", "m")
REFUSED = Answer(ReadingState.REFUSED, reason="plain T2; the networks need contrast agent")


def a_series(uid, answer=None, status=Status.NEW, **more):
    values = {"number": 3, "description": f"series {uid}", "part": "", "label": "T1", "slices": 20}
    return SeriesRecord(uid, **(values | more), status=status, answer=answer or Answer())


def a_study(uid="st", *series, name="DOE^JANE", **more):
    values = {
        "patient": Patient(name, f"PID-{uid}", "19500101", "F"),
        "description": f"Brain {uid}",
        "date": "20240531",
        "paths": (Path(f"/data/{uid}"),),
        "opened": "2024-06-01T08:00:00.000+00:00",
    }
    return StudyRecord(uid, **(values | more), series=series or (a_series(f"{uid}.1"),))


def of_study(study, uid, **more):
    """A series of a study, whose patient goes by the study's name."""
    patient = Patient(f"{study.upper()}^JANE", f"ID-{study}", "19500101", "F")
    words = {"study_description": f"Brain of {study}", "date": "20240531"}
    series = make_series(uid, patient=patient, **words, **more)
    return replace(series, study_uid=study)


A = (of_study("ann", "a1"), of_study("ann", "a2"), of_study("ann", "a3", refusal="plain T2"))
B = (of_study("bob", "b1"),)
DISC = {Path("/disc/ann"): A, Path("/disc/bob"): B, Path("/disc"): (*A, *B)}


def disc_scan(paths):
    series = tuple(each for path in paths for each in DISC.get(Path(path), ()))
    yield ScanStep(1, series[:1], (), False)
    yield ScanStep(9, series, (), True)


class Built:
    """A window and what belongs to it."""

    def __init__(self, path, classifier=FakeClassifier, *, start_page=False):
        self.session = Session(
            ViewState(), classifier, scan=disc_scan, decode=fake_decode, warm_ms=60_000
        )
        self.desk = Desk(self.session, path.parent, expecting=not start_page)
        self.window, self.study_database = self.desk.window, self.desk.study_database
        self.jobs, self.study_list, self.drawer = (
            self.desk.job_list,
            self.desk.studies,
            self.desk.drawer,
        )
        self.page, self.tracker, self.queue = (
            self.study_list.page,
            self.study_list.tracker,
            self.study_list.queue,
        )

    def answers(self, study):
        return {s.uid: s.answer for s in self.tracker.studies[study].series}

    def open(self, qtbot, path):
        with qtbot.waitSignal(self.tracker.listed):
            self.window.open_paths([Path(path)])
        series = self.window.state.series
        if series is not None:
            qtbot.waitUntil(lambda: self.window.state.slice_uid in self.session.slices)

    def close(self):
        assert self.desk.close()
