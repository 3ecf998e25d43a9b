#!/bin/sh
# Takes away what install.sh made. Records, settings and the log stay, unless --records is given.
set -eu
share=${XDG_DATA_HOME:-$HOME/.local/share}
config=${XDG_CONFIG_HOME:-$HOME/.config}
records=no
case ${1:-} in
  --records) records=yes ;;
  '') ;;
  *)
    printf 'usage: uninstall.sh [--records]   (--records also removes settings and records)\n' >&2
    exit 2
    ;;
esac

rm -f "$HOME/.local/bin/whence" \
  "$share/applications/whence.desktop" "$share/applications/whence-annotate.desktop" \
  "$share/kio/servicemenus/whence-annotate.desktop" "$share/nemo/actions/whence.nemo_action" \
  "$share/mime/packages/whence.xml"
if [ -d "$share/icons/hicolor" ]; then
  find "$share/icons/hicolor" -type f \
    \( -name 'whence.*' -o -name 'application-dicom.*' -o -name 'application-x-dicomdir.*' \) \
    -delete
fi
refresh() {
  command -v "$1" >/dev/null 2>&1 && [ -d "$2" ] || return 0
  "$@" >/dev/null 2>&1 || printf 'uninstall: %s failed\n' "$1" >&2
}
refresh update-desktop-database "$share/applications"
refresh update-mime-database "$share/mime"
refresh gtk-update-icon-cache "$share/icons/hicolor"
if [ "$records" = yes ]; then
  rm -rf "$share/whence" "$config/whence"
  printf 'Whence, its settings and your records are removed. This folder can be deleted.\n'
else
  printf 'Whence is removed; your records stay in %s and %s. This folder can be deleted.\n' \
    "$share/whence" "$config/whence"
fi
