"""Where another reader differs from ours, and why ours stays as it is.

A difference that no longer occurs is a failure: it must be struck out here.
"""

LEANS = "takes the stack as upright; the header's positions, which ours keeps, lean"
GAP = "spreads the slices evenly over a gap; ours keeps each position and warns"
TWO_WAYS = "joins two orientations into one stack; ours tells them apart"
ONE_PLACE = "gives slices at one place a distance; ours leaves it unknown and warns"
TIMES = "takes all frames as one stack; ours tells echoes or times apart"
MOSAIC = "shows the mosaic as one picture; ours cuts it into its slices"
OWN_JPEG = "rounds colours of JPEG with subsampling by its own decoder, up to 22 of 255"
DEEP_COLOUR = "mixes the bytes of run lengths of colours of more than 8 bits"
DOSE = "does not read Grid Frame Offset Vector and takes the planes as 1 mm apart"
EVEN = "invents positions where the file has none; ours leaves them unknown and warns"
MIXED = "joins stacks of one Series Instance UID; ours tells them apart"
AS_STORED = "takes frames as they lie in the file; ours follows their instance numbers"
LOWER_BITS = "takes the lower bits whatever High Bit says; dcmtk takes the upper ones, as ours"
FIRST_ALONE = "shows the first frame alone; ours counts what the pixels hold, and says so"
BY_NUMBER = "stacks repeats in order of instance number; ours follows the time of acquisition"
ITS_SFORM = "takes its sform as it is; ours, as ITK, passes over one that is no orientation"
UNTRUSTED = "takes one of the sizes for granted; ours measures nothing and warns"
NO_UNIT = "does not look at the unit"
BEGINNING = "takes bytes of the header for values, so that every pixel is shifted"
ODD_SIZES = (
    "NIfTI, in metres by mistake", "NIfTI, sform and pixdim differ", "NIfTI, no voxel size",
)  # fmt: skip

DIFFERENCES = {
    ("enhanced-multiframe/In/Philips (1 of 2)", "GDCM"): TIMES,
    ("enhanced-multiframe/In/Philips (2 of 2)", "GDCM"): TIMES,
    ("mosaic", "GDCM"): MOSAIC,
    ("vendor-headers/failing/gantrytilting/001", "GDCM"): LEANS,
    ("vendor-headers/failing/gantrytilting/001", "dcm2niix"): LEANS,
    ("vendor-headers/failing/notavolume/001", "GDCM"): ONE_PLACE,
    ("vendor-headers/failing/notavolume/001", "dcm2niix"): (
        "takes four slices at one place as four times of one slice; ours shows them in one series "
        "and warns"
    ),
    ("vendor-headers/failing/sliceincrement/001", "GDCM"): GAP,
    ("vendor-headers/failing/sliceincrement/001", "dcm2niix"): GAP,
    ("vendor-headers/failing/sliceincrement/002", "GDCM"): f"{GAP}; {LEANS}",
    ("vendor-headers/failing/sliceincrement/002", "dcm2niix"): f"{GAP}; {LEANS}",
    ("vendor-headers/failing/sliceorientation/001 (1 of 2)", "GDCM"): TWO_WAYS,
    ("vendor-headers/failing/sliceorientation/001 (2 of 2)", "GDCM"): TWO_WAYS,
    ("pydicom/J2K_pixelrep_mismatch.dcm", "dcm2niix"): (
        "believes the codestream that pixels are unsigned, against Pixel Representation; ours, "
        "GDCM and pydicom read them as signed"
    ),
    ("pydicom/SC_rgb_dcmtk_+eb+cy+n1.dcm", "dcm2niix"): OWN_JPEG,
    ("pydicom/SC_rgb_dcmtk_+eb+cy+np.dcm", "dcm2niix"): OWN_JPEG,
    ("pydicom/SC_rgb_jpeg_lossy_gdcm.dcm", "dcm2niix"): OWN_JPEG,
    ("pydicom/examples_ybr_color.dcm", "dcm2niix"): OWN_JPEG,
    ("pydicom/SC_rgb_rle_16bit.dcm", "GDCM"): DEEP_COLOUR,
    ("pydicom/SC_rgb_rle_16bit_2frame.dcm", "GDCM"): DEEP_COLOUR,
    ("pydicom/SC_rgb_rle_32bit.dcm", "GDCM"): DEEP_COLOUR,
    ("pydicom/SC_rgb_rle_32bit_2frame.dcm", "GDCM"): DEEP_COLOUR,
    ("pydicom/SC_rgb_rle_32bit.dcm", "dcm2niix"): "has no colours of 32 bits",
    ("pydicom/SC_rgb_rle_32bit_2frame.dcm", "dcm2niix"): "has no colours of 32 bits",
    ("pydicom/SC_rgb_small_odd_big_endian.dcm", "dcm2niix"): (
        "takes the bytes of 8-bit colours in big endian order as they lie; ours, GDCM and pydicom "
        "turn the words of OW"
    ),
    ("pydicom/examples_palette.dcm", "dcm2niix"): "gives palette entries instead of colours",
    ("pydicom/image_dfl.dcm", "dcm2niix"): "does not inflate the deflated transfer syntax",
    ("pydicom/liver_1frame.dcm", "GDCM"): "spreads 1-bit pixels to 0 and 255; they are 0 and 1",
    ("pydicom/liver_expb_1frame.dcm", "GDCM"): (
        "spreads 1-bit pixels to 0 and 255; they are 0 and 1"
    ),
    ("pydicom/rtdose.dcm", "dcm2niix"): DOSE,
    ("pydicom/rtdose_expb.dcm", "dcm2niix"): DOSE,
    ("pydicom/rtdose_rle.dcm", "dcm2niix"): DOSE,
    ("pydicom/rtdose_expb.dcm", "GDCM"): "does not turn the bytes of 32-bit big endian pixels",
    ("made/a slice is missing", "GDCM"): GAP,
    ("made/a slice is missing", "dcm2niix"): GAP,
    ("made/irregular spacing", "GDCM"): GAP,
    ("made/irregular spacing", "dcm2niix"): GAP,
    ("made/leaning stack", "GDCM"): LEANS,
    ("made/leaning stack", "dcm2niix"): LEANS,
    ("made/no positions", "GDCM"): EVEN,
    ("made/no positions", "dcm2niix"): EVEN,
    ("made/every file twice", "GDCM"): "stacks both copies; ours leaves one out and says so",
    **{
        (f"made/{name} ({number} of {count})", "GDCM"): MIXED
        for name, count in (
            ("two echoes", 2), ("two b-values", 2), ("two times", 2),
            ("localiser in three planes", 3), ("repeats numbered without a plan", 3),
        )
        for number in range(1, count + 1)
    },
    **{
        (f"made/repeats numbered without a plan ({number} of 3)", "dcm2niix"): BY_NUMBER
        for number in (1, 2, 3)
    },
    ("made/an echo number in every second slice", "dcm2niix"): (
        "tears the stack by echo number; no place occurs twice, so ours, GDCM and pydicom do not"
    ),
    ("made/NIfTI, sform of zeros beside a good qform", "nibabel"): ITS_SFORM,
    ("made/NIfTI, flat sform beside a good qform", "nibabel"): ITS_SFORM,
    ("made/NIfTI, values said to begin at byte 0", "ITK"): BEGINNING,
    ("made/NIfTI, values said to begin at byte 0", "nibabel"): BEGINNING,
    ("made/NIfTI, in metres", "nibabel"): NO_UNIT,
    **{(f"made/{name}", reader): UNTRUSTED for name in ODD_SIZES for reader in ("ITK", "nibabel")},
    ("made/NIfTI pair, values said to begin at byte 352", "ITK"): (
        "begins 352 bytes late, and misses the end"
    ),
    ("made/Analyze pair", "ITK"): (
        "puts the first voxel at the origin and its rows to the back; ours, as nibabel, the middle "
        "and to the front"
    ),
    **{
        (f"odd/directions of enhanced diffusion ({number} of 3)", reader): why
        for number in (1, 2, 3)
        for reader, why in (("GDCM", TIMES), ("dcm2niix", "mixes frames of several directions"))
    },
    **{
        (f"odd/echoes of a converted file ({number} of 2)", reader): why
        for number in (1, 2)
        for reader, why in (("GDCM", TIMES), ("dcm2niix", TIMES), ("pydicom", AS_STORED))
    },
    ("odd/grid of United Imaging", "GDCM"): MOSAIC,
    **{
        ("odd/values in the upper bits of their words", reader): LOWER_BITS
        for reader in ("GDCM", "dcm2niix", "pydicom")
    },
    ("odd/pixels in big endian behind a little header", "dcm2niix"): (
        "does not know GE's own transfer syntax"
    ),
    ("odd/a value representation that is none", "dcm2niix"): (
        "stops at the element; dcmtk reads on, as ours"
    ),
    **{
        ("odd/frames that are not counted", reader): FIRST_ALONE
        for reader in ("GDCM", "dcm2niix", "pydicom")
    },
    ("made/MONOCHROME1", "GDCM"): "turns low into high; ours keeps values and shows them inverted",
}  # fmt: skip
