"""Whatever breaks, log and report hold no name, number, path or pixel of a patient."""

import io
import logging
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml.core.errors import ImageReadError
from ml.core.messages import message
from viewer.storage.crash_reports import CrashWatch, FaultFile, report_text, write_report
from viewer.storage.log_file import LOG_NAME, RedactingFormatter, describe_error, start_log

NAME = "Mustermann^Erika"


@pytest.fixture
def book():
    """A formatter's output, from the root logger's point of view."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(RedactingFormatter())
    root = logging.getLogger()
    root.addHandler(handler)
    yield stream
    root.removeHandler(handler)


def broken(name):
    def deeper():
        raise ValueError(f"Invalid value for VR PN: {name}")

    try:
        try:
            deeper()
        except ValueError as error:
            raise FileNotFoundError(2, "No such file", f"/data/{name}/001.dcm") from error
    except FileNotFoundError as error:
        return error


@given(st.text(min_size=4, alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)))
def test_messages_of_other_packages_never_come_along(name):
    told = describe_error(broken(name))
    assert name not in told
    assert "FileNotFoundError" in told
    assert "ValueError" in told
    assert "in deeper" in told


def test_our_own_errors_keep_their_words():
    assert "the file may be cut short" in describe_error(
        ImageReadError("f1", message("the file may be cut short"))
    )


def test_a_package_s_warning_leaves_its_place_only(book):
    logging.getLogger("pydicom").warning("The value %r is invalid", NAME)
    logging.getLogger("PIL.PngImagePlugin").error(f"chunk {NAME}")  # noqa: G004  # as others do
    assert NAME not in book.getvalue()
    assert "WARNING pydicom: line" in book.getvalue()


def test_an_error_in_the_log_leaves_frames_only(book):
    logging.getLogger("viewer.background.worker_thread").error(
        "background step failed", exc_info=broken(NAME)
    )
    assert NAME not in book.getvalue()
    assert "background step failed" in book.getvalue()
    assert "in deeper" in book.getvalue()


def test_endless_recursion_is_told_in_short():
    def again():
        again()

    with pytest.raises(RecursionError) as caught:
        again()
    assert "frames left out" in describe_error(caught.value)
    assert len(describe_error(caught.value).splitlines()) < 80


def test_report_is_written_whole_and_free_of_names(tmp_path):
    log = tmp_path / LOG_NAME
    log.write_text("2026-01-01 00:00:00.000 INFO viewer.app.startup: start\n", encoding="utf-8")
    text = report_text(describe_error(broken(NAME)), "0.1.0", safe=True, log_file=log)
    path = write_report(tmp_path, text)
    assert NAME not in path.read_text(encoding="utf-8")
    assert NAME not in path.name
    assert "safe mode" in text
    assert "viewer.app.startup: start" in text
    assert "Research use only" in text


def test_an_error_in_a_slot_reaches_the_desk(qtbot):
    watch = CrashWatch()
    try:
        watch.install()
        with qtbot.waitSignal(watch.crashed) as caught:
            error = broken(NAME)
            sys.excepthook(type(error), error, error.__traceback__)
    finally:
        watch.remove()
    assert "FileNotFoundError" in caught.args[0]
    assert NAME not in caught.args[0]


def test_what_a_process_left_behind_is_found_once(tmp_path):
    (tmp_path / "fault.txt").write_text("Fatal Python error: Segmentation fault", encoding="utf-8")
    fault = FaultFile(tmp_path)
    assert "Segmentation fault" in fault.left_behind()
    fault.begin()
    fault.end()
    assert FaultFile(tmp_path).left_behind() == ""


@pytest.fixture
def quiet_root():
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    yield root
    for handler in set(root.handlers) - set(before):
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


def test_a_folder_that_cannot_be_written_to_costs_the_log_only(tmp_path, quiet_root):
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    assert start_log(tmp_path / "file" / "log") is None
    assert start_log(tmp_path / "log") == tmp_path / "log" / LOG_NAME
    logging.getLogger("viewer").warning("written")
    assert "written" in (tmp_path / "log" / LOG_NAME).read_text(encoding="utf-8")
