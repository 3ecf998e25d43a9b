import re
import shutil
import subprocess
import sys
from dataclasses import fields, replace
from datetime import UTC, datetime
from html import unescape
from html.parser import HTMLParser

import numpy as np
import pytest
from jinja2 import UndefinedError

from ml.core.messages import NOTHING
from ml.core.series_verdict import series_verdict
from ml.core.types import RESEARCH_USE, ModelInfo, Outcome, Verdict
from ml.core.version import VERSION
from ml.imaging.types.series import Patient, Series, SliceRef
from tests.synthetic.validations import ONE_COLLECTION, VALIDATED
from viewer.render import pictures
from viewer.render.names import person
from viewer.render.side_by_side import BAND, GUTTER, PANEL, Labels, overlaid, side_by_side
from viewer.report.content import HIDDEN, KeyPicture, build, caption
from viewer.report.html import report_template, to_html
from viewer.report.pdf import write_report

pytestmark = pytest.mark.slow

HOSTILE = "<script>alert('x')</script><img src=\"file:///etc/passwd\">&O'Neil"
MODELS = (
    ModelInfo("presence", "presence-resnet 1.0", "0123456789ab", VALIDATED, "Adults only.", 0.5),
    ModelInfo("source", "source-resnest 1.0", "ba9876543210", ONE_COLLECTION, NOTHING, 0.5),
)


def make(count=20, name=HOSTILE, models=MODELS, **more):
    """A series with a bright disc that grows and shrinks, and its report."""
    refs = tuple(SliceRef(f"1.{i}", refs_path, 0) for i, refs_path in enumerate([None] * count))
    series = Series(
        "1", "9", name, "MR", refs, 256, 208, (0.9, 0.9), 5.0,
        patient=Patient(name, "PID-77", "19500101", "F"), warnings=("slice spacing is uneven",),
        details={"TE": "2.9 ms", "TR": "1900 ms", "Field strength": "3 T", "Contrast": "Gadobutrol",
                 "Slice thickness": "5 mm", "Manufacturer": "ACME"},
    )  # fmt: skip
    y, x = np.mgrid[:256, :208]
    verdicts = []
    for i in range(count):
        score = float(0.03 + 0.9 * np.exp(-(((i - 0.6 * count) / (0.12 * count)) ** 2)))
        spot = np.exp(-((y - 90) ** 2 + (x - 130) ** 2) / 500).astype(np.float32)
        outcome = Outcome.SECONDARY if score > 0.5 else Outcome.ABSENT
        source = 0.871 if score > 0.5 else None
        verdict = Verdict(f"1.{i}", outcome, score, source, spot, "", "m")
        if i in (0, count - 1):
            verdict = Verdict(f"1.{i}", Outcome.REFUSED, None, None, None, "no signal", "")
        verdicts.append(verdict)
    whole = series_verdict(verdicts, 0.5)
    keys = []
    head = ((y - 128) / 110) ** 2 + ((x - 104) / 85) ** 2 < 1
    noise = np.random.default_rng(1).integers(0, 30, head.shape)
    for uid in whole.key_slices:
        i = int(uid.split(".")[1])
        shown = (head * (90 + noise) + 120 * (verdicts[i].attention > 0.5)).astype(np.uint8)
        labels = Labels(f"slice {i + 1}/{count}", "C 100  W 200", ("R", "L", "A", "P"))
        picture = side_by_side(shown, verdicts[i].attention, (0.9, 0.9), labels)
        keys.append(KeyPicture(i + 1, count, pictures.png(picture), caption(verdicts[i])))
    options = {"privacy": False, "device": "cpu", "pictures": tuple(keys)} | more
    created = datetime(2026, 5, 4, 12, 30, tzinfo=UTC)
    return build(series, verdicts, whole, models, created=created, **options)


def pages_of(path):
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed (poppler-utils)")
    command = ["pdftotext", "-layout", str(path), "-"]
    text = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    return text.split("\f")[:-1]


def test_every_page_has_banner_and_number_and_the_numbers_are_there(qapp, tmp_path):
    path = tmp_path / "report.pdf"
    content = make()
    write_report(path, content)
    pages = pages_of(path)
    assert len(pages) >= 2
    for number, page in enumerate(pages, 1):
        assert RESEARCH_USE in page
        assert f"page {number} of {len(pages)}" in page
    text = " ".join(" ".join(pages).split())
    for words in (
        content.statement, dict(content.result)["Probability, tumour present"], "87.1 %",
        "18 of 20", "Adults only.", "Validated on 20 patients with metastases (one collection)",
        "Metastases of breast cancer only.", "0123456789ab",
        "attention, not a lesion border", "Slice 13/20", "no signal", "slice spacing is uneven",
        "Reader's findings", "Machine's result", "2026-05-04 12:30 UTC",
    ):  # fmt: skip
        assert words in text


def test_a_hostile_name_is_only_text(qapp, tmp_path):
    html = to_html(make())

    class Tags(HTMLParser):
        def __init__(self):
            super().__init__()
            self.seen = set()
            self.text = ""

        def handle_starttag(self, tag, attrs):
            self.seen.add(tag)
            assert "passwd" not in str(attrs)

        def handle_data(self, data):
            self.text += data

    tags = Tags()
    tags.feed(html)
    assert "script" not in tags.seen
    assert HOSTILE in tags.text
    write_report(tmp_path / "r.pdf", make())
    assert "<script>" in pages_of(tmp_path / "r.pdf")[0]


def filled(text):
    """A report of which every text, in whichever field, is this one."""
    content = make()
    texts = [f.name for f in fields(content) if isinstance(getattr(content, f.name), str)]
    rows = ("identity", "technique", "result", "provenance", "marks")
    return replace(
        content,
        **dict.fromkeys(texts, text),
        **dict.fromkeys(rows, ((text, text),)),
        **dict.fromkeys(("warnings", "cautions", "refusals"), (text, text)),
        pictures=tuple(replace(picture, caption=text) for picture in content.pictures),
    )


@pytest.mark.parametrize("hostile", [HOSTILE, "</style>&amp;{{ 1 }}{% raw %}", "'\"><hr>"])
def test_every_text_is_escaped(qapp, hostile):
    """In whichever field it stands, it is all there, and the page has no tag more."""
    html, harmless = to_html(filled(hostile)), to_html(filled("☃"))
    assert re.findall("<[^>]+>", html) == re.findall("<[^>]+>", harmless)
    assert unescape(html).count(hostile) == harmless.count("☃") > 20


def test_what_is_missing_from_the_template_is_said(qapp):
    with pytest.raises(UndefinedError):
        report_template().render(content=make())


def test_the_start_does_not_import_the_template_engine():
    code = (
        "import sys, viewer.app.application, viewer.app.desk, viewer.report.batch\n"
        "sys.exit('jinja2' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_privacy_hides_who_was_imaged(qapp):
    content = make(name="ZEBEDEE^Q", privacy=True)
    assert "ZEBEDEE" not in repr(content)
    assert "PID-77" not in repr(content)
    assert {value for _, value in content.identity} == {HIDDEN}
    assert to_html(content).count(HIDDEN) == 6


def test_the_machine_never_fills_the_readers_blocks(qapp):
    empty = unescape(to_html(make()))
    block = empty.split("Reader's findings")[1].split("Machine's result")[0]
    assert "tumour" not in block
    own = to_html(make(findings="one <b>mass\n2 cm"))
    assert "<p>one &lt;b&gt;mass</p><p>2 cm</p>" in own


def test_a_refusal_needs_no_pictures(qapp, tmp_path):
    refs = (SliceRef("1.0", tmp_path / "a", 0),)
    series = Series("1", "9", "T2", "MR", refs, 4, 4)
    verdicts = [Verdict("1.0", Outcome.REFUSED, None, None, None, "plain T2", "")]
    created = datetime(2026, 5, 4, tzinfo=UTC)
    content = build(series, verdicts, series_verdict(verdicts, 0.5), (), created=created)
    write_report(tmp_path / "r.pdf", content)
    text = " ".join(" ".join(pages_of(tmp_path / "r.pdf")).split())
    assert "The machine did not analyse this series." in text
    assert "Why: plain T2" in text


def test_pictures_keep_proportions_and_leave_weak_attention_grey(qapp):
    grey = np.full((10, 20), 80, np.uint8)
    attention = np.zeros((10, 20), np.float32)
    attention[:, 10:] = 0.9
    laid = overlaid(grey, attention)
    assert (laid[:, :10] == 80).all()
    assert (laid[:, 10:, 0] > laid[:, 10:, 2]).all()
    image = side_by_side(grey, attention, (2.0, 1.0), Labels("slice 1/1"))
    assert image.width() == 2 * (PANEL + 2 * GUTTER)
    assert image.height() == PANEL + 4 * BAND


def test_letters_and_scale_bar_stand_beside_the_image(qapp):
    grey = np.full((100, 100), 80, np.uint8)
    bare = Labels("slice 1/1", scaled=False)
    full = Labels("slice 1/1", "C 5  W 9", ("R", "L", "A", "P"))
    a, b = (pixels(side_by_side(grey, None, (1.0, 1.0), labels)) for labels in (bare, full))
    changed = np.argwhere((a != b).any(axis=2))
    image = changed[
        (changed[:, 0] >= 2 * BAND)
        & (changed[:, 0] < 2 * BAND + PANEL)
        & (changed[:, 1] % (PANEL + 2 * GUTTER) >= GUTTER)
        & (changed[:, 1] % (PANEL + 2 * GUTTER) < GUTTER + PANEL)
    ]
    assert len(changed) > 400
    assert len(image) == 0
    foot = b[2 * BAND + PANEL + BAND // 2, : PANEL + 2 * GUTTER, 0]
    white = np.flatnonzero(foot == 255)
    run = np.split(white, np.flatnonzero(np.diff(white) > 1) + 1)[-1]
    assert len(run) == pytest.approx(20 * PANEL / 100, abs=3), "2 cm in an image of 10 cm"


def pixels(image):
    data = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return data[:, : 3 * image.width()].reshape(image.height(), -1, 3).copy()


def test_a_chinese_name_is_embedded_not_boxes(qapp, tmp_path):
    path = tmp_path / "r.pdf"
    write_report(path, make(name="Wang^Xiaoming=王^小明", privacy=False))
    assert "王 小明" in pages_of(path)[0]
    command = ["pdffonts", str(path)]
    fonts = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    line = next(line for line in fonts.splitlines() if "Droid" in line)
    assert "yes" in line.split("Identity-H")[1].split()[0], "embedded"
    assert path.stat().st_size < 2_000_000, "and only the characters that are used"


def test_names_are_written_as_people_write_them():
    assert person("Doe^Jane^^Dr") == "Doe Jane Dr"
    assert person("Wang^Xiaoming=王^小明") == "Wang Xiaoming (王 小明)"
    assert person("=王^小明") == "王 小明"
    every = "Yamada^Tarou=山田^太郎=やまだ^たろう"
    assert person(every) == "Yamada Tarou (山田 太郎, やまだ たろう)"
    assert person("") == ""


def test_it_names_the_version_of_the_program(qapp, tmp_path):
    assert dict(make().provenance)["Whence"] == VERSION
    write_report(tmp_path / "r.pdf", make())
    assert re.search(rf"Whence +{re.escape(VERSION)}\b", "\n".join(pages_of(tmp_path / "r.pdf")))


def test_there_is_a_line_to_sign_on(qapp):
    assert "Signature" in to_html(make())
    assert "Dr Roe" in to_html(make(reader="Dr Roe"))


@pytest.mark.parametrize("count", [3, 20, 155])
def test_no_picture_is_cut_at_a_page_end(qapp, tmp_path, count):
    path = tmp_path / "r.pdf"
    content = make(count=count)
    write_report(path, content)
    command = ["pdfimages", "-list", str(path)]
    listed = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    rows = [line.split() for line in listed.splitlines()[2:]]
    assert len(rows) == len(content.pictures) + 1, "each once: a cut one would be on two pages"
