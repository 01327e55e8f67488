"""Interval and two-sided p of an estimate whose standard error has known degrees of freedom."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy import special

from motivelab.numerics.nominal_level import upper_tail


@dataclass(frozen=True, slots=True, kw_only=True)
class TInterval:
    """What a t statistic gives.

    Attributes:
        low: lower end.
        high: upper end.
        p: two-sided p of the null value; NaN where the standard error is 0.
        margin: half the width.
    """

    low: float
    high: float
    p: float
    margin: float


def t_interval(value: float, *, se: float, df: float, level: float = 0.95, null: float = 0.0) -> TInterval:
    """Value plus and minus the t quantile times its standard error; df = inf is the normal.

    Example:
        >>> i = t_interval(2.0, se=1.0, df=10)
        >>> round(i.low, 4), round(i.p, 5)
        (-0.2281, 0.07339)
    """
    upper = upper_tail(level)
    quantile = float(special.ndtri(upper)) if math.isinf(df) else float(special.stdtrit(df, upper))
    margin = quantile * se
    if se <= 0:
        return TInterval(low=value - margin, high=value + margin, p=math.nan, margin=margin)
    t = -abs((value - null) / se)
    p = 2 * float(special.ndtr(t) if math.isinf(df) else special.stdtr(df, t))
    return TInterval(low=value - margin, high=value + margin, p=p, margin=margin)
