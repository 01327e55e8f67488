"""Linear and logistic regression with errors that know about families."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from motivelab.errors import DegenerateDataError, choices
from motivelab.numerics import enough_clusters
from motivelab.numerics.cluster_jackknife import heavy_tails
from motivelab.numerics.clustering import Clusters, clustering, column
from motivelab.numerics.logit import fit_logit
from motivelab.numerics.named_design import named_design, require_full_rank
from motivelab.numerics.robust_covariance import (
    CORRECTIONS,
    TWO_WAY,
    Correction,
    robust_covariance,
    two_way_covariance,
)
from motivelab.numerics.sandwich import RobustCovariance, orthonormal
from motivelab.numerics.student_t import t_interval
from motivelab.schema.estimate import Estimate

Floats: TypeAlias = NDArray[np.float64]
Link: TypeAlias = Literal["identity", "logit"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Regression:
    """A fitted regression.

    Attributes:
        coefficients: by predictor name (`intercept` first), Estimate `slope` or `log_odds`.
        covariance: (k, k) robust covariance in the same order.
        model_covariance: (k, k) covariance if rows were independent (and, for `identity`, equally spread).
        r_squared: share of variance explained; McFadden's for `logit`.
        log_likelihood: at the estimates.
        fitted: (n,) fitted values or probabilities of the rows used.
    """

    coefficients: Mapping[str, Estimate]
    covariance: Floats
    model_covariance: Floats
    r_squared: float
    log_likelihood: float
    fitted: Floats


def regression(
    outcome: ArrayLike,
    *,
    predictors: Mapping[str, ArrayLike],
    link: Link = "identity",
    clusters: Clusters = None,
    second_clusters: Clusters = None,
    correction: Correction | None = None,
    intercept: bool = True,
    level: float = 0.95,
    unit: str = "family",
) -> Regression:
    """Least squares or logistic regression with cluster-robust intervals.

    Formula: b solves the (working) normal equations; covariance = bread x meat x bread with the meat summed over
    clusters. Corrections for G clusters, n rows, k coefficients:

    - `CR0` none; R's `vcovCL(fit, ~ g, type = "HC0", cadjust = FALSE)`, and its HC0 by row;
    - `CR1` times G/(G-1); `vcovCL(..., type = "HC0")`, the default for a `glm`;
    - `CR1S` times G/(G-1) (n-1)/(n-k), Stata's and statsmodels' default; `vcovCL(..., type = "HC1")`, HC1 by row;
    - `CR2` unbiased under independence, Satterthwaite df; HC2 by row. The default, and with CR3 the only one to trust
      below 40 clusters or with a predictor that varies in few of them;
    - `CR3` near the jackknife over clusters, Satterthwaite df; HC3 by row; runs wide.

    CR0, CR1 and CR1S take t with G - 1 df, by row n - k. For `logit`, CR2 uses the working weights, as clubSandwich
    does. Two clusterings: sum of both minus their intersection, each with its own G/(G-1); CR1 unless CR0 or CR1S is
    asked for, t with the smaller G - 1 df.

    When to use: a score or a yes/no on task or condition features, rows nested in families (one clustering) or crossed
    in families and respondents (two). With many respondents prefer a mixed model.

    Edge conventions: clusters=None makes every row a unit. A two-way sum that is not positive has its negative
    eigenvalues set to zero (flag `not_positive`); R gives NaN there.

    Args:
        outcome: (n,) numbers, or 0/1 for `logit`; NaN leaves the row out.
        predictors: columns by name, in order.
        link: `identity` or `logit`.
        clusters: labels, or `ClusterWeights` (its codes), or None.
        second_clusters: labels of a crossed clustering, or None.
        correction: `CR0`, `CR1`, `CR1S`, `CR2` or `CR3`; None: `CR2`, or `CR1` for two clusterings.
        intercept: whether to put a constant first.
        level: nominal coverage.
        unit: what a cluster is.

    Returns:
        Regression. Flags on each Estimate: `missing`, `few_clusters` (below 10; below 50 for CR0, CR1, CR1S and
        two-way), `few_df` (below 4, where Satterthwaite intervals cover too much or too little), `not_positive`
        (two-way sum truncated), `heavy_tails` (a few families, or rows, carry most of the error: with 60 rows whose
        spread grows with an exponential predictor CR1S covered 85%, CR2 92%, CR3 95%), `no_variance` (an exact fit: no
        interval), `one_cluster` (one cluster, or row, determines the coefficient alone, a dummy for it for instance: no
        sandwich knows its error, no interval).

    Raises:
        DegenerateDataError: too few rows, columns that repeat others, constant outcome, separation, a correction that
            two clusterings lack.

    Example:
        >>> fit = regression([1.0, 2.1, 2.9, 4.2, 5.1], predictors={"x": [1, 2, 3, 4, 5]})
        >>> round(fit.coefficients["x"].value, 3), round(fit.r_squared, 3)
        (1.03, 0.996)

    In R:
        `clubSandwich::coef_test(lm(y ~ x), "CR2", g)` (`"naive-t"` for CR0 to CR1S); `sandwich::vcovCL(fit, ~ a + b,
        type = "HC0")`.

    Reference:
        Pustejovsky and Tipton (2018), JBES 36, 672-683; Cameron, Gelbach and Miller (2011), JBES 29, 238-249.
    """
    if link not in ("identity", "logit"):
        raise DegenerateDataError(f"link is {link!r}; {choices(link, ['identity', 'logit'])}")
    chosen: Correction = ("CR2" if second_clusters is None else "CR1") if correction is None else correction
    if chosen not in CORRECTIONS:
        raise DegenerateDataError(f"correction is {correction!r}; {choices(correction, CORRECTIONS)}")
    if second_clusters is not None and chosen not in TWO_WAY:
        raise DegenerateDataError(f"correction is {chosen!r}, which two clusterings lack; {choices(chosen, TWO_WAY)}")
    y = column(outcome, name="outcome")
    design = named_design(predictors, n_rows=len(y), intercept=intercept)
    g = clustering(clusters, y, design.matrix)
    y, x = y[g.keep], design.matrix[g.keep]
    require_full_rank(x, design.names, what=f"{link} regression")
    n, k = x.shape
    if float(np.ptp(y)) <= 1e-14 * float(np.abs(y).max()):
        raise DegenerateDataError(f"the outcome is {float(y[0])!r} in all {n} rows; nothing to explain")
    if link == "identity":
        q, root = orthonormal(x)
        # Far from zero, what is above the mean keeps its digits.
        mean = float(y.mean()) if intercept else 0.0
        moved = q.T @ (y - mean)
        b = np.asarray(root @ moved, np.float64)
        b[0] += mean
        fitted = q @ moved + mean
        working, residuals, target = x, y - mean - q @ moved, None
        rss = float(residuals @ residuals)
        r_squared = 1 - rss / float(((y - mean) ** 2).sum())
        log_likelihood = -n / 2 * (math.log(2 * math.pi * max(rss, 1e-300) / n) + 1)
        model_covariance = np.asarray(root @ root.T * rss / (n - k), np.float64)
    else:
        fit = fit_logit(x, y, names=design.names, what="logit regression")
        b, fitted = fit.coefficients, fit.probabilities
        weight = np.sqrt(np.maximum(fitted * (1 - fitted), 1e-300))
        working, residuals, target = x * weight[:, None], (y - fitted) / weight, weight**2
        log_likelihood, model_covariance = fit.log_likelihood, fit.bread
        share = float(y.mean())
        r_squared = 1 - log_likelihood / (n * (share * math.log(share) + (1 - share) * math.log(1 - share)))
    if second_clusters is None:
        robust = robust_covariance(working, residuals, g.codes, correction=chosen, target=target)
        words = f"{chosen} errors" + (" by row" if clusters is None else " by cluster")
        n_units = g.n_clusters
    else:
        other = clustering(second_clusters, *(np.where(g.keep, 0.0, np.nan),))
        robust = two_way_covariance(working, residuals, g.codes, other.codes, correction=chosen)
        words = f"two-way {chosen} errors"
        n_units = min(g.n_clusters, other.n_clusters)
    enough = enough_clusters.MEAN if chosen in ("CR2", "CR3") else enough_clusters.SANDWICH
    coefficients = _estimates(
        b,
        robust,
        names=design.names,
        statistic="slope" if link == "identity" else "log_odds",
        n=n,
        n_units=n_units,
        unit="row" if clusters is None else unit,
        method=f"{'OLS' if link == 'identity' else 'logit'}, {words}",
        level=level,
        flags=tuple(f for f in g.flags if f != "few_clusters") + (("few_clusters",) if n_units < enough else ()),
    )
    return Regression(
        coefficients=coefficients,
        covariance=robust.covariance,
        model_covariance=model_covariance,
        r_squared=r_squared,
        log_likelihood=log_likelihood,
        fitted=fitted,
    )


def _estimates(
    b: Floats,
    robust: RobustCovariance,
    *,
    names: tuple[str, ...],
    statistic: str,
    n: int,
    n_units: int,
    unit: str,
    method: str,
    level: float,
    flags: tuple[str, ...],
) -> dict[str, Estimate]:
    out: dict[str, Estimate] = {}
    for j, name in enumerate(names):
        se, df = math.sqrt(max(float(robust.covariance[j, j]), 0.0)), float(robust.df[j])
        alone = bool(robust.alone[j])
        own = flags + (("few_df",) if not df >= 4 else ()) + (("not_positive",) if robust.truncated else ())
        own += ("heavy_tails",) if heavy_tails(float(robust.tail_df[j]), n_clusters=n_units) and not alone else ()
        # An exact fit, or a variance that two-way clustering left at zero, has no interval: width 0 would lie.
        known = se > 1e-12 * max(abs(float(b[j])), 1e-300) and math.isfinite(df) and not alone
        i = t_interval(float(b[j]), se=se, df=df, level=level) if known else None
        out[name] = Estimate(
            statistic=statistic,
            value=float(b[j]),
            low=i.low if i else None,
            high=i.high if i else None,
            level=level,
            n=n,
            unit=unit,
            n_units=n_units,
            method=method,
            se=se if known else None,
            df=df if known else None,
            p=i.p if i else None,
            flags=own if known else (*own, "one_cluster" if alone else "no_variance"),
        )
    return out
