"""What is right of small inputs out of public reports (`cases/reading` below the shared folder)."""

READ = ""
DWI, PHASE, MOSAIC = "the b-value is 1000", "the image type is", "slices of a mosaic"
RIGHT = {
    "01-window-of-first-slice": [(8, "", READ)],
    "02-protocol-says-w-wo/0": [(3, "", READ)],
    "02-protocol-says-w-wo/1": [(3, "", READ)],
    "02-protocol-says-w-wo/2": [(3, "", READ)],
    "02-protocol-says-w-wo/3": [(3, "", READ)],
    "03-two-patients-one-series-uid/interleaved": [(8, "", READ)] * 2,
    "03-two-patients-one-series-uid/same_place": [(8, "", READ)] * 2,
    "05-b-value-of-two-numbers/classic": [(1, "", DWI)],
    "05-b-value-of-two-numbers/good_beside_bad": [(1, "", DWI), (3, "", READ)],
    "06-b-value-unset/classic": [(4, "", READ)],
    "06-b-value-unset/enhanced": [(4, "", READ)],
    "06-b-value-unset/philips_minus_one": [(4, "", READ)],
    "09-number-of-its-own-for-each-slice/echo_in_every_second": [(8, "", READ)],
    "09-number-of-its-own-for-each-slice/time_per_slice_4": [(4, "", READ)],
    "09-number-of-its-own-for-each-slice/time_per_slice_10": [(10, "", READ)],
    "10-spacing-that-differs-in-the-sixth-digit/a": [(8, "", READ)],
    "10-spacing-that-differs-in-the-sixth-digit/b": [(8, "", READ)],
    "11-padding-value-in-the-other-sign/signed_US": [(4, "", READ)],
    "11-padding-value-in-the-other-sign/unsigned_SS": [(4, "", READ)],
    "13-nifti-bad-quaternion-good-sform": [(4, "", READ)] * 3,
    "14-nifti-empty-sform-good-qform": [(4, "", READ)] * 2,
    "15-nifti-vox-offset-zero": [(4, "", READ)] * 2,
    "17-nifti-pair-hdr-img": [(4, "", READ)],
    "18-nifti-sform-and-pixdim-differ": [(4, "", READ)],
    "20-nrrd-list-of-three-is-no-colour": [
        (4, f"volume {n} of {count}", READ) for count in (3, 4) for n in range(1, count + 1)
    ],
    "21-uih-grid": [(9, "", MOSAIC)],
    "22-csa-header-in-the-second-block/mosaic": [(7, "", MOSAIC)],
    "22-csa-header-in-the-second-block/b_value": [(3, "", DWI)],
    "24-enhanced-diffusion-directions": [
        (4, f"direction {way}", DWI) for way in ("1/0/0", "0/1/0", "0/0/1")
    ],
    "25-legacy-converted-two-echoes": [(4, f"echo time {t}", READ) for t in (10, 90)],
    "27-frames-unsaid/absent": [(5, "", READ)],
    "27-frames-unsaid/two_of_five": [(2, "", READ)],
    "28-high-bit-15-of-12-stored": [(2, "", READ)],
    "29-phase-and-fat-images-pass-as-t1-with-contrast/dixon_fat": [(2, "", PHASE)],
    "29-phase-and-fat-images-pass-as-t1-with-contrast/enhanced_phase": [(2, "", PHASE)],
    "29-phase-and-fat-images-pass-as-t1-with-contrast/philips_phase": [(2, "", PHASE)],
    "29-phase-and-fat-images-pass-as-t1-with-contrast/siemens_phase": [(2, "", PHASE)],
    "32-ge-private-transfer-syntax": [(2, "", READ)],
    "33-element-with-a-vr-that-is-none": [(2, "", READ)],
    "34-voi-table-descriptor/ss": [(1, "", READ)],
    "34-voi-table-descriptor/empty_window": [(1, "", READ)],
    "37-parts-in-the-series-list": [(3, f"time {n}", READ) for n in range(1, 13)],
    "38-dynamic-with-jumbled-instance-numbers": [(4, f"repeat {n} of 3", READ) for n in (1, 2, 3)],
    "39-rle-segment-with-other-padding/blank": [(1, "", READ)],
    "39-rle-segment-with-other-padding/ff": [(1, "", READ)],
    "39-rle-segment-with-other-padding/three_zeros": [(1, "", READ)],
    "41-table-data-in-the-other-sign/modality": [(1, "", READ)],
    "41-table-data-in-the-other-sign/voi": [(1, "", READ)],
}
"""Slices, part and why it is not analysed, of each series in the order of the list."""


def folder_of(shared, case):
    """Where the input of a case is."""
    name, _, below = case.partition("/")
    return shared / "cases" / "reading" / name / "input" / below
