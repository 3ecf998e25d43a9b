"""Defines the tasks that networks are trained for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ml.core.errors import DataError
from ml.research.data.labels import PRIMARY, SECONDARY

if TYPE_CHECKING:
    from ml.research.data.examples import Example


@dataclass(frozen=True, slots=True)
class Task:
    """A question that a network is trained to answer.

    Attributes:
        name: `presence`, `source` or `tumour-class`.
        answers: One for each logit; where there are two, the last is the positive one.
        heading: In words.
        rate: The paper's initial learning rate (section III.A); ours for `tumour-class`.
    """

    name: str
    answers: tuple[str, ...]
    heading: str
    rate: float

    def label(self, example: Example) -> int | None:
        """Index into `answers`; `None` where the example does not belong to the task."""
        answer = {
            "presence": "present" if example.present else "absent",
            "source": example.source if example.present else "",
            "tumour-class": example.tumour,
        }[self.name]
        return self.answers.index(answer) if answer in self.answers else None


TASKS = {
    task.name: task
    for task in (
        Task("presence", ("absent", "present"), "Presence or absence of tumour", 1e-3),
        Task("source", (PRIMARY, SECONDARY), "Source of tumour (positive: secondary)", 1e-4),
        Task("tumour-class", ("glioma", "meningioma", "pituitary"), "Class of tumour", 1e-3),
    )
}


def of_task(task: Task, examples: Sequence[Example]) -> tuple[list[Example], list[int]]:
    """The examples that a task is about, and their labels.

    Raises:
        DataError: Fewer than two answers occur.
    """
    pairs = [(e, label) for e in examples if (label := task.label(e)) is not None]
    if len({label for _, label in pairs}) < 2:
        raise DataError(
            f"these data hold fewer than two of the answers of {task.name} "
            f"({', '.join(task.answers)}); look at the labels with `python main.py dataset check`"
        )
    return [e for e, _ in pairs], [label for _, label in pairs]
