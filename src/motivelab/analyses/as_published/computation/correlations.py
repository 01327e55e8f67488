"""The published correlation tables: one a respondent, and their mean by Fisher's z."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from motivelab.analyses.as_published.cells import PublishedCells
from motivelab.analyses.as_published.computation.listwise import Block, of_respondent
from motivelab.analyses.as_published.computation.names import CRITERIA, PRINTED, QUALITY

Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CorrelationTable:
    """Correlations of reports, judged performance and tokens over one respondent's surviving tasks.

    Attributes:
        respondent: whose.
        metrics: rows and columns, in the published order; those that the study lacks are left out.
        r: the correlations.
        n: pairs behind each.
    """

    respondent: str
    metrics: tuple[str, ...]
    r: Floats
    n: NDArray[np.int64]


def correlation_tables(cells: PublishedCells) -> tuple[CorrelationTable, ...]:
    """One a respondent with nothing added, each over its own set of tasks."""
    return tuple(_of(of_respondent(cells, r)) for r in range(len(cells.respondents)))


def mean_table(tables: Sequence[CorrelationTable]) -> CorrelationTable | None:
    """Off the diagonal the Fisher-z mean over respondents, unweighted; the diagonal is that of the first table.

    Only measures that all tables have take part; None without any. A correlation that one respondent lacks is NaN.
    """
    metrics = tuple(m for m in (tables[0].metrics if tables else ()) if all(m in t.metrics for t in tables))
    if not metrics:
        return None
    stack = np.stack(
        [t.r[np.ix_(places, places)] for t in tables for places in [[t.metrics.index(m) for m in metrics]]]
    )
    counts = np.stack([t.n[np.ix_(p, p)] for t in tables for p in [[t.metrics.index(m) for m in metrics]]])
    with np.errstate(divide="ignore", invalid="ignore"):
        z = (0.5 * np.log((1 + stack) / (1 - stack))).mean(axis=0)
        r = (np.exp(2 * z) - 1) / (np.exp(2 * z) + 1)
    np.fill_diagonal(r, np.diagonal(stack[0]))
    return CorrelationTable(respondent="", metrics=metrics, r=r, n=counts.sum(axis=0))


def fisher_mean(r: Sequence[float]) -> float:
    """Mean correlation by Fisher's z, unweighted.

    Example:
        >>> round(fisher_mean([0.5, 0.9]), 4)
        0.7661
    """
    values = np.asarray(r, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = (0.5 * np.log((1 + values) / (1 - values))).mean()
        return float((np.exp(2 * z) - 1) / (np.exp(2 * z) + 1))


def pairwise_correlations(x: Floats) -> tuple[Floats, NDArray[np.int64]]:
    """Pearson correlations of columns over the rows that both have, and the number of those rows.

    NaN where a column has no variance over them, or fewer than two rows are left.
    """
    k = x.shape[1]
    r, n = np.full((k, k), np.nan), np.zeros((k, k), dtype=np.int64)
    there = ~np.isnan(x)
    for i in range(k):
        for j in range(i, k):
            both = there[:, i] & there[:, j]
            n[i, j] = n[j, i] = both.sum()
            r[i, j] = r[j, i] = _pearson(x[both, i], x[both, j])
    return r, n


def _pearson(x: Floats, y: Floats) -> float:
    if len(x) < 2 or np.ptp(x) == 0 or np.ptp(y) == 0:
        return float("nan")
    a, b = x - x.mean(), y - y.mean()
    return float(np.clip(a @ b / np.sqrt((a @ a) * (b @ b)), -1, 1))


def with_quality(block: Block, condition: str) -> Floats | None:
    """Mean of all criteria (creativity included), or None where none was rated."""
    criteria = [v for v in (block.values(c, condition) for c in CRITERIA) if v is not None]
    return np.mean(np.column_stack(criteria), axis=1) if criteria else None


def measured(block: Block, metric: str, condition: str) -> Floats | None:
    """A measure over surviving tasks, the mean of the criteria included; None where the study lacks it."""
    return with_quality(block, condition) if metric == QUALITY else block.values(metric, condition)


def _of(block: Block) -> CorrelationTable:
    found = {m: v for m in PRINTED if (v := measured(block, m, "none")) is not None}
    x = np.column_stack(list(found.values())) if found else np.zeros((0, 0))
    r, n = pairwise_correlations(x)
    return CorrelationTable(respondent=block.name, metrics=tuple(found), r=r, n=n)
