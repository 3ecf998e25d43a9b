"""What `ml.imaging` says of files and series: why not readable, or what is doubtful."""

from __future__ import annotations

from viewer.i18n.translate import mark

IMAGES = (
    mark("has a header and no pixels; copy the file again"),
    # text
    mark("the declared character set is wrong; text was read as {}"),
    # files that are passed over
    mark("cannot be opened ({})"),
    mark("the folder cannot be opened ({})"),
    mark("cannot be read any more; was it moved?"),
    mark("is not a DICOM file, whatever its name says"),
    mark("is DICOM but holds no image; it is passed over"),
    mark("is not a picture that can be read"),
    mark("has no DICOM header that can be read"),
    mark("the header cannot be read ({}); copy the file again"),
    mark("the header contradicts itself ({})"),
    mark("claims {} frames; the header is damaged"),
    mark("claims {} rows and {} columns"),
    mark("claims a size that cannot be true; copy the file again"),
    mark("claims slices too large to be true; copy it again"),
    mark("describes {} of its {} frames; the header is damaged"),
    mark("does not state its axes clearly; copy the file again"),
    mark("holds fewer pixels than its header says; copy it again"),
    mark("holds fewer slices than its header says"),
    mark("has no such slice, or slices without size"),
    mark("no slice of its series can be read"),
    mark("says contradictory things about its pixels ({})"),
    mark(
        "the pixels cannot be decoded (transfer syntax {}, {}); the file may be cut short: "
        "copy it again"
    ),
    mark("cannot be read as a volume; copy the file again"),
    mark("the volume is damaged; copy the file again"),
    mark("is a mosaic, but how many slices it holds is not stated; it is not cut"),
    mark("would unpack to more than {} MB; it is not opened"),
    mark(
        "no image in {} files. Choose a folder that holds DICOM, NIfTI, NRRD, MetaImage, PNG or "
        "JPEG files"
    ),
    mark(
        "no image in {} files; {}. Choose a folder that holds DICOM, NIfTI, NRRD, MetaImage, "
        "PNG or JPEG files"
    ),
    # discs and archives
    mark("cannot be read; open the folder that it lies in instead"),
    mark("names a file that is not there; copy the whole disc again"),
    mark("names {} files that are not there; copy the whole disc again"),
    mark("names a file outside its folder; not opened"),
    mark("names {} files outside its folder; not opened"),
    mark("{}; what was unpacked before is shown"),
    mark("cannot be unpacked ({})"),
    mark("the archive cannot be read ({})"),
    mark("holds more than {} files"),
    mark("entry {} would leave the archive; it is not opened"),
    mark("entry {} is a link; it is not followed"),
    mark("entry {} is locked with a password; unpack it yourself"),
    mark("entry {} is damaged or packed in an unknown way"),
    mark("entry {} is an archive inside {} others; it is not opened"),
    mark("would unpack to more than {} MB"),
    mark("holds a file that is packed more than {}-fold, like a zip bomb"),
    # doubts about a series
    mark("several slices share one SOP Instance UID"),
    mark("each slice has an orientation of its own; ordered by instance number, no volume"),
    mark("positions are missing"),
    mark("positions of frames are not stated"),
    mark("positions of frames are not stated; taken {} mm apart along the normal"),
    mark("no Series Instance UID; the files of one folder are taken together"),
    mark("{} file is a copy of another and left out"),
    mark("{} files are copies of another and left out"),
    mark("pixel spacing is not stated; shown {}, distances are not valid"),
    mark("as square"),
    mark("in the stated proportions"),
    mark("orientation is not stated or not valid; sides are unknown"),
    mark("orientation is not stated in the file; left and right may be exchanged"),
    mark("several frames of reference; positions may not be comparable"),
    mark("slice positions are missing; ordered by {}"),
    mark("instance number"),
    mark("UID, since instance numbers are missing or equal"),
    mark("instance numbers are missing or equal; ordered by position from {} to {}"),
    mark("right"),
    mark("left"),
    mark("front"),
    mark("back"),
    mark("feet"),
    mark("head"),
    mark("one end"),
    mark("the other"),
    mark("{} slices share a position with another"),
    mark("irregular slice spacing: {} to {} mm; {} slice seems to be missing"),
    mark("irregular slice spacing: {} to {} mm; {} slices seem to be missing"),
    mark("irregular slice spacing: {} to {} mm; some may be missing"),
    mark("slices are shifted sideways against one another, by more than a millimetre"),
    mark("the stack leans by {} degrees against its slices (gantry tilt); reformats allow for it"),
    mark(
        "each position occurs {} times and no attribute tells why; taken as {} repeats in the "
        "order of instance numbers"
    ),
    mark("a mosaic without positions"),
    mark("a mosaic that does not state its slice direction; taken along the normal"),
    mark("complex numbers: their magnitude is shown"),
    mark("the file states two orientations that differ; its sform is shown"),
    mark("the axes are not at right angles; slices are shown as if they were"),
    mark("{} numbers in each voxel: the first is shown"),
    mark("a single picture: orientation and position are unknown"),
    mark("pictures: sequence, orientation and spacing are unknown; distances are not valid"),
    mark("sequence unknown: the file has no header that tells"),
    # no volume
    mark(
        "This series is no volume: {}. It can be read slice by slice; planes across its slices "
        "are not shown"
    ),
    mark("it has a single slice"),
    mark("it has no slices"),
    mark("its orientation is unknown, or each slice has its own"),
    mark("positions of slices are missing"),
    mark("several slices share a position"),
    mark("its slices are at uneven distances, {} to {} mm"),
    mark("its slices are shifted against one another"),
    mark("it is in colour"),
    mark("its slices differ in size"),
    mark("it would take more than {} GB of memory"),
)
