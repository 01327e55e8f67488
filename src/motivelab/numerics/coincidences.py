"""Pairable values: ratings of units by judges, coded, with what each unit adds to agreement and to chance."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from motivelab.errors import DegenerateDataError
from motivelab.numerics.number_array import is_missing

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]
Metric: TypeAlias = Literal["nominal", "ordinal", "interval", "ratio"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CodedRatings:
    """Ratings as category numbers.

    Attributes:
        codes: (n_units, n_judges) 0 .. V - 1, -1 for missing.
        values: the V categories in order (sorted, or as the caller gave them).
    """

    codes: Integers
    values: tuple[Any, ...]

    @property
    def counts(self) -> Floats:
        """(n_units, V) how many judges gave each unit each category."""
        v = len(self.values)
        out = np.zeros((len(self.codes), v + 1))
        np.add.at(out, (np.arange(len(self.codes))[:, None], self.codes), 1.0)
        return out[:, :v]


def coded_ratings(
    ratings: Sequence[Sequence[Any]] | NDArray[Any], *, categories: Sequence[Any] | None = None, numeric: bool = False
) -> CodedRatings:
    """Number the categories of a table of units by judges; None, NaN and NA are missing.

    Args:
        ratings: (n_units, n_judges), numbers or labels, as rows, an array, or a frame of pandas or Polars.
        categories: all categories in their order; None takes those that occur, sorted.
        numeric: insist on numbers (interval and ratio distances are between the values themselves).

    Raises:
        DegenerateDataError: rows of unequal length, a value that is not among `categories` or not a number, or values
            that
            cannot be sorted.

    Example:
        >>> c = coded_ratings([["no", "yes"], [None, "no"]])
        >>> c.codes.tolist(), c.values
        ([[0, 1], [-1, 0]], ('no', 'yes'))
    """
    table: Any = ratings.to_numpy() if hasattr(ratings, "to_numpy") else ratings  # a frame yields columns, not rows
    lines = table.tolist() if isinstance(table, np.ndarray) else table if isinstance(table, Iterable) else [table]
    if not all(isinstance(line, Iterable) and not isinstance(line, str) for line in lines):
        raise DegenerateDataError("ratings are one column; give a table: units in rows, one column a judge")
    rows = [list(line) for line in lines]
    if not rows or len({len(r) for r in rows}) != 1:
        raise DegenerateDataError("ratings must be a table: units in rows, one column a judge, None or NaN for missing")
    if any(isinstance(v, (list, np.ndarray)) for row in rows for v in row):
        raise DegenerateDataError("ratings hold a list in a cell; give a table with one rating a cell")
    cells = [v for row in rows for v in row if not is_missing(v)]
    if numeric and not all(isinstance(v, (int, float, np.number)) and math.isfinite(v) for v in cells):
        wrong = next(v for v in cells if not (isinstance(v, (int, float, np.number)) and math.isfinite(v)))
        raise DegenerateDataError(f"rating {wrong!r} is not a finite number; this distance needs numbers")
    if categories is None:
        try:
            values = sorted(set(cells))
        except TypeError:
            raise DegenerateDataError("ratings mix kinds that have no order; name the categories in order") from None
    else:
        values = list(categories)
    index = {v: i for i, v in enumerate(values)}
    if len(index) != len(values):
        raise DegenerateDataError(f"categories {values!r} name one twice")
    unknown = [v for v in cells if v not in index]
    if unknown:
        raise DegenerateDataError(f"rating {unknown[0]!r} is not among the categories {values!r}")
    codes = np.array([[-1 if is_missing(v) else index[v] for v in row] for row in rows], dtype=np.int64)
    return CodedRatings(codes=codes, values=tuple(values))


def coincidences(counts: Floats) -> Floats:
    """Coincidence matrix (V, V): every ordered pair of values within a unit, weighing 1 over the unit's values minus
    one.

    Units with fewer than two values are not pairable and add nothing. It sums to the number of pairable values.

    Example:
        >>> coincidences(np.array([[2.0, 0.0], [1.0, 1.0], [1.0, 0.0]])).tolist()
        [[2.0, 1.0], [1.0, 0.0]]

    Reference:
        Krippendorff (2019), Content Analysis, 4th edition, chapter 12.
    """
    m = counts.sum(axis=1)
    paired = counts[m > 1]
    w = 1 / (m[m > 1] - 1)
    out: Floats = (paired * w[:, None]).T @ paired - np.diag((paired * w[:, None]).sum(axis=0))
    return out


def squared_distances(values: Floats, totals: Floats, *, metric: Metric) -> Floats:
    """Squared distance of every pair of values (V, V).

    nominal: 1 unless equal; interval: (c - k)^2; ratio: ((c - k)/(c + k))^2, 0 for two zeros; ordinal: squared
    difference of mid-ranks by `totals`, the number of pairable values of each category.

    Example:
        >>> squared_distances(np.array([1.0, 3.0]), np.array([4.0, 2.0]), metric="ordinal").tolist()
        [[0.0, 9.0], [9.0, 0.0]]
    """
    if metric == "nominal":
        return 1.0 - np.eye(len(values))
    place = np.cumsum(totals) - totals / 2 if metric == "ordinal" else values
    gap = place[:, None] - place
    if metric == "ratio":
        both = place[:, None] + place
        gap = np.divide(gap, both, out=np.zeros_like(gap), where=both != 0)
    return np.asarray(gap**2, dtype=np.float64)
