"""The licence report and the bill of materials (CycloneDX 1.6) that go along with a build."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import Property
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

from freeze import texts
from freeze.contents import NAME, version
from freeze.licences import normal
from freeze.parts import Part, parts_of

FOLDER = "licences"
STAMP = datetime(2024, 1, 1, tzinfo=UTC)
"""A fixed time and serial number keep two builds of the same source the same."""
TYPES = {
    "weights": ComponentType.MACHINE_LEARNING_MODEL,
    "ours": ComponentType.APPLICATION,
    "font": ComponentType.DATA,
}
PURLS = {"python": ("pypi", None), "system": ("deb", "debian")}
KINDS = {
    "ours": "Whence itself",
    "weights": "Weights",
    "font": "Fonts",
    "interpreter": "Python",
    "python": "Python packages",
    "vendored": "Libraries inside those packages",
    "system": "Libraries of the system that it was built on (Debian source packages)",
}


def write(app: Path, work: Path, torch: Path | None) -> None:
    """Write both, with the licences' own texts, into the application's folder.

    Args:
        app: The application's folder.
        work: PyInstaller's work folder.
        torch: Where the bundled torch stands, if it is not this Python's.

    Raises:
        SystemExit: A part may not be handed on, or lacks the text of its licence.
    """
    parts = parts_of(work, torch, version())
    barred = [f"  {part.name} {part.version}: {part.problem}" for part in parts if part.problem]
    if barred:
        raise SystemExit("These parts may not be handed on inside Whence:\n" + "\n".join(barred))
    folder = app / FOLDER
    folder.mkdir(exist_ok=True)
    (folder / "sbom.cdx.json").write_text(bill(parts), encoding="utf-8")
    (folder / "LICENCES.md").write_text(report(parts), encoding="utf-8")
    texts.write(folder, parts, [str(torch)] if torch is not None else [])


def bill(parts: list[Part]) -> str:
    """CycloneDX 1.6 as JSON, checked against its schema.

    Raises:
        ValueError: It does not fit the schema.
    """
    make = LicenseFactory()
    components = [
        Component(
            name=part.name,
            version=part.version or None,
            type=TYPES.get(part.kind, ComponentType.LIBRARY),
            bom_ref=f"{part.kind}:{part.name}@{part.version}",
            licenses=[make.make_from_string(part.licence)],
            purl=_purl(part),
            properties=[Property(name="whence:kind", value=part.kind)],
        )
        for part in parts
    ]
    application = next(c for part, c in zip(parts, components, strict=True) if part.kind == "ours")
    bom = Bom(
        components=[component for component in components if component is not application],
        serial_number=uuid.uuid5(uuid.NAMESPACE_OID, f"{NAME} {version()}"),
        metadata=BomMetaData(component=application, timestamp=STAMP),
    )
    bom.register_dependency(application, bom.components)
    text = make_outputter(bom, OutputFormat.JSON, SchemaVersion.V1_6).output_as_string(indent=2)
    wrong = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if wrong is not None:
        raise ValueError(f"the bill of materials does not fit CycloneDX 1.6: {wrong}")
    return text


def report(parts: list[Part]) -> str:
    """The licence report, Markdown."""
    lines = [f"# Licences of what Whence {version()} contains", ""]
    if any("-NC-" in part.licence for part in parts):
        lines += ["The weights' licence forbids commercial use, and so of the whole with them.", ""]
    for kind, heading in KINDS.items():
        rows = [f"| {p.name} | {p.version} | {p.licence} |" for p in parts if p.kind == kind]
        if rows:
            lines += [
                f"## {heading}",
                "",
                "| part | version | licence |",
                "|---|---|---|",
                *rows,
                "",
            ]
    lines += [
        "Parts under the LGPL stand as files of their own in `_internal`; they can be replaced.",
        "Their sources: PySide6 at https://download.qt.io/official_releases/QtForPython/, Qt at",
        "https://download.qt.io/official_releases/qt/, each by its version; Debian's packages at",
        "https://snapshot.debian.org/, by name and version.",
        "",
        "The licences' texts stand beside this file, those of one package in a folder of its name.",
    ]
    return "\n".join(lines) + "\n"


def _purl(part: Part) -> PackageURL | None:
    if part.kind not in PURLS:
        return None
    world, namespace = PURLS[part.kind]
    return PackageURL(world, namespace, normal(part.name), part.version or None)
