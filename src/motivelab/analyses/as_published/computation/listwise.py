"""Which tasks survive the published computation's deletions, and the matrices of those that do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from motivelab.analyses.as_published.cells import PublishedCells
from motivelab.analyses.as_published.computation.names import CRITERIA, NONE, TOKENS

Floats: TypeAlias = NDArray[np.float64]
Bools: TypeAlias = NDArray[np.bool_]

ALL: Final = "all"
"""Their name of the replies of all respondents pooled."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Block:
    """One respondent's tasks, or those of all pooled, after listwise deletion.

    Attributes:
        name: the respondent, or `all`.
        columns: measure and condition of each column.
        rows: positions of the surviving tasks.
        means: (surviving tasks, columns).
        dropped: positions of tasks that were asked about and did not survive.
        n_columns: columns that deletion looked at, as the authors' merged file counts them.
    """

    name: str
    columns: tuple[tuple[str, str], ...]
    rows: NDArray[np.int64]
    means: Floats
    dropped: NDArray[np.int64]
    n_columns: int

    def values(self, metric: str, condition: str = NONE) -> Floats | None:
        """A column over surviving tasks, or None where there is no such cell."""
        at = (metric, condition)
        return self.means[:, self.columns.index(at)] if at in self.columns else None

    def conditions(self, metric: str) -> tuple[str, ...]:
        """Conditions under which a measure was taken, by name."""
        return tuple(sorted(c for m, c in self.columns if m == metric))


def of_respondent(cells: PublishedCells, respondent: int) -> Block:
    """A respondent's tasks that have a number in every planned cell, tokens apart."""
    planned = cells.planned[respondent]
    columns = tuple(c for c, keep in zip(cells.columns, planned, strict=True) if keep)
    means = cells.means(respondent)[:, planned]
    return _deleted(cells.respondents[respondent], columns, means, cells.logged[respondent], with_tokens=False)


def of_all(cells: PublishedCells, *, with_tokens: bool = False) -> Block:
    """The pooled cells: every reply of every respondent in one list, and one flat mean of it.

    Only columns that every respondent was to fill take part. A respondent with a lost reply weighs less.

    Args:
        cells: the cells.
        with_tokens: whether tokens take part in the deletion, as they do where conditions are compared.
    """
    planned = _common(cells)
    columns, means = _pooled(cells, planned)
    return _deleted(ALL, columns, means, _logged(cells), with_tokens=with_tokens)


def pooled_columns(cells: PublishedCells, wanted: tuple[tuple[str, str], ...]) -> Block | None:
    """Pooled cells after a deletion that looks at some columns only; None where one was not planned for all."""
    planned = _common(cells)
    columns, means = _pooled(cells, planned)
    if not set(wanted) <= set(columns):
        return None
    chosen = [columns.index(c) for c in wanted]
    return _deleted(ALL, wanted, means[:, chosen], _logged(cells), with_tokens=True)


def _common(cells: PublishedCells) -> Bools:
    """Columns that every respondent was to fill."""
    if not cells.respondents:
        return np.zeros(len(cells.columns), dtype=np.bool_)
    return np.asarray(cells.planned.all(axis=0), dtype=np.bool_)


def _logged(cells: PublishedCells) -> Bools:
    """Tasks that some respondent was asked about in full."""
    return np.asarray(cells.logged.any(axis=0), dtype=np.bool_)


def _pooled(cells: PublishedCells, planned: Bools) -> tuple[tuple[tuple[str, str], ...], Floats]:
    columns = tuple(c for c, keep in zip(cells.columns, planned, strict=True) if keep)
    total, count = np.zeros((len(cells.tasks), len(columns))), np.zeros((len(cells.tasks), len(columns)))
    for r in range(len(cells.respondents)):
        total += cells.total[r][:, planned]
        count += cells.count[r][:, planned]
    means = np.full(total.shape, np.nan)
    np.divide(total, count, out=means, where=count > 0)
    return columns, means


def _deleted(
    name: str, columns: tuple[tuple[str, str], ...], means: Floats, logged: Bools, *, with_tokens: bool
) -> Block:
    tokens = np.array([metric == TOKENS for metric, _ in columns], dtype=np.bool_)
    looked_at = np.ones(len(columns), dtype=np.bool_) if with_tokens else ~tokens
    kept = logged & ~np.isnan(means[:, looked_at]).any(axis=1) if columns else np.zeros_like(logged)
    # ratings of the unmanipulated work stand in the merged file twice, and a latency beside every count of tokens
    twice = sum(metric in CRITERIA and condition == NONE for metric, condition in columns)
    return Block(
        name=name,
        columns=columns,
        rows=np.flatnonzero(kept),
        means=means[kept],
        dropped=np.flatnonzero(logged & ~kept),
        n_columns=int((~tokens).sum()) + twice + (2 * int(tokens.sum()) if with_tokens else 0),
    )
