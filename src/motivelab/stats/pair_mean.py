"""The mean of something measured on choices, where one choice sets two tasks against each other."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from motivelab.errors import DegenerateDataError
from motivelab.numerics.clustering import column, label_codes
from motivelab.numerics.dyadic_jackknife import dyadic_jackknife, mean_moves
from motivelab.numerics.dyads import dyads
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

    Formula: value = sum y / n, e = y - value. Variance by leaving out each of G families with all its choices, d_g the
    move of the mean: (G - 1)/G sum d_g^2, less sum over pairs of families of (sum of e over the pair)^2 / n^2, which
    the first term counts twice; never smaller than the variance that treats pairs of families as independent. t
    interval with the Satterthwaite degrees of freedom of that sum: up to G - 1 where families carry the variance, about
    G / 4 where pairs stand for themselves.

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
        Estimate `mean`, unit `family`. Flags: `missing`, `few_clusters` (below 10), `no_variance`,
        `hinge_family` (some family is in every choice: its share in the error is unknown).

    Raises:
        DegenerateDataError: no value, fewer than three families, columns of different lengths, or a null that is no
            number.

    Example:
        >>> f, s = ["a", "b", "c", "d", "a", "b"], ["b", "c", "d", "a", "c", "d"]
        >>> print(pair_mean([4, 6, 9, 2, 5, 4], first=f, second=s))
        mean 5 [-2.84, 12.84]

    Reference:
        Frank and Snijders (1994), Journal of Official Statistics 10, 53-67; Aronow, Samii and Assenova (2015),
        Political Analysis 23, 564-577.
    """
    if not math.isfinite(null):
        raise DegenerateDataError(f"null is {null!r}; give a finite number")
    y = column(values, name="values")
    if not len(y) == len(first) == len(second):
        lengths = [len(y), len(first), len(second)]
        raise DegenerateDataError(f"values, first and second have lengths {lengths!r}; they must be equal")
    codes, _ = label_codes([*first, *second], name="families")
    keep = np.isfinite(y)
    n = int(keep.sum())
    if n == 0:
        raise DegenerateDataError("no choice to take a mean of: values holds no number")
    d = dyads(codes[: len(y)][keep], codes[len(y) :][keep])
    if d.n_nodes < 3:
        raise DegenerateDataError(f"{n} choices touch {d.n_nodes} families; at least 3 are needed")
    y = y[keep]
    value = float(y.mean())
    errors = dyadic_jackknife(mean_moves(y, d), (y - value)[:, None] / n, d)
    se, df = math.sqrt(float(errors.covariance[0, 0])), float(errors.df[0])
    spread = float(np.abs(y - value).max()) > 1e-12 * max(float(np.abs(y).max()), 1e-300) and se > 0
    i = t_interval(value, se=se, df=df, level=level, null=null) if spread else None
    flags = (() if keep.all() else ("missing",)) + errors.flags
    return Estimate(
        statistic="mean",
        value=value,
        low=i.low if i else None,
        high=i.high if i else None,
        level=level,
        n=n,
        unit="family",
        n_units=d.n_nodes,
        method="mean of choices, dyadic jackknife over families, t" if i else "mean; choices do not differ",
        se=se if i else None,
        df=df if i else None,
        p=i.p if i else None,
        flags=flags if i else (*flags, "no_variance"),
    )
