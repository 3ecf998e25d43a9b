#!/usr/bin/env bash
# Makes this folder ready: a Python environment with the locked packages, and system libraries.
#
#   packaging/setup.sh        what running needs (requirements.lock)
#   packaging/setup.sh dev    and what tests, linters, research and packaging need
#                             (requirements-dev.lock)
#
# Takes no time when nothing has changed, and may be run again at any moment. It only adds: an
# environment with the second lock is not touched by a run for the first. PYTHON=... chooses the
# interpreter of a new environment.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

venv=.venv
to_run=(
  libegl1 libgl1 libxkbcommon0 libxkbcommon-x11-0 libdbus-1-3 libfontconfig1 libxcb-cursor0
  libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 fonts-dejavu-core
)
to_develop=(xvfb poppler-utils dcmtk desktop-file-utils shellcheck)

say() { printf 'setup: %s\n' "$*" >&2; }

digest() {
  if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d' ' -f1
}

find_python() {
  local candidate
  for candidate in ${PYTHON:-python3.11 python3.12 python3.13 python3.14 python3 python}; do
    if "$candidate" -c 'import sys, venv, ensurepip
sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' >/dev/null 2>&1; then
      echo "$candidate"
      return
    fi
  done
  say "no Python from 3.11 to 3.14 with the venv module was found."
  say "Install one, for example with: sudo apt-get install python3 python3-venv"
  return 1
}

make_environment() {
  [ ! -x "$venv/bin/python" ] || return 0
  local python
  python=$(find_python)
  say "making $venv with $("$python" --version)"
  "$python" -m venv --clear "$venv" # --clear: an interpreter that is gone leaves the rest behind
}

# Installs a lock unless .venv notes that this very file was installed.
install_lock() {
  local lock=$1 stamp=$venv/.$1.sha256 now
  now=$(digest "$lock")
  if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$now" ]; then
    return
  fi
  say "installing the packages of $lock; the first time this takes several minutes"
  "$venv/bin/python" -m pip install --disable-pip-version-check --quiet \
    --require-hashes --only-binary :all: -r "$lock"
  printf '%s\n' "$now" >"$stamp"
}

install_python_packages() {
  make_environment
  if [ "$1" = dev ]; then
    install_lock requirements-dev.lock
    # The first lock is a part of the second, so that nothing is left to install.
    digest requirements.lock >"$venv/.requirements.lock.sha256"
  else
    install_lock requirements.lock
  fi
}

install_system_packages() {
  command -v dpkg-query >/dev/null || return 0 # not Debian or Ubuntu: Qt's wheels bring enough
  local package missing=() as_root=()
  for package in "$@"; do
    dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed ||
      missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" -ne 0 ]; then
    if ! sudo -n true 2>/dev/null; then
      say "these system packages are missing, and only root may install them:"
      say "    sudo apt-get install ${missing[*]}"
      say "Without them the window may not open, and some tests are skipped or fail."
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
      say "apt could not install all of them; continuing without: ${missing[*]}"
  fi
}

case "${1:-run}" in
  run)
    install_python_packages run
    install_system_packages "${to_run[@]}"
    ;;
  dev)
    install_python_packages dev
    install_system_packages "${to_run[@]}" "${to_develop[@]}"
    ;;
  *)
    say "unknown: $1. Say nothing, or dev."
    exit 2
    ;;
esac
