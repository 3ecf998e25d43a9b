"""Reads files into studies, series and slices, for training and for the desk alike.

`scanning.scan` walks a folder, reads headers only, and yields steps. `sorting.group` sorts the
records into `types.series.Series`: slices of one orientation and one stack, in order along the
slice normal. `decode` turns a slice reference into a `SliceImage` when its pixels are needed.

- `dicom` reads DICOM. `header_walker` finds the elements of a header, `header_elements` hands them
  out, and `pixel_header` holds what the slices of a series share. `pixel_data` reads a frame,
  through `codecs` if it is compressed; `modality_lut` turns stored values into values.
- `decoders` runs the codecs of frames and pictures in processes of their own.
- `formats` reads every other format: one row each in `formats.registry`.
- `sequence_type` recognises the sequence of a series, by its tags, its timing, its words and, where
  these say nothing, its pixels.
- `display` maps values to grey; `reformat` cuts planes through a volume.

Nothing here imports torch or Qt.
"""
