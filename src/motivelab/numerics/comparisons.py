"""Choices between two items as they were handed in, checked and coded."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from motivelab.errors import DegenerateDataError, choices
from motivelab.numerics import enough_clusters
from motivelab.numerics.clustering import Clusters, clustering, column, label_codes

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Comparisons:
    """Complete comparisons.

    Attributes:
        first: (n,) item shown first, coded.
        second: (n,) item shown second.
        outcome: (n,) 1 first chosen, 0 second, 0.5 tie.
        labels: names of the items, in the order of their codes.
        codes: (n,) cluster of each, or None.
        n_clusters: how many, or None.
        tied: whether there are ties.
        modelled: whether they have a parameter of their own.
        met: (n_items,) comparisons of each item.
        df: clusters less parameters; infinite without clusters.
        flags: `missing`, `penalised`, `sparse`, `repeats_as_independent`, `few_clusters`.
    """

    first: Integers
    second: Integers
    outcome: Floats
    labels: list[Any]
    codes: Integers | None
    n_clusters: int | None
    tied: bool
    modelled: bool
    met: Integers
    df: float
    flags: tuple[str, ...]


def read_comparisons(
    first: Sequence[Hashable] | NDArray[Any],
    second: Sequence[Hashable] | NDArray[Any],
    outcome: ArrayLike,
    *,
    ties: str,
    tie_model: str,
    position: bool,
    penalty: float,
    reference: Hashable | None,
    clusters: Clusters,
) -> Comparisons:
    """Check what a model of paired choices is given.

    Args:
        first: (n,) item shown first.
        second: (n,) item shown second.
        outcome: (n,) 1, 0 or 0.5, NaN for no answer.
        ties: `half`, `refuse`, or the next.
        tie_model: what this model calls ties with a parameter of their own.
        position: whether position is a parameter.
        penalty: on squared utilities.
        reference: item whose utility is 0, or None.
        clusters: labels of comparisons that are not independent, or None.

    Raises:
        DegenerateDataError: unequal lengths, an unknown choice or reference, a negative penalty, an outcome other than
            0, 0.5, 1, an item against itself, ties where they are refused.
    """
    y = column(outcome, name="outcome")
    codes, labels = label_codes([*first, *second], name="first and second")
    if not len(first) == len(second) == len(y):
        lengths = [len(first), len(second)]
        raise DegenerateDataError(f"first and second hold {lengths!r} labels for {len(y)} outcomes; give one each")
    if ties not in (tie_model, "half", "refuse"):
        raise DegenerateDataError(f"ties is {ties!r}; {choices(ties, [tie_model, 'half', 'refuse'])}")
    if not (penalty >= 0 and math.isfinite(penalty)):
        raise DegenerateDataError(f"penalty is {penalty!r}; it must be 0 or more")
    if reference is not None and reference not in labels:
        raise DegenerateDataError(f"reference is {reference!r}; {choices(reference, labels)}")
    g = clustering(clusters, y, at_least=1 if clusters is None else 2)
    one, two, y = codes[: len(y)][g.keep], codes[len(y) :][g.keep], y[g.keep]
    odd = y[(y != 0) & (y != 1) & (y != 0.5)]
    if len(odd):
        raise DegenerateDataError(f"outcome holds {odd[0]!r}; it must be 1 (first), 0 (second) or 0.5 (tie)")
    if (one == two).any():
        raise DegenerateDataError(f"item {labels[int(one[one == two][0])]!r} is compared with itself")
    tied = bool((y == 0.5).any())
    if tied and ties == "refuse":
        raise DegenerateDataError(f"{int((y == 0.5).sum())} comparisons are ties; model them or count them as halves")
    modelled = tied and ties == tie_model
    k = len(labels)
    flags = (() if g.keep.all() else ("missing",)) + (("penalised",) if penalty > 0 else ())
    flags += ("sparse",) if len(y) < 15 * (k + position + modelled) and penalty <= 0 else ()
    pairs = np.minimum(one, two) * k + np.maximum(one, two)
    flags += ("repeats_as_independent",) if clusters is None and len(np.unique(pairs)) < len(y) else ()
    flags += ("few_clusters",) if clusters is not None and g.n_clusters < enough_clusters.SANDWICH else ()
    return Comparisons(
        first=one,
        second=two,
        outcome=y,
        labels=labels,
        codes=None if clusters is None else g.codes,
        n_clusters=None if clusters is None else g.n_clusters,
        tied=tied,
        modelled=modelled,
        met=np.bincount(np.concatenate([one, two]), minlength=k),
        df=math.inf if clusters is None else float(g.n_clusters - (k - 1) - position - modelled),
        flags=flags,
    )


def anchored(parameters: Floats, covariance: Floats, *, at: int, items: int) -> tuple[Floats, Floats]:
    """Parameters and covariance once the utility of one item is taken off those of all."""
    shift = np.eye(len(parameters))
    shift[:items, at] -= 1
    return shift @ parameters, shift @ covariance @ shift.T
