"""Files become studies, series and slices; one reader for training and for the desk.

The story: `scan.scan` walks a folder, reading headers only, and yields steps; `group`
sorts what it found into `series.Series` (one orientation, one stack, in order along the
slice normal); `decode.decode` turns one slice reference into a `SliceImage` when
somebody wants its pixels; `reformat` cuts planes through a volume; `window` makes display
grey out of values. Nothing here knows torch or Qt.
"""
