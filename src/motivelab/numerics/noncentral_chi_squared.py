"""Noncentrality of a chi-squared statistic: where an interval of misfit begins and ends."""

from __future__ import annotations

from scipy import optimize, stats


def noncentrality(statistic: float, *, df: float, quantile: float) -> float:
    """The noncentrality under which the statistic stands at this quantile; 0 where even 0 puts it lower.

    Example:
        >>> round(noncentrality(85.306, df=24, quantile=0.95), 2), noncentrality(10.0, df=24, quantile=0.95)
        (36.85, 0.0)

    Reference:
        Steiger and Lind (1980); Browne and Cudeck (1992), Sociological Methods and Research 21, 230-258.
    """
    if stats.chi2.cdf(statistic, df) <= quantile:
        return 0.0
    upper = max(statistic, 1.0)
    while stats.ncx2.cdf(statistic, df, upper) > quantile:
        upper *= 2
    return float(
        optimize.brentq(lambda nc: float(stats.ncx2.cdf(statistic, df, nc)) - quantile, 1e-12, upper, xtol=1e-12)
    )
