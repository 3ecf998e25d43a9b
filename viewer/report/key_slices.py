"""Draws the key slices for batch and report."""

from __future__ import annotations

from collections.abc import Sequence

from ml.core.lesions import lesions_of
from ml.core.series_verdict import SeriesVerdict
from ml.core.types import ModelInfo, Region, Verdict
from ml.imaging.api import decode
from ml.imaging.confidentiality import pixels_withheld
from ml.imaging.display.display import display
from ml.imaging.series_stack import stack_of
from ml.imaging.types.orientation import letters
from ml.imaging.types.series import Series
from viewer.i18n.translate import tr
from viewer.render import pictures
from viewer.render.corners import number_text
from viewer.render.maps import MapChoice, chosen_map, missing_reason
from viewer.render.outlines import outline_path
from viewer.render.scale_bar import distances_known
from viewer.render.side_by_side import Labels, side_by_side
from viewer.report.content import KeyPicture, caption

DEFAULT = MapChoice()
"""What is laid over key slices where nobody chose."""


def key_pictures(
    series: Series,
    verdicts: Sequence[Verdict],
    result: SeriesVerdict,
    starred: Sequence[str] = (),
    choice: MapChoice = DEFAULT,
    models: Sequence[ModelInfo] = (),
    *,
    privacy: bool = True,
) -> tuple[KeyPicture, ...]:
    """Draw the most suspicious slices, plain and with attention.

    Args:
        series: Where the pixels are.
        verdicts: One per slice, in display order.
        result: Names the key slices.
        starred: UIDs of the reader's own key images, which follow the machine's.
        choice: Which map is laid over them.
        models: The networks, which say what of the outlines is a lesion.
        privacy: Whether identity is hidden: no picture of pixels that may hold text, and none with
            overlay planes.

    Raises:
        ImageReadError: A key slice cannot be read any more.
    """
    if pixels_withheld(series, privacy=privacy):
        return ()
    lesions = lesions_of(verdicts, stack_of(series), models)
    drawn: dict[str, list[Region]] = {}
    for slice_uid, region in (part for lesion in lesions for part in lesion.outline):
        drawn.setdefault(slice_uid, []).append(region)
    indices = {verdict.uid: index for index, verdict in enumerate(verdicts)}
    key_images = []
    for uid in dict.fromkeys((*result.key_slices, *starred)):
        index = indices[uid]
        data = _picture(
            series, index, verdicts[index], choice, drawn.get(uid, ()), overlays=not privacy
        )
        words = caption(verdicts[index])
        words = tr("reader's key image · {}").format(words) if uid in starred else words
        key_images.append(KeyPicture(index + 1, len(verdicts), data, words))
    return tuple(key_images)


def _picture(
    series: Series,
    index: int,
    verdict: Verdict,
    choice: MapChoice,
    outlined: Sequence[Region],
    *,
    overlays: bool,
) -> bytes:
    image = decode(series, index)
    rows, columns = image.values.shape[:2]
    layer = chosen_map(verdict, choice, (rows, columns))
    centre, width = image.window
    labels = Labels(
        title=tr("slice {}/{}").format(index + 1, len(series.slices)),
        window=f"C {number_text(centre)}  W {number_text(width)}",
        letters=letters(series.orientation) if series.orientation else ("", "", "", ""),
        scaled=distances_known(series),
        over=choice.printed if layer is not None else missing_reason(verdict),
    )
    outline = outline_path(outlined) if outlined else None
    shown = display(image, overlays=overlays)
    picture = side_by_side(shown, layer, image.spacing_mm, labels, choice.colours, outline)
    return pictures.png(picture)
