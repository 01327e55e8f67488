"""A manipulation: the independent variable, in several wordings, and its neutral control."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

from motivelab.schema.digest import content_digest

Construct: TypeAlias = Literal[
    "positive_extrinsic",
    "positive_intrinsic",
    "negative",
    "demotivation",
    "neutral",
    "money_gain",
    "money_loss",
    "other",
]
Placement: TypeAlias = Literal["before_task", "after_task", "system"]

NO_MANIPULATION = "none"
"""The condition in which nothing is added."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ManipulationWording:
    """One text of a manipulation.

    Attributes:
        id: unique in its manipulation (`money-1`).
        text: added to the prompt when one task is given.
        pair_text: added when two tasks are offered; `{task}` stands for the label of the task it is about ("Task 1").
            Empty where the manipulation has no wording for choices.
        version: raised whenever either text changes.
        match: id of the control wording matched to it in length, person, mood and clause type (empty for controls).
    """

    id: str
    text: str
    pair_text: str = ""
    version: int = 1
    match: str = ""

    @property
    def digest(self) -> str:
        """Digest of both texts."""
        return content_digest([self.text, self.pair_text])


@dataclass(frozen=True, kw_only=True)
class Manipulation:
    """A condition of the experiment.

    Attributes:
        id: its name in study files and tables, equal to its file's.
        construct: what it is meant to move.
        title: a label for people.
        wordings: its texts.
        control: True for the pool of neutral texts.
        dose: for ladders, its amount (dollars, signed), else None.
        version: a label for people; digests decide.
    """

    id: str
    construct: Construct
    title: str
    wordings: tuple[ManipulationWording, ...]
    control: bool = False
    dose: float | None = None
    version: int = 1

    @cached_property
    def digest(self) -> str:
        """Digest of all wordings."""
        return content_digest([w.digest for w in self.wordings])
