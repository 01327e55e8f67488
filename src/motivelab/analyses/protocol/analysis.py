"""What a research question declares, and what comes back when it is answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from motivelab.schema.estimate import Estimate

Track: TypeAlias = Literal["recommended", "as_published"]
Scale: TypeAlias = Literal["percent", "points", "share", "tokens", "rating", "coefficient"]
"""How a value reads: percent of the response range, points (differences) on it, a share from 0 to 1, tokens, a mean
rating in the rubric's own numbers, or a bare coefficient."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """What a question says about itself.

    Attributes:
        name: its module's name.
        title: heading of its section.
        question: the question in one plain sentence.
        method: how it is answered, in two sentences.
        order: place of its section in a report, lowest first; names break ties.
        links: names of the questions whose answers should be read beside this one's.
    """

    name: str
    title: str
    question: str
    method: str
    order: int
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One estimate and what it is about.

    Attributes:
        labels: what tells it from the analysis's other rows (`respondent`, `measure`, `category`, `condition`, ...).
        estimate: the number with its uncertainty.
        scale: how its value reads.
        track: `recommended`, or `as_published` where the founding study's computation is repeated.
    """

    labels: Mapping[str, str]
    estimate: Estimate
    scale: Scale
    track: Track = "recommended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """A question answered as far as the tables allow.

    Attributes:
        declaration: what was asked, and how.
        rows: the estimates.
        notes: a sentence for each thing that could not be estimated ("not estimable: ..."), or that bears on reading
            the rows.
    """

    declaration: Declaration
    rows: tuple[Row, ...]
    notes: tuple[str, ...]

    @classmethod
    def of(cls, declaration: Declaration, outcomes: Iterable[Row | str]) -> Analysis:
        """Sort outcomes into rows and notes, each note once.

        Example:
            >>> d = Declaration(name="x", title="X", question="X?", method="By x. And y.", order=1)
            >>> Analysis.of(d, ["not estimable: x", "not estimable: x"]).notes
            ('not estimable: x',)
        """
        found = tuple(outcomes)
        return cls(
            declaration=declaration,
            rows=tuple(o for o in found if isinstance(o, Row)),
            notes=tuple(dict.fromkeys(o for o in found if isinstance(o, str))),
        )

    def select(self, **labels: str) -> tuple[Row, ...]:
        """The rows that carry all the given labels."""
        return tuple(r for r in self.rows if all(r.labels.get(k) == v for k, v in labels.items()))
