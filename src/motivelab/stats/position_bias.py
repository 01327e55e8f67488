"""How far choice follows the place on the page."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from motivelab.errors import DegenerateDataError
from motivelab.numerics import enough_clusters
from motivelab.numerics.clustered_mean import clustered_mean
from motivelab.numerics.clustering import Clusters, clustering, column, label_codes
from motivelab.numerics.share_interval import clustered_share
from motivelab.numerics.student_t import t_interval
from motivelab.schema.estimate import Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionBias:
    """Choices of pairs shown in both orders.

    Attributes:
        first_share: share of choices that fell on the task shown first, both orders of a pair weighing alike; `p`
            tests one half.
        consistent: share of pairs whose choice did not depend on the order.
        always_first: share of pairs in which the first place won in both orders.
        always_second: share of pairs in which the second place won in both orders.
        n_pairs: pairs answered in both orders.
        n_single: pairs answered in one order only: they enter none of the figures.
    """

    first_share: Estimate
    consistent: Estimate
    always_first: Estimate
    always_second: Estimate
    n_pairs: int
    n_single: int


def position_bias(
    chose_first: ArrayLike,
    *,
    pairs: Sequence[Hashable] | NDArray[Any],
    swapped: ArrayLike,
    clusters: Clusters = None,
    level: float = 0.95,
    unit: str = "family",
) -> PositionBias:
    """Position effect from pairs shown in both orders.

    Formula: per pair and order the share of replicates that chose the first place, f (as listed) and g (swapped).
    first_share = mean of (f + g)/2, which no difference in liking can move: a task liked always gives f = 1, g = 0.
    consistent = mean of f (1-g) + (1-f) g, always_first = mean of f g, always_second = mean of (1-f)(1-g): with one
    replicate an order these are counts of pairs, with several the chance that a draw of each order agrees.
    Intervals: t on the cluster-robust error for first_share, Wilson at the effective sample size for the others.

    Args:
        chose_first: (n,) 1 where the task shown first was chosen, 0 second, NaN no choice.
        pairs: (n,) which pair.
        swapped: (n,) 0 as listed, 1 the other way round.
        clusters: (n,) family of the pair (constant inside a pair), or None: pairs are independent.
        level: nominal coverage.
        unit: what a cluster is.

    Returns:
        PositionBias. Flags: `unpaired` (pairs in one order only left out), `missing`, `few_clusters`, `boundary` (a
        share of 0 or 1: each cluster then counts as one choice), `no_variance` (a first_share that is the same in every
        cluster).

    Raises:
        DegenerateDataError: fewer than two pairs answered in both orders, values other than 0 and 1, or a pair in two
            clusters.

    Example:
        >>> b = position_bias([1, 1, 1, 0, 1, 1], pairs=[1, 1, 2, 2, 3, 3], swapped=[0, 1, 0, 1, 0, 1])
        >>> round(b.first_share.value, 3), round(b.consistent.value, 3), round(b.always_first.value, 3)
        (0.833, 0.333, 0.667)

    In R:
        `prop.test(sum(chose_first), n, correct = FALSE)` up to the effective n; shares by `aggregate`.

    Reference:
        Zheng et al. (2023), arXiv:2306.05685, for the protocol of swapping; Dean and Pagano (2015) for the interval.
    """
    y, s = column(chose_first, name="chose_first"), column(swapped, name="swapped")
    for name, c in (("chose_first", y), ("swapped", s)):
        odd = c[np.isfinite(c) & (c != 0) & (c != 1)]
        if len(odd):
            raise DegenerateDataError(f"{name} holds {odd[0]!r}; it must be 0 or 1")
    codes, labels = label_codes(pairs, name="pairs")
    if len(codes) != len(y):
        raise DegenerateDataError(f"pairs has {len(codes)} labels for {len(y)} choices; give one each")
    g = clustering(clusters if clusters is not None else codes, y, s)
    y, s, codes = y[g.keep], s[g.keep].astype(np.int64), codes[g.keep]
    cell = 2 * codes + s
    counts = np.bincount(cell, minlength=2 * len(labels)).reshape(-1, 2)
    wins = np.bincount(cell, weights=y, minlength=2 * len(labels)).reshape(-1, 2)
    both = (counts > 0).all(axis=1)
    n_pairs = int(both.sum())
    n_single = int((counts > 0).any(axis=1).sum()) - n_pairs
    if n_pairs < 2:
        raise DegenerateDataError(f"{n_pairs} pair(s) were answered in both orders; at least 2 are needed")
    f, h = (wins[both] / counts[both]).T
    family = np.zeros(len(labels), dtype=np.int64)
    family[codes] = g.codes
    torn = np.flatnonzero(family[codes] != g.codes)
    if len(torn):
        raise DegenerateDataError(f"pair {labels[int(codes[torn[0]])]!r} lies in two clusters; a pair is of one family")
    _, member = np.unique(family[both], return_inverse=True)
    member = member.astype(np.int64)
    n_clusters = int(member.max()) + 1
    if n_clusters < 2:
        raise DegenerateDataError("the pairs answered in both orders are of one cluster; at least 2 are needed")
    flags = (() if g.keep.all() else ("missing",)) + (("unpaired",) if n_single else ())
    flags += ("few_clusters",) if n_clusters < enough_clusters.MEAN else ()

    def share(name: str, values: NDArray[np.float64]) -> Estimate:
        i = clustered_share(values, member, n_clusters=n_clusters, level=level)
        return Estimate(
            statistic=name,
            value=i.value,
            low=i.low,
            high=i.high,
            level=level,
            n=len(values),
            unit="pair" if clusters is None else unit,
            n_units=n_clusters,
            method=f"Wilson at effective n {i.n_effective:.4g}",
            se=i.se,
            df=None if math.isinf(i.df) else i.df,
            flags=flags + (("boundary",) if i.value in (0.0, 1.0) else ()),
        )

    # A pair liked one way gives exactly one half in both orders: the error is that of the spread between pairs, far
    # below the binomial's.
    m = clustered_mean((f + h) / 2, member, n_clusters=n_clusters)
    spread = m.se > 1e-14
    t = t_interval(m.value, se=m.se, df=m.df, level=level, null=0.5)
    if m.value in (0.0, 1.0):
        # One place took everything, the strongest bias there is: each cluster counts as one choice, as in the shares.
        edge = share("first_share", (f + h) / 2)
        p = 2 * float(special.stdtr(n_clusters - 1.0, -math.sqrt(n_clusters)))
        first_share = replace(edge, df=n_clusters - 1.0, p=p)
    else:
        first_share = Estimate(
            statistic="first_share",
            value=m.value,
            low=max(0.0, t.low) if spread else None,
            high=min(1.0, t.high) if spread else None,
            level=level,
            n=len(f),
            unit="pair" if clusters is None else unit,
            n_units=n_clusters,
            method="mean over pairs, CR2 errors, Satterthwaite t",
            se=m.se if spread else None,
            df=m.df if spread else None,
            p=t.p if spread else None,
            flags=flags if spread else (*flags, "no_variance"),
        )
    return PositionBias(
        first_share=first_share,
        consistent=share("consistent_share", f * (1 - h) + (1 - f) * h),
        always_first=share("always_first_share", f * h),
        always_second=share("always_second_share", (1 - f) * (1 - h)),
        n_pairs=n_pairs,
        n_single=n_single,
    )
