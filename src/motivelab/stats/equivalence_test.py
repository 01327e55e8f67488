"""Is a difference small enough to ignore?"""

from __future__ import annotations

from dataclasses import dataclass

from numpy.typing import ArrayLike
from scipy import special

from motivelab.errors import DegenerateDataError
from motivelab.numerics.clustered_mean import clustered_mean
from motivelab.numerics.clustering import Clusters, clustering, column
from motivelab.numerics.number_array import number_array
from motivelab.numerics.student_t import t_interval
from motivelab.schema.estimate import Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class EquivalenceTest:
    """Two one-sided tests.

    Attributes:
        difference: mean difference with its interval at 1 - 2 alpha; `p` is the larger of the two one-sided p values.
        bounds: the smallest differences that would matter, low and high, in the units of the differences.
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

    When to use: paired differences, or one sample of numbers against bounds around a value of interest. Two independent
    groups have no test here.

    Edge conventions: a bound of -inf or inf makes the test one-sided.

    Args:
        differences: (n,) paired differences, NaN for missing.
        bounds: (low, high) in the units of the differences, points of the scale for instance. They are raw, not
            standardised: for a bound of 0.3 d_z or d_av, multiply by the standard deviation that it stands for.
        clusters: labels (or the codes of a `ClusterWeights`), or None.
        alpha: error rate of each one-sided test.
        unit: what a cluster is.

    Raises:
        DegenerateDataError: bounds that are not two numbers, low below high, an alpha outside 0 to 0.5, or differences
            that do not vary.

    Example:
        >>> t = equivalence_test([0.2, -0.4, 0.1, 0.3, -0.2, 0.0, 0.1, -0.1], bounds=(-1, 1))
        >>> t.equivalent, t.difference.p < 0.001
        (True, True)

    In R:
        `t.test(d, mu = low, alternative = "greater")`, `t.test(d, mu = high, alternative = "less")`.

    Reference:
        Schuirmann (1987), J. Pharmacokinetics and Biopharmaceutics 15, 657-680; Lakens (2017), SPPS 8, 355-362.
    """
    ends = number_array(bounds, name="bounds")
    if ends.shape != (2,) or not ends[0] < ends[1]:
        raise DegenerateDataError(f"bounds are {bounds!r}; give two numbers, the first must be below the second")
    low, high = float(ends[0]), float(ends[1])
    if not 0 < alpha < 0.5:
        raise DegenerateDataError(f"alpha is {alpha!r}; give the error rate of one test, between 0 and 0.5")
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
