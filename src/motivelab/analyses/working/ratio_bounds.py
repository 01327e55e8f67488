"""The ends of a quotient of two estimates."""

from __future__ import annotations

import math


def ratio_bounds(
    numerator: float,
    denominator: float,
    *,
    variances: tuple[float, float],
    covariance: float,
    quantile: float,
) -> tuple[float, float] | None:
    """Interval of numerator / denominator by Fieller's theorem, or None where it has no ends.

    The values q for which numerator - q denominator does not differ from 0. They are an interval only where the
    denominator differs from 0 at the same level; elsewhere almost any quotient is compatible with the data.

    Args:
        numerator: estimate above the line.
        denominator: estimate below it.
        variances: of the two, in that order.
        covariance: between them.
        quantile: of t (or z) at the wanted coverage.

    Example:
        >>> low, high = ratio_bounds(2.0, 4.0, variances=(0.04, 0.04), covariance=0.0, quantile=1.96)
        >>> round(low, 3), round(high, 3)
        (0.395, 0.615)
        >>> ratio_bounds(2.0, 0.3, variances=(0.04, 0.04), covariance=0.0, quantile=1.96) is None
        True

    Reference:
        Fieller (1954), Journal of the Royal Statistical Society B 16, 175-185.
    """
    t2 = quantile**2
    a = denominator**2 - t2 * variances[1]
    b = numerator * denominator - t2 * covariance
    c = numerator**2 - t2 * variances[0]
    inside = b**2 - a * c
    if a <= 0 or inside < 0:
        return None
    return (b - math.sqrt(inside)) / a, (b + math.sqrt(inside)) / a
