"""Motivation by category as published: means of families, and their regression on overlapping category dummies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from motivelab.analyses.as_published.cells import PublishedCells
from motivelab.analyses.as_published.computation.least_squares import LeastSquares, least_squares
from motivelab.analyses.as_published.computation.listwise import of_all
from motivelab.analyses.as_published.computation.names import PRE

Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryMean:
    """Mean, median and sd (n - 1) over a category's families; NaN sd with one."""

    category: str
    mean: float
    median: float
    sd: float
    n: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CategoryTable:
    """Families pooled over respondents.

    Attributes:
        n_tasks: tasks that survived listwise deletion.
        families: each family's mean, in natural order of their ids.
        means: one a category, by name.
        regression: of family means on category dummies, by name; None where there are too few families.
    """

    n_tasks: int
    families: dict[str, float]
    means: tuple[CategoryMean, ...]
    regression: LeastSquares | None


def category_table(cells: PublishedCells, *, named: Callable[[str], str] = str) -> CategoryTable:
    """Reported motivation by category, before the task with nothing added.

    A family counts in each of its categories; those of its first surviving task are taken to be the family's.

    Args:
        cells: the cells.
        named: how a category is to be called; the order of categories follows that name.
    """
    block = of_all(cells)
    scores = block.values(PRE)
    if scores is None or not len(block.rows):
        return CategoryTable(n_tasks=len(block.rows), families={}, means=(), regression=None)
    members: dict[str, list[int]] = {}
    for place, task in enumerate(block.rows):
        members.setdefault(cells.families[task], []).append(place)
    families = {name: float(scores[places].mean()) for name, places in members.items()}
    of_family = {name: [named(c) for c in cells.categories[block.rows[places[0]]]] for name, places in members.items()}
    names = tuple(sorted({c for own in of_family.values() for c in own}))
    y = np.array(list(families.values()))
    x = np.array([[own.count(c) for c in names] for own in of_family.values()], dtype=np.float64)
    x = x.reshape(len(y), len(names))
    return CategoryTable(
        n_tasks=len(block.rows),
        families=families,
        means=tuple(_mean(c, np.repeat(y, x[:, k].astype(np.int64))) for k, c in enumerate(names)),
        regression=least_squares(y[x.sum(axis=1) > 0], x[x.sum(axis=1) > 0], names) if names else None,
    )


def _mean(category: str, values: Floats) -> CategoryMean:
    sd = float(values.std(ddof=1)) if len(values) > 1 else float("nan")
    return CategoryMean(
        category=category, mean=float(values.mean()), median=float(np.median(values)), sd=sd, n=len(values)
    )
