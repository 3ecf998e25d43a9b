"""Closed lists of terms: all words of a header that may leave where identity is hidden."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


MODALITIES = _words(
    "AR AU BDUS BI BMD CR CT CFM DG DMS DOC DX ECG EEG EMG EOG EPS ES FID GM HC HD IO IVOCT IVUS "
    "KER KO LEN LS MG MR M3D NM OAM OCT OP OPM OPT OPTBSV OPTENF OPV OSS OT PLAN POS PR PT PX REG "
    "RESP RF RG RTDOSE RTIMAGE RTINTENT RTPLAN RTRAD RTRECORD RTSEGANN RTSTRUCT RWV SEG SM SMR SR "
    "SRF STAIN TEXTUREMAP TG US VA XA XC"
)
"""Defined terms of Modality (0008,0060), PS3.3 C.7.3.1.1.1."""
MAKERS = {
    "SIEMENS": "Siemens", "GE MEDICAL": "GE", "GENERAL ELECTRIC": "GE", "GE HEALTHCARE": "GE",
    "PHILIPS": "Philips", "CANON": "Canon", "TOSHIBA": "Toshiba", "HITACHI": "Hitachi",
    "FUJIFILM": "Fujifilm", "UIH": "United Imaging", "UNITED IMAGING": "United Imaging",
    "ESAOTE": "Esaote", "BRUKER": "Bruker", "HYPERFINE": "Hyperfine", "PARAMED": "Paramed",
    "FONAR": "Fonar", "ALLTECH": "Alltech", "NEUSOFT": "Neusoft", "MINDRAY": "Mindray",
}  # fmt: skip
"""Makers of MR scanners, by a word of Manufacturer (0008,0070) (ours)."""
NO_AGENT = ("", "NO", "NONE", "N", "0", "NO CONTRAST", "WITHOUT", "UNKNOWN", "N/A")
"""What headers say in Contrast/Bolus Agent (0018,0010) where none was given (ours)."""
SCANNING = _words("SE IR GR EP RM")
"""Enumerated values of Scanning Sequence (0018,0020), PS3.3 C.8.3.1.1."""
PHOTOMETRIC = frozenset({"PALETTE COLOR"}) | _words(
    "MONOCHROME1 MONOCHROME2 RGB YBR_FULL YBR_FULL_422 YBR_PARTIAL_420 YBR_ICT YBR_RCT XYB"
)
"""Defined terms of Photometric Interpretation (0028,0004), PS3.3 C.7.6.3.1.2."""
CHARACTER_SETS = (
    _words("GB18030 GBK")
    | {f"ISO_IR {n}" for n in (6, 13, 100, 101, 109, 110, 126, 127, 138, 144, 148, 166, 192, 203)}
    | {f"ISO 2022 IR {n}" for n in (6, 13, 58, 87, 100, 101, 109, 110, 126, 127, 138, 144)}
    | {f"ISO 2022 IR {n}" for n in (148, 149, 159, 166, 203)}
    | {""}
)
"""Defined terms of Specific Character Set (0008,0005), PS3.3 C.12.1.1.2."""
LISTED = {
    "Modality": MODALITIES,
    "PhotometricInterpretation": PHOTOMETRIC,
    "ScanningSequence": SCANNING,
    "SpecificCharacterSet": CHARACTER_SETS,
    "SequenceVariant": _words("SK MTC SS TRSS SP MP OSP TOF NONE"),
    "MRAcquisitionType": _words("1D 2D 3D"),
    "PatientPosition": _words("HFS HFP HFDR HFDL FFS FFP FFDR FFDL"),
    "ImageType": _words(
        "ORIGINAL DERIVED PRIMARY SECONDARY OTHER M P R I ND NORM DIS2D DIS3D MIXED VOLUME NONE "
        "AXIAL LOCALIZER MPR MIP MINIP MOSAIC ADC DIFFUSION TRACEW FA"
    ),
    "BurnedInAnnotation": _words("YES NO"),
    "LossyImageCompression": _words("00 01"),
    "AngioFlag": _words("Y N"),
}
"""Coded attributes of a header, with their terms (PS3.3 C.7.3, C.7.6, C.8.3)."""
NUMBER_VR = frozenset({"DS", "IS", "FL", "FD", "SS", "US", "SL", "UL", "SV", "UV", "US or SS"})
BINARY_VR = frozenset({"OB", "OD", "OF", "OL", "OV", "OW"})
"""Value representations of which the number of bytes is listed and no value (PS3.5 6.2)."""
TECHNICAL_GROUPS = frozenset({0x0002, 0x0018, 0x0020, 0x0028, 0x5200})
"""Groups that say how an image was made and where it is."""
MEASURED = frozenset({"TE", "TR", "TI", "Field strength", "Slice thickness"})
"""Details of a series that are numbers."""
COMPOSED = frozenset({"Lossy compression"})
"""Details of a series that Whence words itself."""
