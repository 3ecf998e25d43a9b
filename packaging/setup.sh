#!/usr/bin/env bash
# Makes this folder ready to run: a Python environment as the lock says, and Qt's system libraries.
# Quick when nothing has changed; safe to run again at any time.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

venv=.venv
stamp=$venv/.lock-stamp
system_packages=(
  libegl1 libgl1 libxkbcommon0 libxkbcommon-x11-0 libdbus-1-3 libfontconfig1 libxcb-cursor0
  libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 xvfb poppler-utils dcmtk fonts-dejavu-core
)

say() { printf 'setup: %s\n' "$*" >&2; }

digest() {
  if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d' ' -f1
}

find_python() {
  local candidate
  for candidate in python3.11 python3.12 python3 python; do
    if "$candidate" -c 'import sys, venv, ensurepip
sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))' >/dev/null 2>&1; then
      echo "$candidate"
      return
    fi
  done
  say "Python 3.11 or 3.12 with venv was not found; install one of them, then run this again."
  return 1
}

install_python_packages() {
  local wanted python
  wanted=$(digest requirements.lock)
  if [ ! -x "$venv/bin/python" ]; then
    python=$(find_python)
    say "making $venv with $("$python" --version)"
    "$python" -m venv "$venv"
  fi
  if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then
    return
  fi
  say "installing what requirements.lock names; the first time this takes several minutes"
  "$venv/bin/python" -m pip install --disable-pip-version-check --quiet \
    --require-hashes -r requirements.lock
  printf '%s\n' "$wanted" >"$stamp"
}

install_system_packages() {
  command -v dpkg-query >/dev/null || return 0 # not Debian or Ubuntu: Qt's wheels bring enough
  local package missing=() as_root=()
  for package in "${system_packages[@]}"; do
    dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed ||
      missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" -ne 0 ]; then
    if ! sudo -n true 2>/dev/null; then
      say "the window, the tests of PDF and DICOM or the fonts may need system packages that are not here."
      say "Please install: ${missing[*]}"
      say "for example with: sudo apt-get install ${missing[*]}"
      return 0
    fi
    as_root=(sudo -n)
  fi
  say "installing system packages: ${missing[*]}"
  if ! "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
    --no-install-recommends "${missing[@]}" >/dev/null 2>&1; then
    "${as_root[@]}" apt-get update -qq >/dev/null || true
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
      --no-install-recommends "${missing[@]}" >/dev/null ||
      say "apt could not install them all; going on without: ${missing[*]}"
  fi
}

install_python_packages
install_system_packages
