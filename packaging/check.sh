#!/usr/bin/env bash
# Installs the .deb into an empty Debian without Python and does with it what a reader does.
#
#   packaging/check.sh [DEB [ARCHIVE]]      as root, after `make deb`; takes some minutes
#
# Everything is written below $WORK. On the build machine it needs debootstrap, Xvfb, openbox,
# xdotool, ImageMagick, tesseract-ocr and poppler-utils; none of them goes into the empty root.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

deb=$(readlink -f "${1:-$(ls -t dist/whence_*.deb | head -n1)}")
archive=$(readlink -f "${2:-$(ls -t dist/whence-*-linux-*.tar.gz | head -n1)}")
WORK=${WORK:-build/check}
SUITE=${SUITE:-$(. /etc/os-release && echo "$VERSION_CODENAME")}
SCREEN=${SCREEN:-1366x768}
display=:97
user=1500
mkdir -p "$WORK/pictures"
WORK=$(readlink -f "$WORK")
root=$WORK/root
home="/home/张 伟 医生"
study="$home/影像 一"
data="$home/.local/share/whence"
log=$root$data/log/whence.log
passed=0

say() { printf 'check: %s\n' "$*"; }
fail() {
  say "FAILED: $*"
  [ ! -f "$log" ] || tail -n 20 "$log"
  exit 1
}
good() {
  passed=$((passed + 1))
  say "ok $passed: $*"
}
for tool in debootstrap Xvfb openbox xdotool import tesseract pdftotext; do
  command -v "$tool" >/dev/null || fail "$tool is not installed"
done
[ "$(id -u)" -eq 0 ] || fail "run this as root: it makes a root folder of its own"

# The empty root ------------------------------------------------------------------------------

mounted=()
cleanup() {
  local place
  for job in $(jobs -p); do kill "$job" 2>/dev/null || true; done
  for place in "${mounted[@]}"; do umount -l "$place" 2>/dev/null || true; done
}
trap cleanup EXIT
bind() {
  mkdir -p "$2"
  mount --bind "$1" "$2"
  mounted=("$2" "${mounted[@]}")
}
inside() { chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
  DEBIAN_FRONTEND=noninteractive "$@"; }
as_reader() { chroot --userspec=$user:$user "$root" /usr/bin/env -i PATH=/usr/bin:/bin \
  HOME="$home" USER="张 伟" DISPLAY=$display LANG=C.UTF-8 "$@"; }

[ -d "$WORK/base/usr" ] || debootstrap --variant=minbase "$SUITE" "$WORK/base" ${MIRROR:+"$MIRROR"} \
  >"$WORK/debootstrap.log"
rm -rf --one-file-system "$root"
cp -a "$WORK/base" "$root"
cp /etc/resolv.conf "$root/etc/resolv.conf"
mount -t proc proc "$root/proc"
mounted=("$root/proc" "${mounted[@]}")
for device in null zero urandom; do bind "/dev/$device" "$root/dev/$device" 2>/dev/null || true; done
mkdir -p /tmp/.X11-unix
bind /tmp/.X11-unix "$root/tmp/.X11-unix"
no_python() { [ -z "$(find "$root/usr/bin" "$root/usr/local/bin" -name 'python*' -print -quit)" ]; }
no_python || fail "the empty root holds a Python"

cp "$deb" "$root/whence.deb"
inside apt-get update -qq >/dev/null 2>&1 || fail "apt cannot reach its packages"
inside apt-get install -y -qq /whence.deb libglib2.0-bin >"$WORK/install.log" 2>&1 ||
  fail "the package does not install: $(tail -n 3 "$WORK/install.log")"
no_python || fail "installing the package brought a Python"
good "installed into an empty $SUITE without Python: $(inside du -sm /usr/lib/whence | cut -f1) MB"

printf '%s:x:%s:%s::%s:/bin/sh\n' "张 伟" $user $user "$home" >>"$root/etc/passwd"
mkdir -p "$root$study"
cp "${STUDY:-resources/sample/series}"/* "$root$study/"
chown -R $user:$user "$root$home"

# The screen ----------------------------------------------------------------------------------

screen() { # SIZE
  [ -z "${xvfb:-}" ] || { kill "$xvfb" && wait "$xvfb" 2>/dev/null || true; }
  Xvfb $display -screen 0 "$1x24" -nolisten tcp >/dev/null 2>&1 &
  xvfb=$!
  export DISPLAY=$display
  for _ in $(seq 50); do xdotool getmouselocation >/dev/null 2>&1 && break || sleep 0.2; done
  openbox >/dev/null 2>&1 &
  sleep 1
}
picture() { # NAME
  import -window root "$WORK/pictures/$1.png"
}
words() { # NAME: what can be read in a picture
  convert "$WORK/pictures/$1.png" -colorspace Gray -negate -resize 300% "$WORK/ocr.png"
  tesseract "$WORK/ocr.png" - --psm 11 2>/dev/null
}
shows() { # NAME PATTERN...
  local name=$1 found pattern
  shift
  found=$(words "$name")
  [ "$(convert "$WORK/pictures/$name.png" -unique-colors -format %w info:)" -gt 50 ] ||
    fail "$name.png is blank"
  for pattern in "$@"; do
    grep -qiE "$pattern" <<<"$found" || fail "$name.png does not show \"$pattern\"; it shows: $found"
  done
}
wait_for() { # SECONDS COMMAND...
  local until=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    [ $SECONDS -lt $until ] || return 1
    sleep 0.3
  done
}
appears() { # NAME PATTERN: whether it is on screen now
  local found
  picture "$1"
  found=$(words "$1")
  grep -qiE "$2" <<<"$found"
}
logged() { grep -q "$1" "$log"; }
window() { xdotool search --onlyvisible --name '– Whence|^Whence$' 2>/dev/null | tail -n1; }
entry=whence
desk() { # run the desk by a desktop entry; arguments are files
  rm -f "$log"
  as_reader "${environment[@]}" gio launch "/usr/share/applications/$entry.desktop" "$@" \
    >"$WORK/desk.log" 2>&1 &
  wait_for 60 logged 'window shown' || fail "no window within a minute: $(cat "$WORK/desk.log")"
}
running() { pgrep -u $user -f '^/usr/lib/whence/whence' >/dev/null; }
close_desk() {
  xdotool key --clearmodifiers ctrl+q
  wait_for 20 not_running || fail "the desk does not close"
}
not_running() { ! running; }
window_there() { [ -n "$(window)" ]; }
focus() { xdotool windowfocus --sync "$(window)" 2>/dev/null || true; }
environment=(A=B)

# What a reader does --------------------------------------------------------------------------

screen "$SCREEN"
as_reader whence doctor >"$WORK/doctor.txt" || fail "the self-check: $(cat "$WORK/doctor.txt")"
grep -q 'does not use graphics cards' "$WORK/doctor.txt" || fail "doctor says nothing of the device"
[ "$(grep -c "is intact. Shipped by Whence" "$WORK/doctor.txt")" -eq 2 ] || fail "doctor did not verify two networks"
good "the self-check is sound without any graphics driver"

desk "$study"
wait_for 30 logged 'first slice shown' || fail "no slice is shown"
sleep 1
picture dropped
shows dropped 'Every series in the folder' 'Write to' 'Research use only'
good "a folder dropped on the icon opens the desk with the batch dialog"
xdotool key Escape
sleep 0.5
focus
xdotool key v
wait_for 180 logged 'a series was read' || fail "no verdicts"
sleep 1
picture read
shows read 'Research use only' 'tumour|not sure|not analysed'
good "the series is read; verdicts are on screen"

xdotool key ctrl+e
sleep 1.5
xdotool type --delay 20 "/tmp/report.pdf"
xdotool key Return
wait_for 60 test -s "$root/tmp/report.pdf" || { picture export && fail "no PDF was written"; }
sleep 1
pdftotext "$root/tmp/report.pdf" "$WORK/report.txt"
grep -q 'Research use only' "$WORK/report.txt" || fail "the PDF lacks the research-use line"
good "a PDF report of $(pdfinfo "$root/tmp/report.pdf" | awk '/^Pages/ {print $2}') pages is exported"
close_desk
! grep -rq 'Sample' "$log" || fail "the log names the patient"
good "the log names no patient"

{
  printf 'NRRD0004\ntype: short\ndimension: 3\nspace: left-posterior-superior\nsizes: 64 48 5\n'
  printf 'space directions: (1,0,0) (0,1,0) (0,0,3)\nkinds: domain domain domain\n'
  printf 'endian: little\nencoding: gzip\nspace origin: (0,0,0)\n\n'
  head -c 30720 /dev/urandom | gzip -c
} >"$root$study/../volume.nrrd"
desk "$home/volume.nrrd"
wait_for 30 logged 'first slice shown' || fail "an NRRD volume is not shown"
focus
close_desk
good "a volume in NRRD is shown"

entry=whence-annotate desk "$study"
sleep 1
picture context
shows context 'Every series in the folder' 'Write to' 'Research use only'
! logged 'first slice shown' || fail "the context entry opened the folder, too"
xdotool key Escape
sleep 0.5
focus
close_desk
good "\"Annotate with Whence\" on a folder opens the batch dialog"

# When something breaks -----------------------------------------------------------------------

desk "$study/001.dcm"
wait_for 30 logged 'first slice shown' || fail "no slice is shown"
kill -SEGV "$(pgrep -o -u $user -f '^/usr/lib/whence/whence')"
wait_for 20 not_running || fail "the networks' process outlives the desk"
desk "$study/001.dcm"
wait_for 30 appears broke 'ended unexpectedly' || true
shows broke 'ended unexpectedly' 'no patient data' 'Save report' 'safe mode'
! grep -q '张' "$root$data/log/whence.log" || fail "the log names the reader"
xdotool key Escape
sleep 0.5
focus
close_desk
good "after a crash below Python the next start shows a report"

settings="$root$home/.config/whence/Whence.ini"
[ -s "$settings.good" ] || fail "no good copy of the settings was kept"
printf 'window=\0\1 not a line' >"$settings"
dd if=/dev/urandom of="$root$data/journal.sqlite" bs=4096 count=1 conv=notrunc status=none
desk "$study/001.dcm"
wait_for 30 appears mended 'damaged' || true
shows mended 'journal.sqlite was damaged' 'Whence.ini was damaged' 'last good copy is back'
close_desk
[ -s "$settings.damaged" ] || fail "the damaged settings were thrown away"
as_reader whence doctor >"$WORK/doctor.txt" || fail "after the repair: $(cat "$WORK/doctor.txt")"
good "damaged settings and journal come back from the last good copy"

rm -f "$log"
as_reader sh -c "$(sed -n '/^\[Desktop Action safe\]/,$ s/^Exec=//p' \
  "$root/usr/share/applications/whence.desktop")" >"$WORK/desk.log" 2>&1 &
wait_for 60 logged 'window shown' || fail "no window in safe mode: $(cat "$WORK/desk.log")"
wait_for 30 appears safe 'Safe mode' || true
shows safe 'Safe mode: no graphics card, default settings' 'Research use only'
close_desk
good "safe mode, from the icon's menu, says what it is"

# What a reader's machine may be like ---------------------------------------------------------

weights=$root/usr/lib/whence/_internal/resources/bundles/presence/weights.safetensors
cp "$weights" "$WORK/weights"
printf '\x55' | dd of="$weights" bs=1 seek=1000000 conv=notrunc status=none
cmp -s "$weights" "$WORK/weights" && printf '\xaa' | dd of="$weights" bs=1 seek=1000000 conv=notrunc \
  status=none
! as_reader whence doctor >"$WORK/doctor.txt" || fail "doctor believes altered weights"
grep -q 'was altered' "$WORK/doctor.txt" || fail "doctor does not say what is wrong"
desk "$study/001.dcm"
wait_for 30 logged 'first slice shown' || fail "no slice is shown"
focus
xdotool key v
wait_for 60 appears altered 'altered' || true
shows altered 'altered' 'Research use only'
close_desk
cp "$WORK/weights" "$weights"
good "a flipped byte in the weights: images are shown, and why nothing is read"

chmod 555 "$root$home"
mv "$root$data" "$WORK/records-aside"
rmdir "$root$home/.local/share" "$root$home/.local" 2>/dev/null || true
[ ! -d "$root$home/.local" ] || chmod -R a-w "$root$home/.local"
as_reader "${environment[@]}" gio launch /usr/share/applications/whence.desktop "$study/001.dcm" \
  >"$WORK/desk.log" 2>&1 &
wait_for 60 window_there || fail "no window with a read-only home: $(cat "$WORK/desk.log")"
wait_for 60 appears read-only 'cannot be kept' || shows read-only 'cannot be kept'
close_desk
[ ! -d "$root$home/.local" ] || chmod -R u+w "$root$home/.local"
chmod 755 "$root$home"
mkdir -p "$root$home/.local/share"
mv "$WORK/records-aside" "$root$data"
chown -R $user:$user "$root$home"
good "a read-only home: the desk starts and says what it cannot keep"

fits() { # WIDTH HEIGHT
  # shellcheck disable=SC2034  # what xdotool tells
  local WINDOW X Y WIDTH HEIGHT SCREEN
  eval "$(xdotool getwindowgeometry --shell "$(window)")"
  [ "$WIDTH" -le "$1" ] && [ "$HEIGHT" -le "$2" ] && [ "$X" -ge 0 ] && [ "$Y" -ge 0 ]
}
desk "$study/001.dcm"
sleep 2
fits "${SCREEN%x*}" "${SCREEN#*x}" || fail "the window does not fit $SCREEN"
picture small
shows small 'Research use only'
close_desk
good "a screen of $SCREEN: the window fits"

screen 1920x1080
environment=(QT_SCALE_FACTOR=2)
desk "$study/001.dcm"
wait_for 30 logged 'first slice shown' || fail "no slice is shown at 200 %"
sleep 2
fits 1920 1080 || fail "the window does not fit at 200 %"
picture scaled
shows scaled 'Research use only'
close_desk
environment=(A=B)
good "200 % on 1920x1080: the window fits"

# The archive, for a reader who may install nothing ------------------------------------------

unpacked="$home/下载 二"
as_reader mkdir -p "$unpacked" "$home/.config"
tar -xzf "$archive" -C "$root$unpacked" --no-same-owner
chown -R $user:$user "$root$unpacked"
place=$unpacked/$(ls "$root$unpacked")
as_reader sh "$place/install.sh" >"$WORK/archive.txt" || fail "install.sh: $(cat "$WORK/archive.txt")"
as_reader sh -c '"$HOME/.local/bin/whence" doctor' >"$WORK/doctor.txt" ||
  fail "the archive's self-check: $(cat "$WORK/doctor.txt")"
[ "$(grep -c "is intact. Shipped by Whence" "$WORK/doctor.txt")" -eq 2 ] || fail "the archive did not verify two networks"
as_reader sh -c '"$HOME/.local/bin/whence" annotate "$1" -o "$HOME/读 出"' sh "$study" \
  >"$WORK/annotate.txt" 2>&1 || fail "the archive does not annotate: $(cat "$WORK/annotate.txt")"
grep -q 'Research use only' "$root$home/读 出/results.csv" ||
  fail "results.csv lacks the research-use line"
as_reader sh "$place/uninstall.sh" >>"$WORK/archive.txt" || fail "uninstall.sh fails"
[ ! -e "$root$home/.local/bin/whence" ] || fail "uninstall.sh leaves the program on the path"
[ -d "$root$data" ] || fail "uninstall.sh took the reader's records"
rm -rf "${root:?}$unpacked"
good "the archive: installed for one reader, checks itself, annotates, goes; records stay"

# And goes ------------------------------------------------------------------------------------

inside apt-get purge -y -qq whence >"$WORK/remove.log" 2>&1 || fail "the package does not go"
left=$(find "$root/usr" -iname '*whence*' -print)
[ -z "$left" ] || fail "left behind: $left"
[ -d "$root$data" ] || fail "uninstalling took the reader's records"
good "uninstalled; the reader's records stay"
say "$passed passed, 0 failed"
