"""The mean of something measured on choices, where one choice sets two tasks against each other."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from motivelab.errors import DegenerateDataError
from motivelab.numerics import enough_clusters
from motivelab.numerics.clustering import column, label_codes
from motivelab.numerics.sandwich import dyadic_meat
from motivelab.numerics.student_t import t_interval
from motivelab.schema.estimate import Estimate


def pair_mean(
    values: ArrayLike,
    *,
    first: Sequence[Hashable] | NDArray[Any],
    second: Sequence[Hashable] | NDArray[Any],
    null: float = 0.0,
    level: float = 0.95,
) -> Estimate:
    """Mean over choices that depend on each other whenever they share a family on either side.

    Formula: value = sum y / n, e = y - value. Dyadic-robust variance: the sum of e_i e_j over all pairs of choices that
    share a family (a choice with itself included), times G/(G - 1), over n^2; never taken smaller than the variance
    that treats pairs of families as independent. t interval with G - 1 degrees of freedom, G families.

    When to use: score differences or other numbers per choice; shares of ones have `pair_share`, whose interval stays
    in its range.

    Edge conventions: where all values agree there is no interval and no p (flag `no_variance`). Which of the two sides
    a family stands on makes no difference.

    Args:
        values: (n,) numbers, NaN for missing.
        first: (n,) family of the task shown first.
        second: (n,) family of the task shown second.
        null: mean that `p` tests against.
        level: nominal coverage.

    Returns:
        Estimate `mean`, unit `family`. Flags: `missing`, `few_clusters` (below 50), `no_variance`.

    Raises:
        DegenerateDataError: no value, fewer than three families, or columns of different lengths.

    Example:
        >>> f, s = ["a", "b", "c", "d", "a", "b"], ["b", "c", "d", "a", "c", "d"]
        >>> print(pair_mean([4, 6, 9, 2, 5, 4], first=f, second=s))
        mean 5 [2.193, 7.807]

    Reference:
        Aronow, Samii and Assenova (2015), Political Analysis 23, 564-577.
    """
    y = column(values, name="values")
    if not len(y) == len(first) == len(second):
        lengths = [len(y), len(first), len(second)]
        raise DegenerateDataError(f"values, first and second have lengths {lengths!r}; they must be equal")
    codes, _ = label_codes([*first, *second], name="families")
    keep = np.isfinite(y)
    n = int(keep.sum())
    if n == 0:
        raise DegenerateDataError("no choice to take a mean of: values holds no number")
    used, both = np.unique(np.concatenate([codes[: len(y)][keep], codes[len(y) :][keep]]), return_inverse=True)
    a, b, g = both[:n].astype(np.int64), both[n:].astype(np.int64), len(used)
    if g < 3:
        raise DegenerateDataError(f"{n} choices touch {g} families; at least 3 are needed")
    y = y[keep]
    value = float(y.mean())
    e = y - value
    _, pair = np.unique(np.minimum(a, b) * g + np.maximum(a, b), return_inverse=True)
    dyadic = float(dyadic_meat(e[:, None], a, b, n_nodes=g)[0, 0]) * g / (g - 1)
    se = math.sqrt(max(dyadic, float((np.bincount(pair, weights=e) ** 2).sum()))) / n
    spread = float(np.abs(e).max()) > 1e-12 * max(float(np.abs(y).max()), 1e-300) and se > 0
    i = t_interval(value, se=se, df=float(g - 1), level=level, null=null) if spread else None
    flags = (() if keep.all() else ("missing",)) + (("few_clusters",) if g < enough_clusters.SANDWICH else ())
    return Estimate(
        statistic="mean",
        value=value,
        low=i.low if i else None,
        high=i.high if i else None,
        level=level,
        n=n,
        unit="family",
        n_units=g,
        method="mean of choices, dyadic-robust errors by family, t" if i else "mean; choices do not differ",
        se=se if i else None,
        df=float(g - 1) if i else None,
        p=i.p if i else None,
        flags=flags if i else (*flags, "no_variance"),
    )
