"""Files become studies, series and slices; one reader for training and for the desk.

The story: `scan.scan` walks a folder, reading headers only, and yields steps; `group`
sorts what it found into `series.Series` (one orientation, one stack, in order along the
slice normal); `decode.decode` turns one slice reference into a `SliceImage` when
somebody wants its pixels: `stored` reads the frame (through `codecs` where it is
compressed), `modality` makes values of it, `presentation` gathers how the file wants it
shown, and `display` shows it so. Volumes and pictures take the same way by `volume` and
`picture`; `reformat` cuts planes through a volume. Text is read by `text`. Headers are
stepped through by `layout`, single elements handed out by `elements`; what decoding needs
of them is shared by a series (`pixel_header`). `recognise` names a series by its tags,
`appearance` guesses by its pixels.
Nothing here knows torch or Qt.
"""
