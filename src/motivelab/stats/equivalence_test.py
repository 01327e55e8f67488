"""Is a difference small enough to ignore?"""

from __future__ import annotations

from dataclasses import dataclass

from numpy.typing import ArrayLike
from scipy import special

from motivelab.errors import DegenerateDataError
from motivelab.numerics.clustered_mean import clustered_mean
from motivelab.numerics.clustering import Clusters, clustering, column
from motivelab.numerics.student_t import t_interval
from motivelab.schema.estimate import Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class EquivalenceTest:
    """Two one-sided tests.

    Attributes:
        difference: mean difference with its interval at 1 - 2 alpha; `p` is the larger of the two one-sided p values.
        bounds: the smallest differences that would matter, low and high.
        p_above_low: one-sided p of a mean at or below the lower bound.
        p_below_high: one-sided p of a mean at or above the upper bound.
        equivalent: whether the interval lies inside the bounds, which is the same as p < alpha.
    """

    difference: Estimate
    bounds: tuple[float, float]
    p_above_low: float
    p_below_high: float
    equivalent: bool


def equivalence_test(
    differences: ArrayLike,
    *,
    bounds: tuple[float, float],
    clusters: Clusters = None,
    alpha: float = 0.05,
    unit: str = "family",
) -> EquivalenceTest:
    """TOST: show that a mean (of paired differences) lies between two bounds fixed beforehand.

    Formula: t_low = (mean - low) / se, t_high = (mean - high) / se, one-sided each; se and df cluster-robust (CR2,
    Satterthwaite), which for independent rows is the one-sample t test. A difference that is not significant is no
    evidence of no difference; this test is.

    Args:
        differences: (n,) paired differences, NaN for missing.
        bounds: (low, high), in the units of the differences.
        clusters: labels (or the codes of a `ClusterWeights`), or None.
        alpha: error rate of each one-sided test.
        unit: what a cluster is.

    Raises:
        DegenerateDataError: bounds not low < high, or differences that do not vary.

    Example:
        >>> t = equivalence_test([0.2, -0.4, 0.1, 0.3, -0.2, 0.0, 0.1, -0.1], bounds=(-1, 1))
        >>> t.equivalent, t.difference.p < 0.001
        (True, True)

    In R:
        `t.test(d, mu = low, alternative = "greater")`, `t.test(d, mu = high, alternative = "less")`.

    Reference:
        Schuirmann (1987), J. Pharmacokinetics and Biopharmaceutics 15, 657-680; Lakens (2017), SPPS 8, 355-362.
    """
    low, high = bounds
    if not low < high:
        raise DegenerateDataError(f"bounds are {bounds!r}; the first must be below the second")
    d = column(differences, name="differences")
    g = clustering(clusters, d)
    d = d[g.keep]
    m = clustered_mean(d, g.codes, n_clusters=g.n_clusters)
    if m.se <= 1e-14 * max(abs(float(d.max())), abs(float(d.min())), 1e-300):
        raise DegenerateDataError(f"the differences do not vary over {g.n_clusters} units (all {m.value!r}); no test")
    p_low = float(special.stdtr(m.df, -(m.value - low) / m.se))
    p_high = float(special.stdtr(m.df, (m.value - high) / m.se))
    level = 1 - 2 * alpha
    i = t_interval(m.value, se=m.se, df=m.df, level=level)
    estimate = Estimate(
        statistic="mean_difference",
        value=m.value,
        low=i.low,
        high=i.high,
        level=level,
        n=len(d),
        unit="row" if clusters is None else unit,
        n_units=g.n_clusters,
        method="two one-sided t tests" + ("" if clusters is None else ", CR2 errors by cluster, Satterthwaite df"),
        se=m.se,
        df=m.df,
        p=max(p_low, p_high),
        flags=g.flags,
    )
    return EquivalenceTest(
        difference=estimate,
        bounds=(low, high),
        p_above_low=p_low,
        p_below_high=p_high,
        equivalent=max(p_low, p_high) < alpha,
    )
