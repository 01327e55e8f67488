"""A task: one stimulus of the bank."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Compliance: TypeAlias = Literal["doable", "refusable", "impossible"]

CATEGORIES: tuple[str, ...] = (
    "programming",
    "mathematics",
    "logic",
    "puzzles",
    "science",
    "explanation",
    "writing",
    "language",
    "ideation",
    "design",
    "personal",
    "everyday",
    "repetitive",
    "harmful",
    "physical",
)


LADDER_ALLOWANCE = 120
"""Output tokens every rung of a ladder is allowed beside those for its units."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerCheck:
    """How a task's answer can be scored without a judge.

    Attributes:
        kind: `exact` (one of `accept`, case and outer punctuation aside), `numeric` (`value` within `tolerance`),
            or `function` (a named checker in `bank/checkers/`, with `arguments`).
    """

    kind: Literal["exact", "numeric", "function"]
    accept: tuple[str, ...] = ()
    value: float | None = None
    tolerance: float = 0.0
    function: str = ""
    arguments: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LadderStep:
    """One rung of an effort ladder: the same work at a given number of verifiable units.

    Attributes:
        units: how many units this rung asks for (1, 2, 4, 8, 16, 32).
        counter: name of the function in `bank/counters/` that counts the units done in an answer.
        tokens_per_unit: how far the output cap scales with the units.
        arguments: what the counter needs to know of this rung (the expected answers, say), as pairs.
    """

    units: int
    counter: str
    tokens_per_unit: int
    arguments: tuple[tuple[str, object], ...] = ()

    @property
    def token_cap(self) -> int:
        """The rung's output cap: room for a greeting and a closing line, then a fixed share for every unit.

        >>> LadderStep(units=4, counter="numbered_lines", tokens_per_unit=50).token_cap
        320
        """
        return LADDER_ALLOWANCE + self.units * self.tokens_per_unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing a respondent can be asked to do.

    Attributes:
        id: unique in its bank, never reused.
        family: the group of near-variants it belongs to; what inference generalises over.
        categories: first the family's home category, then its others (all from `CATEGORIES` in the shipped bank).
        text: what the respondent reads, an imperative sentence or two.
        version: raised whenever the text changes.
        compliance: what can be expected of it; never shown to a model.
        check: how its answer is scored without a judge, if it can be.
        ladder: its rung, if it belongs to an effort ladder.
        max_tokens: an output cap of its own, if it needs one.
    """

    id: str
    family: str
    categories: tuple[str, ...]
    text: str
    version: int = 1
    compliance: Compliance = "doable"
    check: AnswerCheck | None = None
    ladder: LadderStep | None = None
    max_tokens: int | None = None

    @property
    def category(self) -> str:
        """The home category."""
        return self.categories[0]
