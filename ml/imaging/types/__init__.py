"""What images are made of: series, slices' records, orientations, kinds of sequence."""
