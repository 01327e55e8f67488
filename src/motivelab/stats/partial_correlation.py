"""What two columns share beyond what others explain in both."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from motivelab.errors import DegenerateDataError
from motivelab.numerics import enough_clusters
from motivelab.numerics.clustering import Clusters, clustering, column, require_squarable
from motivelab.numerics.correlation_interval import clustered_correlation, independent_correlation
from motivelab.numerics.number_array import number_array
from motivelab.schema.estimate import Estimate


def partial_correlation(
    x: ArrayLike,
    y: ArrayLike,
    *,
    given: ArrayLike,
    clusters: Clusters = None,
    level: float = 0.95,
    unit: str = "family",
) -> Estimate:
    """Correlation of the residuals of x and y after a linear regression of each on `given`.

    Formula: r(x - X b_x, y - X b_y), X = [1, given]. Rows independent: Fisher's z with n - 3 - k and the t test with n
    - 2 - k df, k columns. In clusters: jackknife over clusters on Fisher's z, t with the error's own df, G - 1 at most,
    reaching further on the side of the tail (residuals kept; refitting changes nothing to first order).

    When to use: report with performance at fixed length, difficulty, or category dummies.

    Args:
        x: (n,).
        y: (n,).
        given: (n,) or (n, k) columns to hold fixed; NaN in any of them leaves the row out.
        clusters: labels, `ClusterWeights` (its codes) or None.
        level: nominal coverage.
        unit: what a cluster is.

    Returns:
        Estimate `partial_r`; columns of `given` that repeat others do not count in k. Flags: `missing`,
        `few_clusters`, `heavy_tails` (a few families carry most of the error), `boundary` (a perfect correlation, which
        has no interval).

    Raises:
        DegenerateDataError: x or y is determined by `given`, or fewer than k + 4 rows.

    Example:
        >>> z = [1, 2, 3, 4, 5, 6, 7, 8]
        >>> print(partial_correlation([2, 1, 4, 3, 6, 5, 8, 7], [1, 3, 2, 4, 6, 5, 8, 7], given=z))
        partial_r 0.2582 [-0.6143, 0.8466]

    In R:
        `cor.test(resid(lm(x ~ z)), resid(lm(y ~ z)))$estimate`; `psych::partial.r`; p as in `psych::corr.p(r, n - k)`.

    Reference:
        Fisher (1924), Metron 3, 329-332.
    """
    z = number_array(given, name="given")
    z = z[:, None] if z.ndim == 1 else z
    a, b = column(x, name="x"), column(y, name="y")
    if z.ndim != 2 or np.isinf(z).any():
        raise DegenerateDataError(f"given has shape {z.shape!r}; give finite columns, shape (n,) or (n, k)")
    require_squarable(z, name="given")
    g = clustering(clusters, a, b, z)
    # Centred and of one scale: a column far from zero would count as a copy of the constant.
    held = z[g.keep] - z[g.keep].mean(axis=0)
    length = np.linalg.norm(held, axis=0)
    held = held / np.where(length > 1e-12 * np.abs(z[g.keep]).max(axis=0, initial=0.0), length, np.inf)
    both = np.column_stack([a[g.keep], b[g.keep]])
    both = both - both.mean(axis=0)
    coefficient, _, rank, _ = np.linalg.lstsq(held, both, rcond=1e-11)
    residual = both - held @ coefficient
    k = int(rank)
    n = len(both)
    if n < k + 5:
        raise DegenerateDataError(f"{n} complete rows with {k} columns held fixed; at least {k + 5} are needed")
    spread = both.std(axis=0)
    for name, before, after in zip("xy", spread, residual.std(axis=0), strict=True):
        if after <= 1e-10 * max(float(before), 1e-300):
            raise DegenerateDataError(f"{name} is determined by `given`; nothing is left to correlate")
    u, v = residual[:, 0], residual[:, 1]
    if clusters is None:
        i = independent_correlation(u, v, lost=k, level=level)
    else:
        i = clustered_correlation(u, v, g.codes, n_clusters=g.n_clusters, level=level)
    return Estimate(
        statistic="partial_r",
        value=i.value,
        low=i.low if i.se > 0 else None,
        high=i.high if i.se > 0 else None,
        level=level,
        n=n,
        unit="row" if clusters is None else unit,
        n_units=g.n_clusters,
        method=f"{i.method}; {k} held fixed",
        se=i.se,
        df=i.df,
        p=i.p,
        flags=tuple(f for f in g.flags_below(enough_clusters.JACKKNIFE) if clusters is not None or f != "few_clusters")
        + (() if i.se > 0 else ("boundary",))
        + (("heavy_tails",) if i.heavy_tails else ()),
    )
