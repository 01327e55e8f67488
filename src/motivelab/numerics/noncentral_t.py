"""Noncentrality parameters under which an observed t is a given quantile: the ends of intervals for effect sizes."""

from __future__ import annotations

import math

from scipy import optimize, special

from motivelab.errors import ConvergenceError
from motivelab.numerics.nominal_level import upper_tail


def noncentral_t_bounds(t: float, *, df: float, level: float = 0.95) -> tuple[float, float]:
    """Low and high noncentrality: P(T >= t | low) = P(T <= t | high) = (1 - level) / 2.

    Args:
        t: observed t statistic.
        df: its degrees of freedom.
        level: nominal coverage; with exact t the interval covers exactly.

    Raises:
        ConvergenceError: no root in a bracket twenty times the large-sample width.

    Example:
        >>> low, high = noncentral_t_bounds(2.0, df=20)
        >>> round(low, 4), round(high, 4)
        (-0.0771, 4.0318)

    In R:
        `uniroot(function(d) pt(t, df, d) - .975, c(-10, 10))`.

    Reference:
        Steiger and Fouladi (1997), in What if there were no significance tests?; Cumming and Finch (2001).
    """
    tail = 1 - upper_tail(level)
    # The distribution function fails at denormal t; no t statistic of data is that small.
    t = 0.0 if abs(t) < 1e-9 else t
    # The statistic spreads like sqrt(1 + t^2 / 2df) around its noncentrality.
    spread = math.sqrt(1 + t**2 / (2 * df)) * (abs(float(special.ndtri(tail))) + 1)

    def excess(noncentrality: float, target: float) -> float:
        p = float(special.nctdtr(df, noncentrality, t))
        # Far out in a tail the series gives NaN where the probability is 1 or 0 to machine precision.
        return (float(noncentrality < t) if math.isnan(p) else p) - target

    def bound(target: float, direction: int) -> float:
        step, end = spread, t + direction * spread
        for _ in range(20):
            if excess(end, target) * direction < 0:
                return float(optimize.brentq(excess, min(t, end) - 1, max(t, end) + 1, args=(target,), xtol=1e-10))
            step *= 1.5
            end += direction * step
        raise ConvergenceError(f"no noncentrality bound for t = {t!r}, df = {df!r}, level = {level!r}")

    return bound(1 - tail, -1), bound(tail, 1)
