"""What a series is: each kind from what headers really say, with evidence, and what follows."""

import pytest

from ml.imaging.scanning.scan import open_series
from ml.imaging.sequence_type.contrast_words import contrast_word, plain_word
from ml.imaging.sequence_type.from_words import named
from ml.imaging.types.sequence_kind import LIKELY, Recognition, SequenceKind
from tests.synthetic.dicom import item
from tests.synthetic.mr import enhanced, mr, write


def one(folder, count=3, **attributes):
    made = [mr(i, **attributes) for i in range(count)]
    (series,), problems = open_series([write(folder, made)])
    assert problems == ()
    return series


DESCRIBED = [
    ("AX T1 POST", SequenceKind.T1_CONTRAST),
    ("t1_mprage_sag_p2_iso+C", SequenceKind.T1_CONTRAST),
    ("3D T1 GD", SequenceKind.T1_CONTRAST),
    ("T1 增强", SequenceKind.T1_CONTRAST),
    ("t1_mprage_sag_p2_iso", SequenceKind.T1),
    ("SAG T1 FLAIR", SequenceKind.T1),
    ("Ax BRAVO", SequenceKind.T1),
    ("t2_tse_tra_512", SequenceKind.T2),
    ("AX T2 PROPELLER", SequenceKind.T2),
    ("t2_tirm_tra_dark-fluid", SequenceKind.FLAIR),
    ("AX T2 FLAIR", SequenceKind.FLAIR),
    ("ep2d_diff_3scan_trace", SequenceKind.DWI),
    ("DWI b1000", SequenceKind.DWI),
    ("ep2d_diff_3scan_trace_ADC", SequenceKind.ADC),
    ("Apparent Diffusion Coefficient", SequenceKind.ADC),
    ("3D TOF", SequenceKind.MRA),
    ("MRA HEAD", SequenceKind.MRA),
    ("T2*_FFE", SequenceKind.T2_STAR),
    ("SWI_Images", SequenceKind.T2_STAR),
    ("PD_TSE", SequenceKind.PD),
    ("ep2d_bold_rest", SequenceKind.FMRI),
    ("DSC perfusion", SequenceKind.PERFUSION),
    ("gre_field_mapping", SequenceKind.FIELD_MAP),
    ("localizer", SequenceKind.LOCALISER),
    ("3-pl loc", SequenceKind.LOCALISER),
    ("Survey", SequenceKind.LOCALISER),
    ("定位", SequenceKind.LOCALISER),
]


@pytest.mark.parametrize(("text", "kind"), DESCRIBED)
def test_kinds_by_description(tmp_path, text, kind):
    series = one(tmp_path, SeriesDescription=text, SpecificCharacterSet="ISO_IR 192")
    found = series.sequence
    assert found.kind is kind
    assert found.confidence >= LIKELY
    assert any("its description says" in words for words in found.evidence)
    assert not found.from_pixels
    assert bool(series.refusal) is (kind not in (SequenceKind.T1, SequenceKind.T1_CONTRAST))
    if series.refusal:
        assert str(kind) in series.refusal
        assert series.refusal.endswith("the networks read contrast-enhanced T1")


TIMED = [
    (SequenceKind.T1, {"ScanningSequence": "SE", "EchoTime": 12, "RepetitionTime": 500}),
    (SequenceKind.T1, {"ScanningSequence": ["GR", "IR"], "EchoTime": 2.9, "RepetitionTime": 2300,
                       "InversionTime": 900, "FlipAngle": 9, "MRAcquisitionType": "3D"}),
    (SequenceKind.T1, {"ScanningSequence": "GR", "EchoTime": 3, "RepetitionTime": 8,
                       "FlipAngle": 12, "MRAcquisitionType": "3D"}),
    (SequenceKind.T2, {"ScanningSequence": "SE", "EchoTime": 100, "RepetitionTime": 4000}),
    (SequenceKind.FLAIR, {"ScanningSequence": ["SE", "IR"], "EchoTime": 120, "RepetitionTime": 9000,
                          "InversionTime": 2500}),
    (SequenceKind.PD, {"ScanningSequence": "SE", "EchoTime": 20, "RepetitionTime": 3000}),
    (SequenceKind.DWI, {"ScanningSequence": ["EP", "SE"], "EchoTime": 90, "RepetitionTime": 5000}),
    (SequenceKind.T2_STAR, {"ScanningSequence": "GR", "EchoTime": 20, "RepetitionTime": 600}),
    (SequenceKind.MRA, {"AngioFlag": "Y"}),
    (SequenceKind.DWI, {"SequenceName": "*ep_b1000t"}),
    (SequenceKind.T1, {"SequenceName": "*tfl3d1_16ns"}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "attributes"), TIMED)
def test_kinds_by_how_they_were_made(tmp_path, kind, attributes):
    found = one(tmp_path, SeriesDescription="Series 5", **attributes).sequence
    assert found.kind is kind
    assert 0 < found.confidence < 1
    assert found.evidence


def test_evidence_names_the_times(tmp_path):
    found = one(tmp_path, SeriesDescription="x", ScanningSequence="SE", EchoTime=100,
                RepetitionTime=4000).sequence  # fmt: skip
    assert found.evidence == ("a spin echo with TR 4000 ms, TE 100 ms",)


TYPED = [
    ("LOCALIZER", SequenceKind.LOCALISER),
    ("ADC", SequenceKind.ADC),
    ("DIFFUSION", SequenceKind.DWI),
    ("TRACEW", SequenceKind.DWI),
    ("FA", SequenceKind.DERIVED),
    ("MIP", SequenceKind.DERIVED),
    ("SUB", SequenceKind.DERIVED),
    ("CBV", SequenceKind.PERFUSION),
    ("SWI", SequenceKind.T2_STAR),
]


@pytest.mark.parametrize(("value", "kind"), TYPED)
def test_kinds_by_image_type(tmp_path, value, kind):
    series = one(tmp_path, SeriesDescription="x", ImageType=["DERIVED", "PRIMARY", value])
    assert series.sequence.kind is kind
    assert series.sequence.evidence[0] == f"the image type is {value}"
    assert series.refusal


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("T1", SequenceKind.T1),
        ("T2", SequenceKind.T2),
        ("FLUID_ATTENUATED", SequenceKind.FLAIR),
        ("DIFFUSION", SequenceKind.DWI),
    ],
)
def test_kinds_by_the_contrast_of_enhanced_files(tmp_path, value, kind):
    frames = [{"place": i, "pixels": i} for i in range(3)]
    made = enhanced(frames, SeriesDescription="x")
    made.SharedFunctionalGroupsSequence[0].MRImageFrameTypeSequence = [
        item(AcquisitionContrast=value)
    ]
    (series,), _ = open_series([write(tmp_path, [made])])
    assert series.sequence.kind is kind


def test_witnesses_that_agree_make_surer_and_rivals_less_sure(tmp_path):
    times = {"ScanningSequence": "SE", "EchoTime": 100, "RepetitionTime": 4000}
    alone = one(tmp_path / "a", SeriesDescription="t2_tse").sequence
    both = one(tmp_path / "b", SeriesDescription="t2_tse", **times).sequence
    against = one(tmp_path / "c", SeriesDescription="t1_se", **times).sequence
    assert against.confidence < alone.confidence < both.confidence
    assert any(words.startswith("but ") and words.endswith("(T2)") for words in against.evidence)


def test_silence_is_unknown_and_not_refused(tmp_path):
    series = one(tmp_path, SeriesDescription="Series 5")
    assert series.sequence == Recognition()
    assert series.sequence.label == "unknown sequence"
    assert not series.refusal
    assert any("mentions no contrast agent" in w for w in series.warnings)


def test_a_b_value_makes_diffusion_and_zero_does_not(tmp_path):
    for value, kind in ((1000.0, SequenceKind.DWI), (0.0, SequenceKind.UNKNOWN)):
        found = one(tmp_path / f"{value}", SeriesDescription="x", DiffusionBValue=value)
        assert found.sequence.kind is kind


def test_an_agent_in_the_header_makes_it_t1_with_contrast(tmp_path):
    series = one(tmp_path / "a", SeriesDescription="t1_mprage", ContrastBolusAgent="Gadovist")
    assert series.sequence.kind is SequenceKind.T1_CONTRAST
    assert series.sequence.evidence[0] == "a contrast agent is stated"
    none = one(tmp_path / "b", SeriesDescription="t1_mprage", ContrastBolusAgent="NONE")
    assert none.sequence.kind is SequenceKind.T1


@pytest.mark.parametrize("word", ["pre", "w/o", "without contrast", "native", "平扫"])
def test_t1_that_says_that_it_is_plain_is_refused(tmp_path, word):
    series = one(tmp_path, SeriesDescription=f"T1 {word}", SpecificCharacterSet="ISO_IR 192",
                 ContrastBolusAgent="Gadovist")  # fmt: skip
    assert series.sequence.kind is SequenceKind.T1
    assert series.refusal.startswith("plain T1, its description says")


def test_a_doubtful_kind_is_a_warning_and_no_refusal(tmp_path):
    series = one(tmp_path, SeriesDescription="x", EchoTime=100, RepetitionTime=4000)
    assert series.sequence.kind is SequenceKind.T2
    assert series.sequence.confidence < LIKELY
    assert series.sequence.label == "T2?"
    assert not series.refusal
    assert any(w.startswith("may be T2: a scan with TR 4000 ms") for w in series.warnings)


def test_what_is_no_mr_or_in_colour_is_refused_for_that(tmp_path):
    assert one(tmp_path / "ct", Modality="CT").refusal.startswith("CT: ")
    colour = [mr(i, SamplesPerPixel=3, PhotometricInterpretation="RGB", PlanarConfiguration=0)
              for i in range(2)]  # fmt: skip
    (series,), _ = open_series([write(tmp_path / "rgb", colour)])
    assert series.refusal.startswith("a colour image")


@pytest.mark.parametrize(
    "text",
    [
        "T1 posterior fossa",
        "post-op T1",
        "pre-op planning T1",
        "T1 post processed",
        "Postoperative T1",
    ],
)
def test_words_about_operations_are_not_about_contrast(text):
    assert contrast_word(text) == ""
    assert plain_word(text) == ""


def test_parts_of_words_name_nothing():
    assert named("flairish outpatient hat1 protocol adconly") == ()
    assert named("") == ()


def test_real_series_are_known(shared):
    found, _ = open_series([shared / "data" / "dicom" / "siemens-mprage-sagittal"])
    assert [s.sequence.kind for s in found] == [SequenceKind.T1]
    found, _ = open_series([shared / "data" / "dicom" / "tumour-t1-post"])
    assert {s.sequence.kind for s in found} <= {SequenceKind.T1, SequenceKind.T1_CONTRAST}
