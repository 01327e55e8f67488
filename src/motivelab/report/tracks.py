"""The published computation beside the recommended one, and how the two answers to one question relate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from motivelab.analyses.protocol.analysis import Analysis, Row
from motivelab.report.no_effect import OMNIBUS, no_effect
from motivelab.report.sentence import excludes

Verdict: TypeAlias = Literal[
    "agrees", "shown only as published", "shown only as recommended", "opposite sign", "not shown here", ""
]
"""How the two relate; "not shown here" where the published number comes without a test, is not small, and no effect is
shown here; "" where nothing is tested."""

_USUAL: Mapping[str, str] = {"term": "total", "moment": "pre", "condition": "none", "criterion": "all criteria"}
"""What a recommended row may say beyond a published one and still answer the same."""

TAKEN_FOR_SOMETHING = 0.10
"""A correlation printed without a test that readers would take for something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """A number as it was published to be computed, and the recommended one where both answer the same."""

    published: Row
    recommended: Row | None

    @property
    def bare(self) -> float:
        """How far a published number without test or interval is from no effect; 0 for any other."""
        e, nothing = self.published.estimate, no_effect(self.published)
        return abs(e.value - nothing) if nothing is not None and e.p is None and e.low is None else 0.0

    @property
    def comparable(self) -> bool:
        """Whether both are about an effect."""
        return bool(self.verdict) or (self.recommended is not None and self.bare > 0)

    @property
    def verdict(self) -> Verdict:
        """How the two relate."""
        if self.recommended is None:
            return ""
        there, here = _sign(self.published), _sign(self.recommended)
        if here is None:
            return ""
        if there is None:
            return "not shown here" if here == 0 and self.bare >= TAKEN_FOR_SOMETHING else ""
        if there == here:
            return "agrees"
        if there and here:
            return "opposite sign"
        return "shown only as published" if there else "shown only as recommended"


def pairings(analysis: Analysis) -> tuple[Pairing, ...]:
    """Every published row with its counterpart, or without one.

    The counterpart is the recommended row of the same labels; else the only one that says no more than that it is about
    all tasks and criteria, before the task, with nothing added.
    """
    ours: dict[str, list[Row]] = {}
    for row in analysis.rows:
        if row.track == "recommended":
            ours.setdefault(row.labels.get("measure", ""), []).append(row)
    return tuple(
        Pairing(published=row, recommended=_counterpart(row, ours.get(row.labels.get("measure", ""), [])))
        for row in analysis.rows
        if row.track == "as_published"
    )


def _counterpart(row: Row, ours: list[Row]) -> Row | None:
    labels = {k: v for k, v in row.labels.items() if v}
    near = []
    for other in ours:
        beyond = {k: v for k, v in other.labels.items() if v and labels.get(k) != v}
        if any(k in labels for k in beyond) or any(k not in other.labels for k in labels):
            continue
        if not beyond:
            return other
        if all(_USUAL.get(k) == v for k, v in beyond.items()):
            near.append(other)
    return near[0] if len(near) == 1 else None


def _sign(row: Row) -> int | None:
    """Direction of an effect that is shown, 0 where none is, None where the row tests nothing."""
    e, nothing = row.estimate, no_effect(row)
    if e.statistic in OMNIBUS:
        return None if e.p is None else int(e.p <= 0.05)
    if nothing is None or (e.p is None and e.low is None):
        return None
    shown = e.p <= 0.05 if e.p is not None and e.low is None else excludes(row, nothing)
    return (1 if e.value > nothing else -1) if shown else 0
