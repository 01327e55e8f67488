"""Variance components of crossed and nested random terms, balanced or not, by Henderson's first method."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from motivelab.errors import DegenerateDataError

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Term:
    """One random term: which of its cells every row falls into.

    Attributes:
        codes: (n_rows,) cell of each row, 0 .. n_cells - 1.
        first: (n_cells,) a row of each cell.
        joint: for every term of the model, the index of the term whose cells are the crossing of both, or -1 where the
            crossing tells every single row apart.
    """

    codes: Integers
    first: Integers
    joint: tuple[int, ...]


def term_cells(codes: Sequence[Integers]) -> tuple[Integers, Integers]:
    """Number the combinations of several codes that occur: cell of each row, and a first row of each cell.

    Example:
        >>> cells, first = term_cells([np.array([0, 0, 1]), np.array([2, 2, 2])])
        >>> cells.tolist(), first.tolist()
        ([0, 0, 1], [0, 2])
    """
    cell = np.zeros(len(codes[0]), dtype=np.int64)
    for code in codes:
        cell = np.unique(cell * (int(code.max()) + 1) + code, return_inverse=True)[1]
    _, first = np.unique(cell, return_index=True)
    return cell.astype(np.int64), first.astype(np.int64)


def variance_components(y: Floats, terms: Sequence[Term], *, weights: Floats | None = None) -> Floats:
    """Unbiased estimates of the variance of each term and, last, of the residual; they may be negative.

    The uncorrected sum of squares T_t = sum over cells (sum y)^2 / n has expectation N mu^2 + sum_s sigma_s^2 k(s, t)
    + cells sigma_e^2, where k(s, t) sums n_{st}^2 / n_t over the crossing of both terms. Equating each T and the total
    sum of squares to their expectations is a linear system. On balanced data this is the analysis of variance.

    Args:
        y: (n_rows,) complete.
        terms: random terms, closed under crossing (the joint of two terms is one of them).
        weights: (n_rows,) 0 leaves a row out.

    Raises:
        DegenerateDataError: two terms cannot be told apart in these rows.

    Reference:
        Searle, Casella and McCulloch (1992), Variance Components, section 5.3.
    """
    w = np.ones(len(y)) if weights is None else weights
    total = float(w.sum())
    centred = y - float((w * y).sum()) / total
    counts = [np.bincount(t.codes, weights=w, minlength=len(t.first)) for t in terms]
    m = len(terms)
    system = np.empty((m + 1, m + 1))
    right = np.empty(m + 1)
    spread = np.array([float((n**2).sum()) / total for n in counts])
    for i, t in enumerate(terms):
        n = counts[i]
        seen = n > 0
        sums = np.bincount(t.codes, weights=w * centred, minlength=len(n))
        right[i] = float((sums[seen] ** 2 / n[seen]).sum())
        system[i, m] = float(seen.sum()) - 1
        for j in range(m):
            crossing = t.joint[j]
            n_joint = w if crossing < 0 else counts[crossing]
            held = n[t.codes if crossing < 0 else t.codes[terms[crossing].first]]
            system[i, j] = float((n_joint[n_joint > 0] ** 2 / held[n_joint > 0]).sum()) - spread[j]
    right[m] = float((w * centred**2).sum())
    system[m, :m] = total - spread
    system[m, m] = total - 1
    scale = np.abs(system).max(axis=0)
    if (scale <= 0).any() or np.linalg.cond(system / scale) > 1e10:
        raise DegenerateDataError("two variance components cannot be told apart in these data (a facet is confounded)")
    solution: Floats = np.linalg.solve(system / scale, right) / scale
    return solution
