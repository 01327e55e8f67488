"""The share of choices for which something holds, where one choice sets two tasks against each other."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from motivelab.errors import DegenerateDataError
from motivelab.numerics.clustering import column, label_codes
from motivelab.numerics.dyadic_jackknife import dyadic_jackknife, mean_moves
from motivelab.numerics.dyads import dyads
from motivelab.numerics.nominal_level import upper_tail
from motivelab.numerics.share_interval import wilson
from motivelab.schema.estimate import Estimate


def pair_share(
    ones: ArrayLike,
    *,
    first: Sequence[Hashable] | NDArray[Any],
    second: Sequence[Hashable] | NDArray[Any],
    null: float = 0.5,
    level: float = 0.95,
) -> Estimate:
    """Share of ones among choices that depend on each other whenever they share a family on either side.

    Formula: value = sum y / n. Variance by leaving out each of G families with all its choices, d_g the move of the
    share: (G - 1)/G sum d_g^2, less sum over pairs of families of (sum of y - value over the pair)^2 / n^2, which the
    first term counts twice; never smaller than the variance that treats pairs of families as independent, nor than
    that of independent choices. The interval is Wilson's at the effective size p(1-p)/V with the t quantile of the
    Satterthwaite degrees of freedom of that sum: up to G - 1 where families carry the variance, about G / 4 where pairs
    stand for themselves.

    When to use: choices between two tasks. Clustering by pair, or by the first family, rejects a true null far too
    often.

    Edge conventions: at a share of 0 or 1 half the families count as one choice each (flag `boundary`); the interval
    never has width 0. Which of the two sides a family stands on makes no difference.

    Args:
        ones: (n,) of 0 and 1 (or booleans), NaN for missing.
        first: (n,) family of the task shown first.
        second: (n,) family of the task shown second.
        null: share that `p` tests against (score test at the effective size).
        level: nominal coverage.

    Returns:
        Estimate `proportion`, unit `family`. Flags: `missing`, `few_clusters` (below 10), `boundary`,
        `hinge_family` (some family is in every choice: its share in the error is unknown).

    Raises:
        DegenerateDataError: no choice, fewer than three families, columns of different lengths, a value that is neither
            0 nor 1, or a null that is no share strictly between them.

    Example:
        >>> f, s = ["a", "b", "c", "d", "a", "b"], ["b", "c", "d", "a", "c", "d"]
        >>> print(pair_share([1, 1, 0, 1, 1, 0], first=f, second=s))
        proportion 0.6667 [0.03162, 0.9919]

    Reference:
        Frank and Snijders (1994), Journal of Official Statistics 10, 53-67; Aronow, Samii and Assenova (2015),
        Political Analysis 23, 564-577; Wilson (1927), JASA 22, 209-212.
    """
    if not 0 < null < 1:
        raise DegenerateDataError(f"null is {null!r}; give a share strictly between 0 and 1")
    y = column(ones, name="ones")
    if not len(y) == len(first) == len(second):
        lengths = [len(y), len(first), len(second)]
        raise DegenerateDataError(f"ones, first and second have lengths {lengths!r}; they must be equal")
    codes, _ = label_codes([*first, *second], name="families")
    keep = np.isfinite(y)
    a, b = codes[: len(y)][keep], codes[len(y) :][keep]
    missing = not keep.all()
    y = y[keep]
    n = len(y)
    if n == 0:
        raise DegenerateDataError("no choice to take a share of: ones holds no number")
    odd = y[(y != 0) & (y != 1)]
    if len(odd):
        raise DegenerateDataError(f"ones holds {odd[0]!r}; a share is of values 0 and 1")
    d = dyads(a, b)
    g = d.n_nodes
    if g < 3:
        raise DegenerateDataError(f"{n} choices touch {g} families; at least 3 are needed")
    value = float(y.mean())
    errors = dyadic_jackknife(mean_moves(y, d), (y - value)[:, None] / n, d)
    flags = ["missing"] * missing + list(errors.flags)
    independent = value * (1 - value) / n
    if independent <= 0:
        flags.append("boundary")
        size, df = g / 2, g - 1.0
    else:
        size, df = value * (1 - value) / max(independent, float(errors.covariance[0, 0])), float(errors.df[0])
    quantile = float(special.stdtrit(df, upper_tail(level)))
    low, high = wilson(value, size, quantile=quantile)
    t = -abs(value - null) / math.sqrt(null * (1 - null) / size)
    return Estimate(
        statistic="proportion",
        value=value,
        low=low,
        high=high,
        level=level,
        n=n,
        unit="family",
        n_units=g,
        method=f"Wilson at effective n {size:.4g}, dyadic jackknife over families",
        se=math.sqrt(value * (1 - value) / size),
        df=df,
        p=2 * float(special.stdtr(df, t)),
        flags=tuple(flags),
    )
