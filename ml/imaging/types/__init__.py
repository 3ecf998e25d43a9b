"""The types of image reading: series, records of frames, orientations, kinds of sequence."""
