"""What a folder's reading leaves: pictures and reports for people, records for programs."""

import pytest

from tests.viewer.report.test_batch import desk
from viewer.i18n.language import speak
from viewer.report import result_files
from viewer.report.content import ReportContent

__all__ = ["desk"]


@pytest.fixture
def written(monkeypatch):
    """Contents of the reports, as they are about to become PDFs."""
    kept: list[ReportContent] = []

    def note(path, content):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"%PDF")
        kept.append(content)

    monkeypatch.setattr("viewer.report.batch.write_report", note)
    return kept


def test_reports_speak_the_language_and_records_english(chinese, desk, written):
    desk.run()
    assert {content.statement for content in written} == {"机器检出肿瘤，判定为继发性（转移瘤）。"}
    assert all("Research use only." in content.banner for content in written)
    record = result_files.read_results(desk.out / desk.series[0].key)
    assert record["series"]["outcome"] == "secondary"
    assert record["note"] == "Research use only. Not for diagnostic use."
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in str(record))


@pytest.mark.slow
def test_a_run_in_another_language_writes_anew_and_in_the_same_one_does_not(desk, qapp, written):
    assert desk.run().done == 2
    assert desk.record()["language"] == "en"
    speak(qapp, "zh_CN")
    try:
        assert desk.run().done == 2
        assert desk.record()["language"] == "zh_CN"
        assert desk.run().skipped == 2
    finally:
        speak(qapp, "en")
    assert [content.statement[:3] for content in written] == ["The", "The", "机器检", "机器检"]


def test_the_command_line_takes_a_language(monkeypatch, tmp_path):
    import main as whence

    spoken = []
    monkeypatch.setattr("viewer.i18n.language.speak", lambda _app, choice: spoken.append(choice))
    monkeypatch.setattr(
        "viewer.report.batch.annotate", lambda *_, **__: (_ for _ in ()).throw(SystemExit)
    )
    for more in ([], ["--language", "zh_CN"]):
        with pytest.raises(SystemExit):
            whence.main(["annotate", str(tmp_path), "-o", str(tmp_path / "out"), *more])
    assert spoken == ["en", "zh_CN"]
