#!/bin/sh
# /usr/bin/whence: found on the path by desktop entries, starts the program in its own folder.
exec "@APP@/whence" "$@"
