"""Every part may be handed on inside Whence; a part under the GPL alone stops this test."""

import json
from importlib.metadata import PackageNotFoundError, distribution

import pytest
from freeze import contents, licences, sbom, texts
from freeze.parts import Part, _weights, fonts


def bundled():
    """Distributions that the application is made of: asked for, and not left out as a whole."""
    left_out = {licences.normal(name) for name in contents.LEFT_OUT} | {
        "scikit-learn", "cuda-bindings", "cuda-pathfinder", "joblib", "threadpoolctl", "narwhals",
        "contourpy", "cycler", "fonttools", "kiwisolver", "pyparsing", "python-dateutil",
        "setuptools", "tzdata",
    }  # fmt: skip
    return sorted(contents.asked_for() - left_out)


@pytest.mark.parametrize("name", bundled())
def test_a_part_may_be_handed_on(name):
    try:
        licence = licences.of_distribution(distribution(name))
    except PackageNotFoundError:
        pytest.skip(f"{name} is not for this system")
    assert licences.problems_of(licence) == ""


@pytest.mark.parametrize("weights", list(_weights()), ids=lambda part: part.name)
def test_weights_may_be_handed_on(weights):
    assert weights.problem == ""


@pytest.mark.parametrize(
    "expression",
    [
        "GPL-3.0-only",
        "GPL-2.0-or-later",
        "AGPL-3.0-only",
        "MIT AND GPL-3.0-only",
        "SSPL-1.0",
        "CC-BY-NC-4.0",
        "GPL V3.0",
        "Freeware",
        "",
        licences.UNKNOWN,
    ],
)
def test_what_may_not_be_handed_on_is_told(expression):
    assert licences.problems_of(expression)


@pytest.mark.parametrize(
    "expression",
    [
        "MIT",
        "LGPL-3.0-only OR GPL-3.0-only",
        "GPL-3.0-or-later WITH GCC-exception-3.1",
        "Apache-2.0 AND Apache-2.0 WITH LLVM-exception AND BSL-1.0",
    ],
)
def test_what_may_be_handed_on_is_not(expression):
    assert licences.problems_of(expression) == ""


class Told:
    """A distribution as its metadata tells of it."""

    def __init__(self, **metadata):
        from email.message import Message

        self.metadata = Message()
        for key, value in metadata.items():
            self.metadata[key.replace("_", "-")] = value


@pytest.mark.parametrize(
    ("metadata", "licence"),
    [
        ({"License_Expression": "MIT AND Zlib"}, "MIT AND Zlib"),
        ({"Classifier": "License :: OSI Approved :: MIT License"}, "MIT"),
        (
            {"Classifier": "License :: OSI Approved :: GNU General Public License v3 (GPLv3)"},
            "GPL-3.0-only",
        ),
        ({"License": "BSD-3-Clause"}, "BSD-3-Clause"),
        ({"License": "see the web site"}, licences.UNKNOWN),
        ({}, licences.UNKNOWN),
    ],
)
def test_a_licence_is_read_from_metadata(metadata, licence):
    assert licences.of_distribution(Told(Name="some-package", **metadata)) == licence


def test_every_table_holds_spdx_only():
    said = [
        *licences.VENDORED.values(),
        *licences.SYSTEM.values(),
        *(licence for licence, _ in licences.STATED_ELSEWHERE.values()),
    ]
    assert [text for text in said if licences.problems_of(text)] == []


@pytest.mark.parametrize(
    ("file", "licence"),
    [
        ("libgfortran-040039e1-0352e75f.so.5.0.0", "GPL-3.0-or-later WITH GCC-exception-3.1"),
        ("libscipy_openblas64_-32a4b2a6.so", "BSD-3-Clause"),
        ("libicudata.so.73", "Unicode-3.0"),
        ("libsomething-12345678.so.1", licences.UNKNOWN),
    ],
)
def test_a_library_inside_a_wheel_is_known_by_its_name(file, licence):
    assert licences.of_vendored(file) == licence


def test_the_bill_fits_its_schema_and_the_report_names_all():
    parts = [
        Part("whence", "0.1.0", "Apache-2.0", "ours"),
        Part("whence-presence", "0.1", "CC-BY-NC-SA-4.0", "weights"),
        Part("numpy", "2.4.6", "BSD-3-Clause AND MIT", "python"),
        Part("libxcb", "1.15-1", "MIT", "system"),
    ]
    bill = json.loads(sbom.bill(parts))
    assert bill["specVersion"] == "1.6"
    assert {c["name"] for c in bill["components"]} == {"whence-presence", "numpy", "libxcb"}
    assert bill["metadata"]["component"]["name"] == "whence"
    assert sbom.bill(parts) == sbom.bill(parts)
    report = sbom.report(parts)
    assert all(part.name in report for part in parts)
    assert "forbids commercial use" in report


def test_every_font_is_noted_and_may_be_handed_on():
    assert [font.name for font in fonts()] == ["Droid Sans Fallback"]
    assert [font.problem for font in fonts()] == [""]


def test_every_part_comes_with_the_text_of_its_licence(tmp_path):
    parts = [
        Part("PySide6_Essentials", "6", "LGPL-3.0-only", "python"),
        Part("numpy", "2", "BSD-3-Clause", "python"),
        Part("CPython", "3", "Python-2.0", "interpreter"),
        Part("libgfortran in numpy", "", "GPL-3.0-or-later WITH GCC-exception-3.1", "vendored"),
    ]
    texts.write(tmp_path, parts, [])
    lesser = (tmp_path / "LGPL-3.0-only.txt").read_text(encoding="utf-8")
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in lesser
    assert "GNU GENERAL PUBLIC LICENSE" in (tmp_path / "GPL-3.0-only.txt").read_text("utf-8")
    assert "PYTHON SOFTWARE FOUNDATION" in (tmp_path / "CPython" / "LICENSE.txt").read_text("utf-8")
    assert list((tmp_path / "numpy").iterdir())


def test_a_part_without_a_text_stops_the_build(tmp_path):
    with pytest.raises(SystemExit, match="no-such-package"):
        texts.write(tmp_path, [Part("no-such-package", "1", "MIT", "python")], [])


@pytest.mark.skipif(not texts.DOCUMENTS.is_dir(), reason="not Debian")
def test_debians_own_texts_go_along(tmp_path):
    texts.write(tmp_path, [Part("zlib", "1", "Zlib", "system")], [])
    assert "zlib" in (tmp_path / "zlib" / "copyright").read_text("utf-8").lower()
