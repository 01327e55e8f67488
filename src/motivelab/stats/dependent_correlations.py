"""Do two correlations from the same rows differ?"""

from __future__ import annotations

import math
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from motivelab.errors import DegenerateDataError, choices
from motivelab.numerics.correlation_interval import fisher_interval
from motivelab.numerics.number_array import number_array
from motivelab.schema.estimate import Estimate

DependentTest: TypeAlias = Literal["williams", "steiger"]


def dependent_correlations(
    correlations: ArrayLike, *, n: int, test: DependentTest | None = None, level: float = 0.95
) -> Estimate:
    """Difference between two correlations computed on the same n rows.

    A 3 x 3 matrix compares r12 with r13 (variable 1 is shared: which of two respondents is more like people?); a 4 x 4
    matrix compares r12 with r34 (nothing shared: did a correlation change between two moments?).

    Formulas: `williams` (default for 3 x 3): t with n - 3 df,
    (r12 - r13) sqrt((n-1)(1+r23) / (2 (n-1)/(n-3) |R| + rbar^2 (1-r23)^3)). `steiger` (default and only one for 4 x 4):
    z = (z12 - z34) sqrt(n-3) / sqrt(2 - 2c), c the covariance of the two correlations at their mean. Interval: Zou's
    from the two Fisher intervals and their correlation, which need not agree with the test exactly.

    When to use: rows independent. Rows in families: resample with the difference of two correlations instead.

    Args:
        correlations: (3, 3) or (4, 4) correlation matrix.
        n: rows behind it, each complete.
        test: `williams` or `steiger`.
        level: nominal coverage.

    Returns:
        Estimate `r_difference`.

    Raises:
        DegenerateDataError: no correlation matrix (not symmetric, diagonal not 1, not positive semidefinite), n below
            5, or correlations of 1.

    Example:
        >>> e = dependent_correlations([[1, 0.5, 0.3], [0.5, 1, 0.6], [0.3, 0.6, 1]], n=103)
        >>> print(e, round(e.p, 4))
        r_difference 0.2 [0.04427, 0.3593] 0.0117

    In R:
        `psych::r.test(n, r12, r23 = r23, r13 = r13)` (williams);
        `psych::r.test(n, r12, r34, r23, r13, r14, r24)` (steiger, 4 x 4); `cocor`'s steiger1980 and zou2007.

    Reference:
        Williams (1959); Steiger (1980), Psychological Bulletin 87, 245-251; Zou (2007), Psychological Methods 12.
    """
    r = number_array(correlations, name="correlations")
    if r.shape not in ((3, 3), (4, 4)):
        raise DegenerateDataError(f"correlations has shape {r.shape!r}; give (3, 3) or (4, 4)")
    sound = np.isfinite(r).all() and np.allclose(r, r.T, atol=1e-8) and np.allclose(np.diag(r), 1, atol=1e-8)
    if not sound or float(np.linalg.eigvalsh(r).min()) < -1e-8:
        raise DegenerateDataError("correlations is not a correlation matrix: symmetric, ones on the diagonal, no NaN")
    overlap = len(r) == 3
    chosen: DependentTest = ("williams" if overlap else "steiger") if test is None else test
    valid = ["williams", "steiger"] if overlap else ["steiger"]
    if chosen not in valid:
        raise DegenerateDataError(f"test is {test!r} for a {len(r)} x {len(r)} matrix; {choices(test, valid)}")
    if not n >= 5 or n != int(n):
        raise DegenerateDataError(f"n is {n!r}; give the number of rows, at least 5")
    first, second = float(r[0, 1]), float(r[0, 2] if overlap else r[2, 3])
    off = np.abs(r[np.triu_indices(len(r), 1)])
    if float(off.max()) >= 1 - 1e-12:
        raise DegenerateDataError("two of the variables correlate perfectly; their correlations cannot be compared")
    df: float | None = None
    if chosen == "williams":
        mean = (first + second) / 2
        inner = 2 * (n - 1) / (n - 3) * float(np.linalg.det(r)) + mean**2 * (1 - r[1, 2]) ** 3
        t = (first - second) * math.sqrt((n - 1) * (1 + r[1, 2]) / inner)
        df = float(n - 3)
        p = 2 * float(special.stdtr(df, -abs(t)))
    else:
        c = _association(r, pooled=True)
        t = (math.atanh(first) - math.atanh(second)) * math.sqrt((n - 3) / (2 - 2 * c))
        p = 2 * float(special.ndtr(-abs(t)))
    l1, u1 = fisher_interval(first, n=n, level=level)
    l2, u2 = fisher_interval(second, n=n, level=level)
    c = _association(r, pooled=False)
    down = (first - l1) ** 2 + (u2 - second) ** 2 - 2 * c * (first - l1) * (u2 - second)
    up = (u1 - first) ** 2 + (second - l2) ** 2 - 2 * c * (u1 - first) * (second - l2)
    return Estimate(
        statistic="r_difference",
        value=first - second,
        low=first - second - math.sqrt(max(down, 0.0)),
        high=first - second + math.sqrt(max(up, 0.0)),
        level=level,
        n=n,
        unit="row",
        method=("Williams t" if chosen == "williams" else "Steiger z") + f" = {t:.4g}; interval by Zou",
        df=df,
        p=p,
    )


def _association(r: NDArray[np.float64], *, pooled: bool) -> float:
    """Large-sample correlation between the two correlations compared, at their values or at their mean."""
    if len(r) == 3:
        a, b, c = float(r[0, 1]), float(r[0, 2]), float(r[1, 2])
        if pooled:
            a = b = (a + b) / 2
        psi = c * (1 - a**2 - b**2) - a * b * (1 - a**2 - b**2 - c**2) / 2
        return psi / ((1 - a**2) * (1 - b**2))
    a, b = float(r[0, 1]), float(r[2, 3])
    if pooled:
        a = b = (a + b) / 2
    r13, r14, r23, r24 = float(r[0, 2]), float(r[0, 3]), float(r[1, 2]), float(r[1, 3])
    psi = (
        (r13 - a * r23) * (r24 - r23 * b)
        + (r14 - r13 * b) * (r23 - a * r13)
        + (r13 - r14 * b) * (r24 - a * r14)
        + (r14 - a * r24) * (r23 - r24 * b)
    ) / 2
    return psi / ((1 - a**2) * (1 - b**2))
