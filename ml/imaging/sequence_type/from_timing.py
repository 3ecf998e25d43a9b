"""Recognises a sequence by echo, repetition and inversion times.

Source: the usual ranges of clinical brain protocols at 1.5 and 3 T (McRobbie, MRI from Picture to
Proton, chapters 3 and 12); the weights are ours, low where vendors overlap.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ml.core.messages import Message, message, verbatim
from ml.imaging.types.sequence_kind import SequenceKind
from ml.imaging.types.value_parsing import numbers


@dataclass(frozen=True, slots=True)
class Evidence:
    """One witness.

    Attributes:
        kind: What it speaks for.
        weight: How much it is worth, in [0, 1].
        words: What it says.
    """

    kind: SequenceKind
    weight: float
    words: Message


SEQUENCE_NAMES = (
    ("tfl3d", SequenceKind.T1, 0.6),
    ("tir2d", SequenceKind.FLAIR, 0.3),
    ("spcir", SequenceKind.FLAIR, 0.6),
    ("ep_b", SequenceKind.DWI, 0.7),
    ("re_b", SequenceKind.DWI, 0.7),
    ("epfid", SequenceKind.FMRI, 0.4),
    ("fl3d1r_t", SequenceKind.MRA, 0.6),
    ("swi3d", SequenceKind.T2_STAR, 0.8),
)
"""Beginnings of Siemens' Sequence Name (0018,0024), after the asterisk."""


def timing(technique: Mapping[str, str], slices: int) -> Iterator[Evidence]:
    """Evidence from how the image was made.

    Args:
        technique: Attributes by keyword, as text.
        slices: How many slices the series has.
    """
    name = technique.get("SequenceName", "").lstrip("*").lower()
    for beginning, kind, weight in SEQUENCE_NAMES:
        if name.startswith(beginning):
            yield Evidence(
                kind,
                weight,
                message("the name of the sequence begins with {}", verbatim(beginning)),
            )
    if technique.get("AngioFlag") == "Y" or technique.get("TimeOfFlightContrast") == "YES":
        yield Evidence(SequenceKind.MRA, 0.85, message("the header calls it angiography"))
    echo, repetition = _ms(technique, "EchoTime"), _ms(technique, "RepetitionTime")
    if echo is None or repetition is None or min(echo, repetition) <= 0:
        return  # some that make headers anonymous write 0
    times = message("TR {:g} ms, TE {:g} ms", repetition, echo)
    way = technique.get("ScanningSequence", "").upper().split("\\")
    pulse = technique.get("EchoPulseSequence", "").upper()
    inversion = _ms(technique, "InversionTime")
    inverted = "IR" in way or technique.get("InversionRecovery") == "YES" or bool(inversion)
    gradient = ("GR" in way or pulse == "GRADIENT") and "SE" not in way
    planar = technique.get("EchoPlanarPulseSequence") == "YES"
    if "EP" in way or planar:
        yield from _echo_planar(gradient, "SE" in way or pulse == "SPIN", echo, times)
    elif gradient:
        yield from _gradient(technique, echo, repetition, inversion if inverted else None, slices)
    elif inverted and inversion:
        yield from _inverted(
            echo, repetition, inversion, message("{}, TI {:g} ms", times, inversion)
        )
    else:
        stated = "SE" in way or pulse == "SPIN"
        yield from _spin(echo, repetition, times, stated)


def _echo_planar(gradient: bool, spin: bool, echo: float, times: Message) -> Iterator[Evidence]:
    if spin:
        yield Evidence(SequenceKind.DWI, 0.5, message("an echo-planar spin echo with {}", times))
    elif gradient and echo > 20:
        yield Evidence(
            SequenceKind.FMRI, 0.4, message("an echo-planar gradient echo with {}", times)
        )


def _gradient(
    technique: Mapping[str, str],
    echo: float,
    repetition: float,
    inversion: float | None,
    slices: int,
) -> Iterator[Evidence]:
    times = message("TR {:g} ms, TE {:g} ms", repetition, echo)
    flip = _ms(technique, "FlipAngle") or 0.0
    if inversion and 400 <= inversion <= 1400 and echo < 8:
        times = message("{}, TI {:g} ms", times, inversion)
        yield Evidence(SequenceKind.T1, 0.75, message("a gradient echo with {}", times))
    elif echo >= 12:
        yield Evidence(SequenceKind.T2_STAR, 0.6, message("a gradient echo with {}", times))
    elif technique.get("MRAcquisitionType") == "3D" and 15 <= repetition <= 45 and echo >= 2.5:
        if slices > 20 and flip <= 35:
            yield Evidence(
                SequenceKind.MRA,
                0.4,
                message("a 3D gradient echo with {} (time of flight?)", times),
            )
    elif (repetition < 15 and 0 < flip <= 30) or (60 <= repetition <= 800 and flip >= 40):
        yield Evidence(
            SequenceKind.T1, 0.6, message("a gradient echo with {}, flip angle {:g}", times, flip)
        )


def _inverted(
    echo: float, repetition: float, inversion: float, times: Message
) -> Iterator[Evidence]:
    if inversion >= 1200 and echo >= 60:
        yield Evidence(
            SequenceKind.FLAIR, 0.8, message("inversion that darkens fluid, with {}", times)
        )
    elif 400 <= inversion <= 1300 and echo < 40:
        yield Evidence(SequenceKind.T1, 0.65, message("inversion recovery with {}", times))
    elif inversion < 300 and repetition >= 1800:
        yield Evidence(SequenceKind.T2, 0.6, message("inversion that darkens fat, with {}", times))


def _spin(echo: float, repetition: float, times: Message, stated: bool) -> Iterator[Evidence]:
    """Spin echo; where the header does not say so, the times are worth less."""
    words = message("a spin echo with {}", times) if stated else message("a scan with {}", times)
    worth = 1.0 if stated else 0.6
    if repetition <= 1000 and echo <= 30:
        yield Evidence(SequenceKind.T1, 0.65 * worth, words)
    elif repetition >= 1800 and echo >= 70:
        yield Evidence(SequenceKind.T2, 0.75 * worth, words)
    elif repetition >= 1800 and echo <= 45:
        yield Evidence(SequenceKind.PD, 0.5 * worth, words)


def _ms(technique: Mapping[str, str], keyword: str) -> float | None:
    """The first value of an attribute, as a number."""
    values = numbers(technique.get(keyword, "").split("\\")[0] or None)
    return values[0] if values else None
