"""Entries, file types, icons, package and archive, from a stand-in for the built folder."""

import configparser
import os
import shutil
import subprocess
import sys
import tarfile
import xml.etree.ElementTree as ET

import pytest
from freeze import icons, linux
from PIL import Image

from ml.imaging.formats.registry import FORMATS
from ml.imaging.types.file_type import DICOM_ENDINGS

ROOT = linux.ROOT  # type: ignore[attr-defined]
HERE = linux.HERE
METAINFO = "io.github.whence.Whence.metainfo.xml"
linux_only = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="packages for Linux")


def entry(name):
    parser = configparser.ConfigParser(interpolation=None, strict=True)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(HERE / name, encoding="utf-8")
    return parser


def tool(name):
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"{name} is not installed")
    return path


@pytest.fixture
def app(tmp_path):
    """A stand-in: one program, one library, one link."""
    folder = tmp_path / "build" / "whence"
    (folder / "_internal").mkdir(parents=True)
    (folder / "licences").mkdir()
    (folder / "licences" / "LICENCES.md").write_text("# Licences\n\n| a | b |\n", encoding="utf-8")
    (folder / "whence").write_text('#!/bin/sh\necho "started: $@"\n', encoding="utf-8")
    (folder / "whence").chmod(0o755)
    (folder / "_internal" / "data 数据.txt").write_text("x", encoding="utf-8")
    (folder / "_internal" / "link").symlink_to("data 数据.txt")
    return folder


@pytest.fixture
def dist(tmp_path, monkeypatch):
    monkeypatch.setattr(linux, "DIST", tmp_path / "dist")
    return tmp_path / "dist"


@pytest.mark.parametrize("name", ["whence.desktop", "whence-annotate.desktop"])
def test_desktop_entries_are_valid(name):
    done = subprocess.run(
        [tool("desktop-file-validate"), str(HERE / name)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_the_icon_takes_drops_and_the_context_entry_takes_folders():
    main, annotate = entry("whence.desktop"), entry("whence-annotate.desktop")
    assert main["Desktop Entry"]["Exec"] == "whence --dropped %F"
    assert annotate["Desktop Entry"]["Name"] == "Annotate with Whence"
    assert annotate["Desktop Entry"]["MimeType"] == "inode/directory;"
    assert entry("whence-servicemenu.desktop")["Desktop Action annotate"]["Exec"].endswith("%f")
    assert entry("whence.nemo_action")["Nemo Action"]["Extensions"] == "dir;"


def test_every_kind_that_the_entry_opens_is_described():
    kinds = entry("whence.desktop")["Desktop Entry"]["MimeType"].strip(";").split(";")
    space = {"m": "http://www.freedesktop.org/standards/shared-mime-info"}
    tree = ET.parse(HERE / "whence-mime.xml")
    told = {node.get("type") for node in tree.getroot().findall("m:mime-type", space)}
    assert set(kinds) == told
    told = {node.text for node in ET.parse(HERE / METAINFO).iter("mediatype")}
    assert set(kinds) == told


def test_every_kind_of_volume_that_is_read_is_described():
    """By the endings and signatures that the registry of formats has."""
    space = {"m": "http://www.freedesktop.org/standards/shared-mime-info"}
    nodes = ET.parse(HERE / "whence-mime.xml").getroot().findall("m:mime-type", space)
    described = {
        node.get("type"): (
            node.find("m:comment", space).text,
            {glob.get("pattern") for glob in node.findall("m:glob", space)},
            {match.get("value").encode() for match in node.findall(".//m:match", space)},
        )
        for node in nodes
    }
    dicom = described.pop("application/dicom")
    assert dicom[1] == {f"*{ending}" for ending in DICOM_ENDINGS}
    del described["application/x-dicomdir"]
    assert described == {
        row.media_type: (
            f"{row.name} volume", {f"*{ending}" for ending in row.endings}, set(row.signatures)
        )
        for row in FORMATS
        if row.media_type
    }  # fmt: skip


@linux_only
def test_files_get_their_kind(tmp_path):
    packages = tmp_path / "share" / "mime" / "packages"
    packages.mkdir(parents=True)
    shutil.copyfile(HERE / "whence-mime.xml", packages / "whence.xml")
    subprocess.run([tool("update-mime-database"), str(tmp_path / "share" / "mime")], check=True)
    magic = (tmp_path / "share" / "mime" / "magic").read_bytes()
    assert b"application/dicom" in magic
    assert b"DICM" in magic
    globs = (tmp_path / "share" / "mime" / "globs2").read_text(encoding="utf-8")
    assert "80:application/x-dicomdir:DICOMDIR:cs" in globs


@pytest.mark.parametrize("script", ["install.sh", "uninstall.sh", "launcher.sh"])
def test_scripts_are_sound(script):
    subprocess.run([tool("shellcheck"), str(HERE / script)], check=True)


def test_icons_in_all_sizes_show_the_same_picture(tmp_path, qapp):
    made = icons.hicolor(tmp_path)
    assert len(made) == len(icons.SIZES) + 1
    for size in icons.SIZES:
        with Image.open(tmp_path / f"hicolor/{size}x{size}/apps/whence.png") as picture:
            assert picture.size == (size, size)
            assert picture.getpixel((0, 0))[3] < 128  # round corners
            orange = picture.getpixel((size * 40 // 64, size * 27 // 64))
            assert orange[0] > 200 > orange[2]


def test_icons_for_windows_and_macos(tmp_path, qapp):
    with Image.open(icons.for_windows(tmp_path / "whence.ico")) as picture:
        assert set(icons.ICO) == picture.info["sizes"]
    with Image.open(icons.for_macos(tmp_path / "whence.icns")) as picture:
        assert (512, 512, 2) in picture.info["sizes"]


@linux_only
@pytest.mark.slow
def test_deb_holds_program_entries_and_needs(app, dist, tmp_path, monkeypatch, qapp):
    tool("dpkg-deb")
    monkeypatch.setattr(linux, "missing_libraries", lambda _app: {"libc.so.6"})
    deb = linux.make_deb(app, tmp_path / "work")
    told = subprocess.run(
        ["dpkg-deb", "-I", deb], capture_output=True, text=True, check=True
    ).stdout
    assert "libc6 (>= 2." in told
    assert "libgl1" in told
    assert "Research use only" in told
    root = tmp_path / "root"
    subprocess.run(["dpkg-deb", "-x", deb, root], check=True)
    for path in (
        "usr/bin/whence",
        "usr/lib/whence/whence",
        "usr/share/applications/whence.desktop",
        "usr/share/applications/whence-annotate.desktop",
        "usr/share/mime/packages/whence.xml",
        "usr/share/icons/hicolor/256x256/apps/whence.png",
        "usr/share/icons/hicolor/48x48/mimetypes/application-dicom.png",
        "usr/share/doc/whence/copyright",
        "usr/share/doc/whence/changelog.gz",
    ):
        assert (root / path).is_file(), path
    assert os.access(root / "usr/lib/whence/whence", os.X_OK)
    assert not os.access(root / "usr/lib/whence/_internal/data 数据.txt", os.X_OK)
    assert (root / "usr/lib/whence/_internal/link").is_symlink()
    again = deb.read_bytes()
    assert linux.make_deb(app, tmp_path / "work").read_bytes() == again


def test_needs_are_found_in_packages(monkeypatch):
    tool("dpkg-query")
    tool("readelf")
    needs = linux.depends({"libc.so.6"})
    assert needs.startswith("libc6 (>= ")


@pytest.fixture
def unpacked(app, dist, tmp_path, qapp):
    archive = linux.make_archive(app, tmp_path / "work")
    first = archive.read_bytes()
    assert linux.make_archive(app, tmp_path / "work").read_bytes() == first
    place = tmp_path / "any where"
    with tarfile.open(archive) as opened:
        assert {member.uid for member in opened} == {0}
        opened.extractall(place, filter="tar")
    (root,) = place.iterdir()
    return root


@linux_only
@pytest.mark.slow
def test_archive_runs_installs_and_goes_for_a_user_of_any_name(unpacked, tmp_path):
    home = tmp_path / "张 伟 医生"
    home.mkdir()
    environment = {"HOME": str(home), "PATH": os.environ["PATH"]}
    records = home / ".local/share/whence"
    records.mkdir(parents=True)
    (records / "reading.sqlite").write_text("marks", encoding="utf-8")

    def run(*command):
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert run(str(unpacked / "app/whence"), "x") == "started: x\n"
    run(str(unpacked / "install.sh"))
    installed = home / ".local/share/applications/whence.desktop"
    text = installed.read_text(encoding="utf-8")
    assert f'Exec="{unpacked}/app/whence" --dropped %F' in text
    assert run(str(home / ".local/bin/whence"), "y") == "started: y\n"
    if shutil.which("desktop-file-validate"):
        assert run("desktop-file-validate", str(installed)) == ""
    assert (home / ".local/share/icons/hicolor/64x64/apps/whence.png").is_file()
    run(str(unpacked / "uninstall.sh"))
    left = {p.name for p in home.rglob("*") if p.is_file() and "mime" not in p.parts}
    assert left - {"mimeinfo.cache", "icon-theme.cache"} == {"reading.sqlite"}
    run(str(unpacked / "uninstall.sh"), "--records")
    assert not records.exists()


@pytest.mark.slow
def test_the_uninstaller_knows_one_option(unpacked, tmp_path):
    done = subprocess.run(
        [str(unpacked / "uninstall.sh"), "--all"],
        env={"HOME": str(tmp_path)},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 2
