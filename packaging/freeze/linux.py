"""The built folder becomes a `.deb` and an archive that runs from wherever it is unpacked.

    PYTHONPATH=packaging python -m freeze.linux

Both hold the same files; the same build gives the same bytes.
"""

from __future__ import annotations

import gzip
import os
import platform
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

from freeze import icons
from freeze.build import BUILD, EPOCH
from freeze.contents import NAME, ROOT, version
from freeze.elf import missing_libraries

HERE = ROOT / "packaging" / "linux"
DIST = ROOT / "dist"
ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
SHARED = {
    "whence.desktop": "applications/whence.desktop",
    "whence-annotate.desktop": "applications/whence-annotate.desktop",
    "whence-servicemenu.desktop": "kio/servicemenus/whence-annotate.desktop",
    "whence.nemo_action": "nemo/actions/whence.nemo_action",
    "whence-mime.xml": "mime/packages/whence.xml",
    "io.github.whence.Whence.metainfo.xml": "metainfo/io.github.whence.Whence.metainfo.xml",
}
"""File here to its place below `share`."""
EXECUTABLE = ("kio/servicemenus/whence-annotate.desktop",)
"""KDE runs a service menu of a user only if it is executable."""
WELL_KNOWN = {"libgl1", "libegl1"}
"""Asked for at run time by name, where there is a graphics card."""
WAYLAND = {
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}
"""Needed by Qt's Wayland plugin, seldom installed where packages are built."""


def stage_share(share: Path) -> None:
    """Fill a `share` folder: entries, file types, icons."""
    for source, target in SHARED.items():
        path = share / target
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(HERE / source, path)
        path.chmod(0o755 if target in EXECUTABLE else 0o644)
    icons.hicolor(share / "icons")
    for kind in ("application-dicom", "application-x-dicomdir"):
        icons.hicolor(share / "icons", kind, "mimetypes")


def depends(libraries: set[str]) -> str:
    """The Debian packages that hold some libraries, as a `Depends` line."""
    packages = set(WELL_KNOWN)
    packages |= {WAYLAND[name] for name in libraries & WAYLAND.keys()}
    for name in sorted(libraries - WAYLAND.keys()):
        answer = subprocess.run(
            ["dpkg-query", "-S", f"*/{name}"], capture_output=True, text=True, check=True
        ).stdout
        owners = sorted({line.partition(":")[0] for line in answer.splitlines()} - {"libc6-dev"})
        packages.add(next(owner for owner in owners if not owner.endswith("-dev")))
    glibc = platform.libc_ver()[1]
    return ", ".join(f"libc6 (>= {glibc})" if p == "libc6" else p for p in sorted(packages))


def make_deb(app: Path, work: Path) -> Path:
    """Write the Debian package."""
    root = _fresh(work / "deb")
    inside = root / "usr/lib" / NAME
    shutil.copytree(app, inside, symlinks=True)
    shutil.copyfile(HERE / "uninstall.sh", inside / "uninstall.sh")
    stage_share(root / "usr/share")
    launcher = root / "usr/bin" / NAME
    launcher.parent.mkdir(parents=True)
    text = (HERE / "launcher.sh").read_text(encoding="utf-8").replace("@APP@", f"/usr/lib/{NAME}")
    launcher.write_text(text, encoding="utf-8")
    documents = root / "usr/share/doc" / NAME
    documents.mkdir(parents=True)
    (documents / "copyright").write_text(_copyright(app), encoding="utf-8")
    log = (ROOT / "CHANGELOG.md").read_bytes()
    (documents / "changelog.gz").write_bytes(gzip.compress(log, mtime=0))
    size = sum(p.stat().st_size for p in root.rglob("*") if p.is_file() and not p.is_symlink())
    control = root / "DEBIAN"
    control.mkdir()
    architecture = ARCHITECTURES[platform.machine()]
    (control / "control").write_text(
        (HERE / "control")
        .read_text(encoding="utf-8")
        .replace("@VERSION@", version())
        .replace("@ARCHITECTURE@", architecture)
        .replace("@SIZE@", str(size // 1024))
        .replace("@DEPENDS@", depends(missing_libraries(app))),
        encoding="utf-8",
    )
    _set_modes_and_times(root, {launcher, inside / NAME, inside / "uninstall.sh"})
    target = DIST / f"{NAME}_{version()}_{architecture}.deb"
    DIST.mkdir(exist_ok=True)
    environment = {**os.environ, "SOURCE_DATE_EPOCH": _epoch()}
    command = ["dpkg-deb", "--root-owner-group", "-Zzstd", "-z6", "--build", str(root), str(target)]
    subprocess.run(command, check=True, env=environment)
    return target


def make_archive(app: Path, work: Path) -> Path:
    """Write the archive: `app`, `share`, and scripts that install and uninstall for one user."""
    name = f"{NAME}-{version()}-linux-{platform.machine()}"
    root = _fresh(work / "archive") / name
    root.mkdir()
    (root / "app").symlink_to(app.resolve())  # its files are read from where they are
    stage_share(root / "share")
    for script in ("install.sh", "uninstall.sh"):
        shutil.copy(HERE / script, root / script)
    target = DIST / f"{name}.tar.gz"
    DIST.mkdir(exist_ok=True)
    with (
        target.open("wb") as raw,
        gzip.GzipFile("", "wb", compresslevel=6, fileobj=raw, mtime=int(_epoch())) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for source, name_inside in sorted(_walk(root, name), key=lambda pair: pair[1]):
            entry = archive.gettarinfo(str(source), name_inside)
            entry.uid = entry.gid = 0
            entry.uname = entry.gname = "root"
            entry.mtime = int(_epoch())
            entry.mode = 0o755 if entry.isdir() or os.access(source, os.X_OK) else 0o644
            if entry.isreg():
                with source.open("rb") as file:
                    archive.addfile(entry, file)
            else:
                archive.addfile(entry)
    return target


def _walk(root: Path, name: str) -> Iterator[tuple[Path, str]]:
    for folder in (root, (root / "app").resolve()):
        prefix = name if folder == root else f"{name}/app"
        yield folder, prefix
        for path in folder.rglob("*"):
            if path != root / "app":
                yield path, f"{prefix}/{path.relative_to(folder).as_posix()}"


def _copyright(app: Path) -> str:
    """Debian's machine-readable form, with the whole licence report as the comment."""
    report = (app / "licences" / "LICENCES.md").read_text(encoding="utf-8").splitlines()
    body = "\n".join(f" {line}" if line else " ." for line in report)
    return (HERE / "copyright").read_text(encoding="utf-8").replace("@REPORT@", body)


def _fresh(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _set_modes_and_times(root: Path, executable: set[Path]) -> None:
    stamp = int(_epoch())
    for path in [root, *root.rglob("*")]:
        if path.is_symlink():
            continue
        if path.is_dir() or path in executable or path.name == "torch_shm_manager":
            path.chmod(0o755)
        elif not path.relative_to(root).as_posix().endswith(EXECUTABLE):
            path.chmod(0o644)
        os.utime(path, (stamp, stamp))


def _epoch() -> str:
    return os.environ.get("SOURCE_DATE_EPOCH", EPOCH)


def main() -> None:
    """Make both."""
    app, work = BUILD / "app" / NAME, BUILD / "linux"
    for target in (make_deb(app, work), make_archive(app, work)):
        sys.stdout.write(f"{target}: {target.stat().st_size / 1e6:.0f} MB\n")


if __name__ == "__main__":
    main()
