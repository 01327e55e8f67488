"""Bartlett's test of sphericity: is there any correlation to explain?"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from motivelab.errors import DegenerateDataError
from motivelab.numerics.correlation_matrix import correlation_matrix
from motivelab.schema.estimate import Estimate


def bartlett_sphericity(
    data: ArrayLike, *, n_observations: int | None = None, missing: Literal["pairwise", "listwise"] = "pairwise"
) -> Estimate:
    """Test that all correlations are zero.

    Formula: chi2 = -(n - 1 - (2p + 5)/6) log|R| with p(p-1)/2 degrees of freedom.

    When to use: beside `kmo`, for small n; with hundreds of rows it rejects always. Rows are taken as independent
    normal: within families of near-variants it rejects too often.

    Args:
        data: (n_rows, p) with NaN for missing, or correlations or covariances with `n_observations`.
        n_observations: rows behind printed correlations or covariances; None for data.
        missing: `pairwise` (as psych does; n is then all rows with a value) or `listwise`.

    Returns:
        Estimate `bartlett_sphericity`, value chi2, with df and p.

    Raises:
        DegenerateDataError: a singular matrix, a constant variable, or n too small for the correction.

    Example:
        >>> e = bartlett_sphericity([[1, 0.3], [0.3, 1]], n_observations=50)
        >>> round(e.value, 3), e.df, round(e.p, 4)
        (4.48, 1.0, 0.0343)

    In R:
        `psych::cortest.bartlett(cor(x, use = "pairwise"), n = nrow(x))`.

    Reference:
        Bartlett (1951), Biometrika 38, 337-344.
    """
    matrix = correlation_matrix(data, n_observations=n_observations, missing=missing)
    p = len(matrix.r)
    factor = matrix.n - 1 - (2 * p + 5) / 6
    if matrix.smallest <= 1e-10 or factor <= 0:
        raise DegenerateDataError(
            f"smallest eigenvalue {matrix.smallest:.2g} with {matrix.n} rows and {p} variables: "
            "the determinant has no logarithm, or there are too few rows"
        )
    chi2 = max(0.0, -factor * float(np.linalg.slogdet(matrix.r)[1]))
    df = p * (p - 1) / 2
    return Estimate(
        statistic="bartlett_sphericity",
        value=chi2,
        n=matrix.n,
        unit="row",
        method=f"chi-squared, {missing} correlations",
        df=df,
        p=float(stats.chi2.sf(chi2, df)),
        flags=matrix.flags,
    )
