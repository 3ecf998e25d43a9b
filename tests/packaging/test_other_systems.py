"""Windows and macOS: written and linted, never run."""

import plistlib
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from freeze import contents, icons, macos

HERE = contents.ROOT / "packaging"
SCRIPT = (HERE / "windows" / "whence.nsi").read_text(encoding="utf-8")


def test_info_plist_can_be_written_and_read_again():
    told = plistlib.loads(plistlib.dumps(macos.info()))
    assert told["NSHighResolutionCapable"] is True
    assert told["CFBundleShortVersionString"] == contents.version()
    kinds = {kind for each in told["CFBundleDocumentTypes"] for kind in each["LSItemContentTypes"]}
    assert kinds == {"org.nema.dicom", "public.folder"}


def test_windows_properties_name_this_version():
    text = (HERE / "windows" / "version.txt").read_text(encoding="utf-8")
    assert set(re.findall(r"'(\d+\.\d+\.\d+)'", text)) == {contents.version()}
    numbers = ", ".join([*contents.version().split("."), "0"])
    assert f"filevers=({numbers})" in text


def test_what_the_installer_registers_the_uninstaller_takes_away():
    made = set(re.findall(r'WriteRegStr HKCU "(\$\{CLASSES\}\\[^"]+)"', SCRIPT))
    gone = re.findall(r'DeleteReg(?:Key|Value) HKCU "(\$\{CLASSES\}\\[^"]+)"', SCRIPT)
    assert [key for key in made if not any(key.startswith(each) for each in gone)] == []
    assert 'Section /o "un.Settings and records' in SCRIPT  # /o: not ticked


def test_the_installer_compiles(tmp_path, qapp):
    makensis = shutil.which("makensis")
    if makensis is None:
        pytest.skip("makensis is not installed")
    app = tmp_path / "app"
    (app / "licences").mkdir(parents=True)
    (app / "whence.exe").write_bytes(b"MZ")
    shutil.copyfile(contents.ROOT / "LICENSE", app / "licences" / "LICENSE")
    out = tmp_path / "whence-0.1.0-windows.exe"
    defines = {
        "VERSION": contents.version(),
        "APP": app,
        "OUT": out,
        "ICON": icons.for_windows(tmp_path / "whence.ico"),
    }
    done = subprocess.run(
        [
            makensis,
            "-V2",
            "-WX",
            *(f"-D{name}={value}" for name, value in defines.items()),
            str(HERE / "windows" / "whence.nsi"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert Path(out).read_bytes()[:2] == b"MZ"
