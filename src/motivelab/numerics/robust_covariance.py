"""One choice among cluster-robust covariances of a linear or linearised model."""

from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from motivelab.numerics.sandwich import RobustCovariance, cluster_meat, cr2_covariance, positive

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]
Correction: TypeAlias = Literal["CR0", "CR1", "CR1S", "CR2"]


def robust_covariance(
    design: Floats,
    residuals: Floats,
    bread: Floats,
    codes: Integers,
    *,
    correction: Correction,
    target: Floats | None = None,
) -> RobustCovariance:
    """One-way cluster-robust covariance.

    `CR0` no correction; `CR1` times G/(G-1); `CR1S` times G/(G-1) (n-1)/(n-k), Stata's; all three with G - 1 df. `CR2`
    is unbiased under independence and brings Satterthwaite df. Rows of `design` and `residuals` are already multiplied
    by the root of their working weights; `target` holds the outcomes' variances (CR2).
    """
    n_clusters = int(codes.max()) + 1
    if correction == "CR2":
        return cr2_covariance(design, residuals, bread, codes, n_clusters=n_clusters, target=target)
    n, k = design.shape
    meat = cluster_meat(design * residuals[:, None], codes, n_clusters=n_clusters)
    factor = 1.0 if correction == "CR0" else n_clusters / (n_clusters - 1)
    factor *= (n - 1) / (n - k) if correction == "CR1S" else 1.0
    return RobustCovariance(
        covariance=factor * bread @ meat @ bread, df=np.full(k, float(n_clusters - 1)), truncated=False
    )


def two_way_covariance(
    design: Floats, residuals: Floats, bread: Floats, first: Integers, second: Integers, *, correction: Correction
) -> RobustCovariance:
    """Covariance by one clustering, plus the other, minus their intersection; df from the smaller number of clusters.

    Each part carries its own G/(G-1). The sum need not be positive; negative eigenvalues are set to zero.

    In R:
        `sandwich::vcovCL(fit, cluster = ~ a + b, type = "HC0")` for `CR1`, with `cadjust = FALSE` for `CR0`.

    Reference:
        Cameron, Gelbach and Miller (2011), Journal of Business and Economic Statistics 29, 238-249.
    """
    _, both = np.unique(first * (int(second.max()) + 1) + second, return_inverse=True)
    parts = [
        robust_covariance(design, residuals, bread, codes.astype(np.int64), correction=correction).covariance
        for codes in (first, second, both)
    ]
    covariance, truncated = positive(parts[0] + parts[1] - parts[2])
    df = float(min(first.max(), second.max()))
    return RobustCovariance(covariance=covariance, df=np.full(design.shape[1], df), truncated=truncated)
