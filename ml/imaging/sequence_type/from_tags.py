"""Recognises the sequence of a series by its tags, and refuses what the networks must not read.

Every attribute that speaks gives evidence: a kind, a weight in [0, 1] and a sentence. Evidence
for one kind joins like independent witnesses, `1 - (1 - a)(1 - b)`; what speaks for another kind
takes from the confidence. The weights are ours: they rank the witnesses and are not calibrated.
"""

from __future__ import annotations

from collections.abc import Iterator

from ml.core.messages import NOTHING, Message, message, verbatim, with_semicolons
from ml.imaging.confidentiality import modality_term
from ml.imaging.sequence_type.contrast_words import contrast_word, plain_word
from ml.imaging.sequence_type.from_timing import Evidence, timing
from ml.imaging.sequence_type.from_words import named
from ml.imaging.standard_terms import NO_AGENT
from ml.imaging.types.frame_record import Header, Record
from ml.imaging.types.sequence_kind import LIKELY, Recognition, SequenceKind
from ml.imaging.types.value_parsing import largest_b_value

IMAGE_TYPES = {
    "LOCALIZER": (SequenceKind.LOCALISER, 0.97),
    "ADC": (SequenceKind.ADC, 0.97),
    "DIFFUSION": (SequenceKind.DWI, 0.9),
    "TRACEW": (SequenceKind.DWI, 0.95),
    "DIFFUSION_ANISO": (SequenceKind.DERIVED, 0.9),
    "FA": (SequenceKind.DERIVED, 0.9),
    "TENSOR": (SequenceKind.DERIVED, 0.9),
    "MIP": (SequenceKind.DERIVED, 0.9),
    "MINIP": (SequenceKind.DERIVED, 0.9),
    "MNIP": (SequenceKind.DERIVED, 0.9),
    "PROJECTION IMAGE": (SequenceKind.DERIVED, 0.85),
    "SUBTRACTION": (SequenceKind.DERIVED, 0.9),
    "SUB": (SequenceKind.DERIVED, 0.9),
    "CBF": (SequenceKind.PERFUSION, 0.9),
    "CBV": (SequenceKind.PERFUSION, 0.9),
    "RCBV": (SequenceKind.PERFUSION, 0.9),
    "MTT": (SequenceKind.PERFUSION, 0.9),
    "TTP": (SequenceKind.PERFUSION, 0.9),
    "PERFUSION": (SequenceKind.PERFUSION, 0.9),
    "ASL": (SequenceKind.PERFUSION, 0.9),
    "FMRI": (SequenceKind.FMRI, 0.9),
    "SWI": (SequenceKind.T2_STAR, 0.9),
    "ANGIO": (SequenceKind.MRA, 0.8),
    "ANGIO_TIME": (SequenceKind.MRA, 0.8),
}
"""Values of Image Type (0008,0008) and Frame Type (0008,9007) that name a kind."""
CONTRASTS = {
    "T1": (SequenceKind.T1, 0.75),
    "T2": (SequenceKind.T2, 0.75),
    "T2_STAR": (SequenceKind.T2_STAR, 0.75),
    "PROTON_DENSITY": (SequenceKind.PD, 0.75),
    "FLUID_ATTENUATED": (SequenceKind.FLAIR, 0.85),
    "DIFFUSION": (SequenceKind.DWI, 0.9),
    "PERFUSION": (SequenceKind.PERFUSION, 0.85),
    "TIME_OF_FLIGHT": (SequenceKind.MRA, 0.85),
    "FLOW_ENCODED": (SequenceKind.MRA, 0.7),
    "SUSCEPTIBILITY": (SequenceKind.T2_STAR, 0.8),
}
"""Acquisition Contrast (0008,9209), PS3.3 C.8.13.3.1.2; a wish of the protocol, so less sure."""
NOUNS = {
    SequenceKind.LOCALISER: message("a localiser"),
    SequenceKind.FIELD_MAP: message("a field map"),
    SequenceKind.DERIVED: message("a derived image"),
}
"""What a series of a kind is called in a sentence, where that is not the kind's label."""
OTHER_COMPONENTS = frozenset(
    ("P", "PHASE", "PHASE MAP", "R", "REAL", "I", "IMAGINARY", "FAT", "FAT_FRACTION")
)
"""Image types and Complex Image Components (0008,9208) of pictures that show no magnitude of water,
whatever the name of their series says."""
OF_ANOTHER_COMPONENT = 0.95
BY_NAME = 0.85
BY_PROTOCOL = 0.6


def recognised(header: Header, first: Record, slices: int) -> Recognition:
    """Recognise a series by its tags.

    Args:
        header: What its files have in common.
        first: Its first frame, for what may differ between the parts of a file series.
        slices: How many there are.
    """
    if header.modality != "MR":
        return Recognition()
    other = _not_magnitude(header, first)
    if other:
        why = message("the image type is {}", verbatim(other))
        return Recognition(SequenceKind.DERIVED, OF_ANOTHER_COMPONENT, (why,))
    evidence = [*_evidence(header, first, slices)]
    scores: dict[SequenceKind, float] = {}
    for item in evidence:
        scores[item.kind] = 1 - (1 - scores.get(item.kind, 0.0)) * (1 - item.weight)
    if not scores:
        return Recognition()
    kind = max(scores, key=lambda k: scores[k])
    rival = max((score for other, score in scores.items() if other is not kind), default=0.0)
    confidence = scores[kind] * (1 - rival / 2)
    ranked = sorted(evidence, key=lambda item: (item.kind is not kind, -item.weight))
    words = [
        item.words if item.kind is kind else message("but {} ({})", item.words, item.kind.words)
        for item in ranked
    ]
    if kind is SequenceKind.T1:
        sign = agent(header)
        if sign:
            kind, words = SequenceKind.T1_CONTRAST, [sign, *words]
    return Recognition(kind, round(confidence, 2), tuple(words))


def agent(header: Header) -> Message:
    """What says that contrast agent was given, in words; empty where nothing does.

    The words of the series outrank the agent's tag, and that the words of the exam's protocol.
    """
    if word := contrast_word(header.description):
        return message("its description says {}", repr(word))
    if plain_word(header.description):
        return NOTHING
    if _agent_stated(header):
        return message("a contrast agent is stated")
    word = contrast_word(_protocol(header))
    return message("its protocol says {}", repr(word)) if word else NOTHING


def _agent_stated(header: Header) -> bool:
    stated = header.technique.get("ContrastBolusAgent", "").upper().strip()
    administered = header.technique.get("ContrastBolusAgentAdministered") == "YES"
    return stated not in NO_AGENT or administered


def _plain(header: Header) -> Message:
    """What says that none was given, in words; ranked as in `agent`."""
    if agent(header):
        return NOTHING
    if word := plain_word(header.description):
        return message("plain T1, its description says {}", repr(word))
    word = plain_word(_protocol(header))
    return message("plain T1, its protocol says {}", repr(word)) if word else NOTHING


def refusal(header: Header, sequence: Recognition) -> Message:
    """Why the cascade must not read a series, in words; empty if it may.

    Doubtful kinds do not refuse, nor does T1 without any sign of contrast agent, which many
    headers forget; T1 that says in words that it is plain does.
    """
    if header.modality != "MR":
        return message(
            "{}: the networks read contrast-enhanced T1 MR only", modality_term(header.modality)
        )
    if header.colour:
        return message("a colour image: the networks read grey values")
    if sequence.kind in (SequenceKind.T1, SequenceKind.T1_CONTRAST, SequenceKind.UNKNOWN):
        plain = _plain(header) if sequence.kind is SequenceKind.T1 else NOTHING
        if plain:
            return message("{}: the networks read contrast-enhanced T1", plain)
        return message("slices of a mosaic of unknown sequence") if header.mosaic else NOTHING
    if sequence.confidence < LIKELY:
        return NOTHING
    name = NOUNS.get(sequence.kind) or sequence.kind.words
    if not sequence.evidence:
        return message("{}: the networks read contrast-enhanced T1", name)
    return message("{} ({}): the networks read contrast-enhanced T1", name, sequence.evidence[0])


def sequence_doubts(sequence: Recognition) -> list[Message]:
    """Doubts about the kind of a series that the cascade may read, in words."""
    doubts = []
    if sequence.kind is not SequenceKind.UNKNOWN and sequence.confidence < LIKELY:
        doubts.append(
            message("may be {}: {}", sequence.kind.words, with_semicolons(sequence.evidence))
        )
    if sequence.kind is not SequenceKind.T1_CONTRAST:
        doubts.append(
            message(
                "the header mentions no contrast agent; the networks expect contrast-enhanced T1"
            )
        )
    return doubts


def _protocol(header: Header) -> str:
    """Protocol Name (0018,1030), which may be the exam's; Study Description always is."""
    return header.technique.get("ProtocolName", "")


def _image_types(header: Header, first: Record) -> list[str]:
    """What the file and the frame call their image type, each word once."""
    types = [*header.image_type, *header.technique.get("FrameType", "").upper().split("\\")]
    types += dict(first.repeat).get("image type", "").upper().split("/")
    return list(dict.fromkeys(types))


def _not_magnitude(header: Header, first: Record) -> str:
    """The word that says that a picture shows phase, a part of a complex number, or fat."""
    component = dict(first.repeat).get("component", "")
    component = component or header.technique.get("ComplexImageComponent", "")
    for word in (*_image_types(header, first), component.upper()):
        if word in OTHER_COMPONENTS:
            return word
    return ""


def _evidence(header: Header, first: Record, slices: int) -> Iterator[Evidence]:
    for value in _image_types(header, first):
        if value in IMAGE_TYPES:
            kind, weight = IMAGE_TYPES[value]
            yield Evidence(kind, weight, message("the image type is {}", verbatim(value)))
    contrast = header.technique.get("AcquisitionContrast", "").upper()
    if contrast in CONTRASTS:
        kind, weight = CONTRASTS[contrast]
        yield Evidence(kind, weight, message("the acquisition contrast is {}", verbatim(contrast)))
    yield from _names(header)
    weighting = largest_b_value(dict(first.split).get("b-value", ""))
    if weighting > 0:
        yield Evidence(SequenceKind.DWI, 0.9, message("the b-value is {:g}", weighting))
    yield from timing(header.technique, slices)


def _names(header: Header) -> Iterator[Evidence]:
    """The description; the protocol's name where it adds to it."""
    names = named(header.description)
    for kind, word in names:
        yield Evidence(kind, BY_NAME, message("its description says {}", repr(word)))
    protocol = header.technique.get("ProtocolName", "")
    if protocol != header.description:
        for kind, word in named(protocol):
            if not names or kind in dict(names):
                yield Evidence(kind, BY_PROTOCOL, message("its protocol says {}", repr(word)))
