"""What a folder's reading leaves: pictures and reports for people, records for programs."""

import pytest

from tests.viewer.test_batch import desk
from viewer.report import records
from viewer.report.content import ReportContent

__all__ = ["desk"]


@pytest.fixture
def written(monkeypatch):
    """Contents of the reports, as they are about to become PDFs."""
    kept: list[ReportContent] = []
    monkeypatch.setattr("viewer.batch.write_report", lambda _path, content: kept.append(content))
    return kept


def test_reports_speak_the_language_and_records_english(chinese, desk, written):
    desk.run()
    assert {content.statement for content in written} == {"机器检出肿瘤，判定为继发性（转移瘤）。"}
    assert all("Research use only." in content.banner for content in written)
    record = records.read_results(desk.out / desk.series[0].key)
    assert record["series"]["outcome"] == "secondary"
    assert record["note"] == "Research use only. Not for diagnostic use."
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in str(record))


def test_the_command_line_takes_a_language(monkeypatch, tmp_path):
    import main as whence

    spoken = []
    monkeypatch.setattr("viewer.language.speak", lambda _app, choice: spoken.append(choice))
    monkeypatch.setattr("viewer.batch.annotate", lambda *_, **__: (_ for _ in ()).throw(SystemExit))
    for more in ([], ["--language", "zh_CN"]):
        with pytest.raises(SystemExit):
            whence.main(["annotate", str(tmp_path), "-o", str(tmp_path / "out"), *more])
    assert spoken == ["en", "zh_CN"]
