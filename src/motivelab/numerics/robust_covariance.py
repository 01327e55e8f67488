"""One choice among cluster-robust covariances of a linear or linearised model."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from motivelab.numerics.cluster_jackknife import jackknife_df
from motivelab.numerics.sandwich import (
    RobustCovariance,
    leverage_covariance,
    orthonormal,
    positive,
    rests_on_one_cluster,
    summed_scores,
)

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]
Correction: TypeAlias = Literal["CR0", "CR1", "CR1S", "CR2", "CR3"]
CORRECTIONS: Final[tuple[Correction, ...]] = ("CR0", "CR1", "CR1S", "CR2", "CR3")
TWO_WAY: Final[tuple[Correction, ...]] = ("CR0", "CR1", "CR1S")


def robust_covariance(
    design: Floats,
    residuals: Floats,
    codes: Integers,
    *,
    correction: Correction,
    target: Floats | None = None,
) -> RobustCovariance:
    """One-way cluster-robust covariance.

    `CR0` no correction; `CR1` times G/(G-1); `CR1S` times G/(G-1) (n-1)/(n-k), Stata's; all three with G - 1 df, or n -
    k where every row is a cluster of its own. `CR2` and `CR3` correct each cluster by its leverage and bring
    Satterthwaite df. Rows of `design` and `residuals` are already multiplied by the root of their working weights;
    `target` holds the outcomes' variances (CR2).
    """
    n_clusters = int(codes.max()) + 1
    if correction == "CR2" or correction == "CR3":
        return leverage_covariance(
            design, residuals, codes, n_clusters=n_clusters, correction=correction, target=target
        )
    n, k = design.shape
    q, root = orthonormal(design)
    moved = summed_scores(q * residuals[:, None], codes, n_clusters=n_clusters) @ root.T
    factor = 1.0 if correction == "CR0" else n_clusters / (n_clusters - 1)
    factor *= (n - 1) / (n - k) if correction == "CR1S" else 1.0
    df = float(n - k if n_clusters == n else n_clusters - 1)
    return RobustCovariance(
        covariance=factor * moved.T @ moved,
        df=np.full(k, df),
        truncated=False,
        alone=rests_on_one_cluster(q, root, codes),
        tail_df=jackknife_df(moved),
    )


def two_way_covariance(
    design: Floats, residuals: Floats, first: Integers, second: Integers, *, correction: Correction
) -> RobustCovariance:
    """Covariance by one clustering, plus the other, minus their intersection; df from the smaller number of clusters.

    Each part carries its own G/(G-1). The sum need not be positive; negative eigenvalues are set to zero.

    In R:
        `sandwich::vcovCL(fit, cluster = ~ a + b, type = "HC0")` for `CR1`, `type = "HC1"` for `CR1S`, with `cadjust =
        FALSE` and `"HC0"` for `CR0`.

    Reference:
        Cameron, Gelbach and Miller (2011), Journal of Business and Economic Statistics 29, 238-249.
    """
    _, both = np.unique(first * (int(second.max()) + 1) + second, return_inverse=True)
    one, other, shared = (
        robust_covariance(design, residuals, codes.astype(np.int64), correction=correction)
        for codes in (first, second, both)
    )
    covariance, truncated = positive(one.covariance + other.covariance - shared.covariance)
    df = float(min(first.max(), second.max()))
    return RobustCovariance(
        covariance=covariance,
        df=np.full(design.shape[1], df),
        truncated=truncated,
        alone=one.alone | other.alone,
        tail_df=np.minimum(one.tail_df, other.tail_df),
    )
