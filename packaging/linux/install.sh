#!/bin/sh
# Makes a desktop entry, icons and file types for the Whence in this folder, for this user only.
# The folder may be moved; run this again afterwards. uninstall.sh takes all of it away.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
share=${XDG_DATA_HOME:-$HOME/.local/share}
bin=$HOME/.local/bin

mkdir -p "$bin" "$share/applications" "$share/icons" "$share/mime/packages" \
  "$share/kio/servicemenus" "$share/nemo/actions"
ln -sfn "$here/app/whence" "$bin/whence"
cp -R "$here/share/icons/." "$share/icons/"
cp "$here/share/mime/packages/whence.xml" "$share/mime/packages/whence.xml"
quoted=$(printf '%s' "$here/app/whence" | sed 's/[\\"`$]/\\\\&/g; s/%/%%/g')
escaped=$(printf '%s' "$quoted" | sed 's/[\\&|]/\\&/g')
for entry in applications/whence.desktop applications/whence-annotate.desktop \
  kio/servicemenus/whence-annotate.desktop nemo/actions/whence.nemo_action; do
  sed "s|^Exec=whence|Exec=\"$escaped\"|; /^TryExec=/d" "$here/share/$entry" >"$share/$entry"
done
chmod +x "$share/kio/servicemenus/whence-annotate.desktop"
refresh() { # a stale cache only delays the menu; the program is installed all the same
  command -v "$1" >/dev/null 2>&1 || return 0
  "$@" >/dev/null 2>&1 || printf 'install: %s failed\n' "$1" >&2
}
refresh update-desktop-database "$share/applications"
refresh update-mime-database "$share/mime"
refresh gtk-update-icon-cache -q -t -f "$share/icons/hicolor"
printf 'Whence is installed for you. Start it from the menu, or as %s\n' "$bin/whence"
