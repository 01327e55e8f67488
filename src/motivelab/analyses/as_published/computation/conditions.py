"""Effects of conditions as published: paired t over tasks against none, ten measures, one false discovery rate."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from motivelab.analyses.as_published.cells import PublishedCells
from motivelab.analyses.as_published.computation.correlations import measured
from motivelab.analyses.as_published.computation.listwise import Block, of_all, of_respondent
from motivelab.analyses.as_published.computation.names import (
    CRITERIA,
    EFFORT,
    NONE,
    POST,
    PRE,
    QUALITY,
    SHOWN_BY_MODEL,
    TOKENS,
    printed_condition,
)
from motivelab.analyses.as_published.computation.one_sample import false_discovery, one_sample

Floats: TypeAlias = NDArray[np.float64]

METRIC_NAMES: Final = {
    "challenge": "Challenge",
    EFFORT: "Task Performance\n(Effort)",
    TOKENS: "#Tokens",
    "fear": "Fear",
    "interest": "Interest",
    "mastery": "Mastery",
    PRE: "Pre-self-report",
    QUALITY: "Task Performance",
    POST: "Post-self-report",
    "value": "Value",
}
"""The ten measures by name, and what their tables print."""

PER_HUNDRED: Final = 100 / 7
"""Brings ratings from 1 to 7 to what their figures show, so that a 1 becomes 14.3."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionRow:
    """One measure under one condition.

    Attributes:
        metric, condition: which; conditions by their published name.
        t, p: paired t against none over tasks; NaN for none itself, and without variance of the differences.
        score: mean over the tasks that have both, in the measure's own numbers; for none over all that have it.
        difference: mean of the paired differences; 0 for none.
        n: tasks behind it.
        p_adjusted: Benjamini-Hochberg over all measures and conditions of the table.
    """

    metric: str
    condition: str
    t: float
    p: float
    score: float
    difference: float
    n: int
    p_adjusted: float = float("nan")

    @property
    def significant(self) -> bool:
        """Whether the adjusted p is below .05; False without one."""
        return self.p_adjusted < 0.05


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ConditionTable:
    """All measures and conditions of one respondent, or of all pooled; sorted by measure and condition.

    Attributes:
        name: the respondent, or `all`.
        rows: the table.
        lines: lines of the long file that theirs writes (the name of the effort rating holds a line break, so its rows
            count twice).
        n_tasks: tasks that survived.
    """

    name: str
    rows: tuple[ConditionRow, ...]
    lines: int
    n_tasks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """Difference from none over tasks in pooled cells: mean and sd (n - 1) for a report and condition."""

    metric: str
    condition: str
    mean: float
    sd: float
    n: int


def condition_tables(cells: PublishedCells) -> tuple[ConditionTable, ...]:
    """One table a respondent, then that of all pooled (whose deletion looks at tokens as well)."""
    blocks = [of_respondent(cells, r) for r in range(len(cells.respondents))]
    return tuple(_table(b) for b in (*blocks, of_all(cells, with_tokens=True)))


def shifts(cells: PublishedCells) -> tuple[Shift, ...]:
    """What the published figure of shifts shows: reports before and after in pooled cells, none (zeros) included."""
    block = of_all(cells, with_tokens=True)
    out = []
    for metric in (POST, PRE):
        plain = block.values(metric)
        if plain is None or not len(plain):
            continue
        for condition in sorted(block.conditions(metric), key=printed_condition):
            own = block.values(metric, condition)
            found = one_sample(plain * 0 if own is None else own - plain)
            out.append(Shift(metric=metric, condition=condition, mean=found.mean, sd=found.sd, n=found.n))
    return tuple(out)


def by_model(tables: tuple[ConditionTable, ...]) -> list[tuple[str, ConditionRow, ConditionRow]]:
    """Respondent, row and the row of none, for the measures and conditions of the published figure by model."""
    out = []
    for table in tables[:-1]:  # the last is that of all pooled
        plain = {r.metric: r for r in table.rows if r.condition == NONE}
        out += [
            (table.name, row, plain[row.metric])
            for row in table.rows
            if row.metric in (EFFORT, TOKENS, QUALITY) and row.condition in SHOWN_BY_MODEL and row.metric in plain
        ]
    return out


def _table(block: Block) -> ConditionTable:
    rows: list[ConditionRow] = []
    lines = 0
    for metric in sorted(METRIC_NAMES):
        conditions = block.conditions(next(iter(CRITERIA)) if metric == QUALITY else metric)
        lines += len(block.rows) * len(conditions) * (2 if metric == EFFORT else 1)
        plain = measured(block, metric, NONE)
        if plain is None or not len(plain):
            continue
        for condition in conditions:
            own = measured(block, metric, condition)
            if own is not None:
                rows.append(_row(metric, condition, own, plain))
    adjusted = false_discovery([r.p for r in rows], drop_missing=True)
    done = [replace(r, p_adjusted=p) for r, p in zip(rows, adjusted, strict=True)]
    return ConditionTable(name=block.name, rows=tuple(done), lines=lines, n_tasks=len(block.rows))


def _row(metric: str, condition: str, own: Floats, plain: Floats) -> ConditionRow:
    both = ~(np.isnan(own) | np.isnan(plain))
    score = float(own[both].mean()) if both.any() else float("nan")
    if condition == NONE:
        nothing = float("nan")
        return ConditionRow(
            metric=metric, condition=condition, t=nothing, p=nothing, score=score, difference=0.0, n=int(both.sum())
        )
    found = one_sample((own - plain)[both])
    return ConditionRow(
        metric=metric, condition=condition, t=found.t, p=found.p, score=score, difference=found.mean, n=found.n
    )
