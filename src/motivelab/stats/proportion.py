"""The share of rows for which something holds."""

from __future__ import annotations

import math
from typing import Literal, TypeAlias

from numpy.typing import ArrayLike
from scipy import special, stats

from motivelab.errors import DegenerateDataError, choices
from motivelab.numerics.clustering import Clusters, clustering, column
from motivelab.numerics.nominal_level import upper_tail
from motivelab.numerics.share_interval import clopper_pearson, clustered_share, wilson
from motivelab.schema.estimate import Estimate

ProportionMethod: TypeAlias = Literal["wilson", "clopper_pearson"]


def proportion(
    ones: ArrayLike,
    *,
    clusters: Clusters = None,
    method: ProportionMethod = "wilson",
    null: float | None = None,
    level: float = 0.95,
    unit: str = "family",
) -> Estimate:
    """Share of ones among rows, with an interval that stays inside [0, 1].

    Formula: value = sum y / n. Rows independent: Wilson's score interval, or Clopper and Pearson's exact one
    (conservative). Rows in clusters: Wilson's formula at the effective sample size p(1-p)/se^2, se the cluster-robust
    CR2 error, with the t quantile of its Satterthwaite df or of the fewer df that the error itself has where a few
    clusters hold most of the ones.

    When to use: refusals, choices, compliance. Not for the mean of a bounded score.

    Edge conventions: at a share of 0 or 1 in clustered rows, each cluster counts as one row (flag `boundary`), which is
    the most cautious reading; the interval never has width 0.

    Args:
        ones: (n,) of 0 and 1 (or booleans), NaN for missing.
        clusters: a label a row, or `ClusterWeights` (its codes are used), or None for independent rows.
        method: `wilson`, or `clopper_pearson` for independent rows only.
        null: a share to test against; fills `p` (score test; exact binomial for `clopper_pearson`).
        level: nominal coverage.
        unit: what a cluster is; `row` without clusters.

    Returns:
        Estimate `proportion`. Flags: `missing`, `few_clusters`, `boundary`.

    Raises:
        DegenerateDataError: no row, a value that is neither 0 nor 1, fewer than two clusters, or
            `clopper_pearson` with clusters.

    Example:
        >>> print(proportion([1] * 7 + [0] * 3))
        proportion 0.7 [0.3968, 0.8922]

    In R:
        `prop.test(x, n, correct = FALSE)` (Wilson), `binom.test(x, n)` (Clopper-Pearson); error and Satterthwaite df in
        clusters `clubSandwich::coef_test(lm(y ~ 1), "CR2", g)`.

    Reference:
        Wilson (1927), JASA 22, 209-212; Clopper and Pearson (1934), Biometrika 26, 404-413; Dean and Pagano (2015).
    """
    if method not in ("wilson", "clopper_pearson"):
        raise DegenerateDataError(f"method is {method!r}; {choices(method, ['wilson', 'clopper_pearson'])}")
    y = column(ones, name="ones")
    grouping = clustering(clusters, y, at_least=1 if clusters is None else 2)
    y = y[grouping.keep]
    odd = y[(y != 0) & (y != 1)]
    if len(odd):
        raise DegenerateDataError(f"ones holds {float(odd[0])!r}; a share is of values 0 and 1")
    n = len(y)
    value = float(y.mean())
    flags = [f for f in grouping.flags if clusters is not None or f != "few_clusters"]
    df = math.inf
    if clusters is None:
        z = float(special.ndtri(upper_tail(level)))
        exact = method == "clopper_pearson"
        low, high = clopper_pearson(int(y.sum()), n, level=level) if exact else wilson(value, n, quantile=z)
        se, n_effective = math.sqrt(value * (1 - value) / n), float(n)
        words = "Clopper-Pearson" if exact else "Wilson"
    else:
        if method == "clopper_pearson":
            raise DegenerateDataError("clopper_pearson is exact for independent rows only; use wilson with clusters")
        i = clustered_share(y, grouping.codes, n_clusters=grouping.n_clusters, level=level)
        low, high, se, df, n_effective = i.low, i.high, i.se, i.df, i.n_effective
        words = f"Wilson at effective n {n_effective:.4g}, CR2 errors by cluster"
        if value in (0.0, 1.0):
            flags.append("boundary")
    p = None
    if null is not None:
        if not 0 < null < 1:
            raise DegenerateDataError(f"null is {null!r}; give a share strictly between 0 and 1")
        if method == "clopper_pearson":
            p = float(stats.binomtest(int(y.sum()), n, null).pvalue)
        else:
            t = -abs(value - null) / math.sqrt(null * (1 - null) / n_effective)
            p = 2 * float(special.ndtr(t) if math.isinf(df) else special.stdtr(df, t))
    return Estimate(
        statistic="proportion",
        value=value,
        low=low,
        high=high,
        level=level,
        n=n,
        unit="row" if clusters is None else unit,
        n_units=grouping.n_clusters,
        method=words,
        se=se,
        df=None if math.isinf(df) else df,
        p=p,
        flags=tuple(flags),
    )
