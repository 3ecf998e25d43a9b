"""A folder of planted names is annotated; nothing that is written or printed tells of them."""

import contextlib
import logging
import subprocess

import pytest
from PIL import Image

import main as whence
from tests.privacy.people import PEOPLE, flattened, found
from tests.privacy.planted import planted_slice, write_folder
from tests.viewer.synthetic import FakeClassifier
from viewer.report import html, pdf
from viewer.storage import log_file

pytestmark = pytest.mark.slow


class Failing(FakeClassifier):
    """Fails once with the words of a library, which quote what it was given."""

    failed = False

    def __call__(self, items):
        for item in items:
            if int(item.level * 10) == 10 and len(self.seen) > 8 and not self.failed:
                self.failed = True
                raise RuntimeError(f"cannot read {PEOPLE[0].sentence}")
            yield from super().__call__([item])


def annotated(planted, tmp_path, monkeypatch, capfd, *more):
    """Everything that `annotate` leaves, as one text for each output."""
    pages = []
    to_html = html.to_html
    monkeypatch.setattr(pdf, "to_html", lambda content: pages.append(to_html(content)) or pages[-1])
    monkeypatch.setattr(whence, "_open_cascade", lambda bundles: Failing())
    out, log = tmp_path / "out", log_file.start_log(tmp_path / "log")
    try:
        code = whence.main(["annotate", str(planted), "-o", str(out), *more])
    finally:
        for handler in logging.getLogger().handlers[:]:
            if isinstance(handler, log_file.LogFile):
                logging.getLogger().removeHandler(handler)
                handler.close()
    printed = capfd.readouterr()
    texts = {"stdout": printed.out, "stderr": printed.err, "pages": "\n".join(pages)}
    texts["log"] = log.read_text(encoding="utf-8")
    for path in sorted(out.rglob("*")):
        name = path.relative_to(out).as_posix()
        texts[f"name of {name}"] = name
        if path.is_file():
            data = path.read_bytes()
            texts[name] = data.decode("utf-8", "replace") + data.decode("utf-16-le", "replace")
            if path.suffix == ".pdf":
                for tool, options in (
                    ("pdftotext", ["-"]),
                    ("pdfinfo", []),
                    ("pdfinfo", ["-meta"]),
                ):
                    texts[f"{tool} {options} of {name}"] = told_by(tool, path, *options)
            if path.suffix == ".png":
                with Image.open(path) as picture:
                    picture.load()  # what follows the pixels as well
                    texts[f"words in {name}"] = str(picture.info)
    return code, texts


def told_by(tool, path, *options):
    """What poppler reads in a PDF; where it is not installed, the pages' HTML has to do."""
    order = [tool, path, *options] if tool == "pdftotext" else [tool, *options, path]
    with contextlib.suppress(FileNotFoundError):
        return subprocess.run(order, capture_output=True, check=True).stdout.decode("utf-8")
    return ""


def test_without_identity_nothing_tells_who_was_imaged(planted, tmp_path, monkeypatch, capfd):
    code, texts = annotated(planted, tmp_path, monkeypatch, capfd)
    assert code == 3  # broken files are among them
    reports = [name for name in texts if name.endswith("report.pdf") and "of" not in name]
    assert len(reports) >= 12
    assert "not analysed" in texts["pages"]
    assert texts["results.csv"].count("file ") >= 4 * len(PEOPLE)
    assert {name: hits for name, text in texts.items() if (hits := found(text))} == {}


def test_with_identity_names_stand_in_results_only(planted, tmp_path, monkeypatch, capfd):
    _, texts = annotated(planted, tmp_path, monkeypatch, capfd, "--identity")
    for person in PEOPLE:
        assert flattened(person.family) in flattened(texts["pages"]), person
        assert flattened(person.given) in flattened(texts["results.csv"]), person
    private = ("log", *(name for name in texts if name.startswith("name of ")))
    assert {name: hits for name in private if (hits := found(texts[name]))} == {}


def test_results_of_a_run_with_identity_are_not_repeated_without(
    planted, tmp_path, monkeypatch, capfd
):
    annotated(planted, tmp_path, monkeypatch, capfd, "--identity")
    (other := tmp_path / "other").mkdir()
    write_folder(other, PEOPLE[0])
    monkeypatch.undo()
    _, texts = annotated(other, tmp_path, monkeypatch, capfd)
    assert found(texts["results.csv"]) == []


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.family)
def test_a_folder_without_images_is_not_named(person, tmp_path, monkeypatch, capfd):
    folder = tmp_path / person.spellings[1]
    folder.mkdir()
    (folder / f"{person.spellings[2]}.dcm").write_bytes(b"\0" * 128 + b"DICM" + b"x" * 900)
    code, texts = annotated(folder, tmp_path, monkeypatch, capfd)
    assert code == 2
    assert "no image" in texts["stderr"]
    assert found(texts["stderr"] + texts["log"]) == []


def test_what_is_planted_fills_every_kind_of_attribute():
    image = planted_slice(PEOPLE[0], 0)
    kinds = {element.VR for element in image.iterall()}
    assert kinds >= {"AE", "CS", "DA", "DT", "LO", "LT", "PN", "SH", "ST", "UC", "UI", "UR", "UT"}
    assert sum(1 for _ in image.iterall()) > 1500
