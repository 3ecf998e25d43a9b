"""What a series is, by its tags, with the evidence in words; and what it refuses."""

from dataclasses import replace

import pytest

from ml.imaging.group import group
from ml.imaging.sequence import Kind
from ml.imaging.vocabulary import contrast_word, named, plain_word
from tests.ml.imaging.test_grouping import HEADER, frames


def series_of(description="", types=("ORIGINAL",), split=(), **technique):
    header = replace(HEADER, description=description, image_type=types, technique=technique)
    (series,) = group([replace(r, header=header, split=split) for r in frames()])
    return series


@pytest.mark.parametrize(
    ("description", "kind"),
    [
        ("AX T1", Kind.T1), ("t1_fl2d_sag", Kind.T1), ("SAG MPRAGE 220 FOV", Kind.T1),
        ("Ax T1 FLAIR", Kind.T1), ("AX T1 POST GAD", Kind.T1_CONTRAST),
        ("t1_mprage_sag_p2_iso_+C", Kind.T1_CONTRAST), ("T1 MPR 增强", Kind.T1_CONTRAST),
        ("t1c", Kind.T1_CONTRAST), ("AX T2", Kind.T2), ("t2_tse_tra", Kind.T2),
        ("AX T2 FLAIR", Kind.FLAIR), ("t2_tirm_tra_dark-fluid", Kind.FLAIR),
        ("AX T2*", Kind.T2_STAR), ("SWI_Images", Kind.T2_STAR), ("ep2d_diff_b1000", Kind.DWI),
        ("DWI 3 dir", Kind.DWI), ("ADC map", Kind.ADC), ("ep2d_diff_ADC", Kind.ADC),
        ("3D TOF MRA", Kind.MRA), ("3-plane loc", Kind.LOCALISER), ("定位", Kind.LOCALISER),
        ("ep2d_bold_rest", Kind.FMRI), ("ep2d_perf", Kind.PERFUSION), ("B0 map", Kind.FIELD_MAP),
        ("PD tra", Kind.PD), ("head", Kind.UNKNOWN), ("", Kind.UNKNOWN),
    ],
)  # fmt: skip
def test_descriptions(description, kind):
    found = series_of(description)
    assert found.sequence.kind is kind
    readable = kind in (Kind.T1, Kind.T1_CONTRAST, Kind.UNKNOWN)
    assert bool(found.refusal) is not readable
    if kind is not Kind.UNKNOWN:
        assert found.sequence.evidence


@pytest.mark.parametrize(
    ("technique", "kind"),
    [
        ({"ScanningSequence": "SE", "RepetitionTime": "500", "EchoTime": "12"}, Kind.T1),
        ({"ScanningSequence": "SE", "RepetitionTime": "4000", "EchoTime": "100"}, Kind.T2),
        ({"ScanningSequence": "SE", "RepetitionTime": "3000", "EchoTime": "20"}, Kind.PD),
        (
            {"ScanningSequence": "SE\\IR", "RepetitionTime": "9000", "EchoTime": "120",
             "InversionTime": "2500"},
            Kind.FLAIR,
        ),
        (
            {"ScanningSequence": "GR\\IR", "RepetitionTime": "2000", "EchoTime": "2.5",
             "InversionTime": "900"},
            Kind.T1,
        ),
        ({"ScanningSequence": "GR", "RepetitionTime": "600", "EchoTime": "20"}, Kind.T2_STAR),
        ({"AngioFlag": "Y"}, Kind.MRA),
        ({"AcquisitionContrast": "FLUID_ATTENUATED"}, Kind.FLAIR),
    ],
)  # fmt: skip
def test_times_tell_where_words_do_not(technique, kind):
    found = series_of("001", **technique)
    assert found.sequence.kind is kind
    assert 0 < found.sequence.confidence <= 1


@pytest.mark.parametrize(
    ("types", "kind"),
    [("LOCALIZER", Kind.LOCALISER), ("ADC", Kind.ADC), ("MIP", Kind.DERIVED),
     ("TRACEW", Kind.DWI), ("FA", Kind.DERIVED)],
)  # fmt: skip
def test_image_types(types, kind):
    assert series_of("head", types=("DERIVED", "PRIMARY", types)).sequence.kind is kind


def test_a_b_value_makes_diffusion_and_zero_does_not():
    assert series_of("head", split=(("b-value", "1000"),)).sequence.kind is Kind.DWI
    assert series_of("head", split=(("b-value", "0"),)).sequence.kind is Kind.UNKNOWN


def test_contradiction_takes_from_the_confidence_and_is_told():
    technique = {"ScanningSequence": "SE", "RepetitionTime": "500", "EchoTime": "12"}
    clear, torn = series_of("AX T1", **technique), series_of("AX T2", **technique)
    assert torn.sequence.confidence < clear.sequence.confidence
    assert any(e.startswith("but ") for e in torn.sequence.evidence)


def test_an_agent_in_the_header_makes_contrast_unless_words_deny_it():
    agent = {"ContrastBolusAgent": "Gadovist"}
    assert series_of("AX T1", **agent).sequence.kind is Kind.T1_CONTRAST
    assert series_of("AX T1 PRE", **agent).sequence.kind is Kind.T1
    assert series_of("AX T1", ContrastBolusAgent="NONE").sequence.kind is Kind.T1


def test_plain_t1_is_doubted_and_refused_only_where_words_say_so():
    silent, said = series_of("AX T1"), series_of("AX T1 w/o contrast")
    assert not silent.refusal
    assert any("no sign of contrast" in w for w in silent.warnings)
    assert said.refusal.startswith("plain T1")


@pytest.mark.parametrize("text", ["T1 posterior fossa", "T1 post-op", "pre-op planning T1"])
def test_words_that_only_look_like_contrast(text):
    assert contrast_word(text) == ""
    assert plain_word(text) == ""


def test_words_are_whole_words():
    assert named("outpatient hat1") == ()
    assert dict(named("T2* GRE")).keys() == {Kind.T2_STAR}
