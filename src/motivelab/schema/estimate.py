"""A number that a reader may believe: value, interval, how many, over which units, by which method."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """One statistic with its uncertainty and the units it was computed over.

    Attributes:
        statistic: its standard name (`cronbach_alpha`, `mean`, `odds_ratio`).
        value: the point estimate; NaN only together with a flag that says why.
        low: lower end of the interval, or None where no interval is defined.
        high: upper end of the interval, or None.
        level: nominal coverage of the interval.
        n: observations used.
        unit: what the interval treats as independent (`task`, `family`, `respondent`, `row`).
        n_units: how many such units, where they are not the observations themselves.
        method: how value and interval were computed, short enough for a table cell.
        se: standard error, or None.
        df: degrees of freedom (the denominator's, where there are two), or None.
        p: two-sided p value unless `method` says otherwise, or None.
        flags: short machine-readable cautions (`heywood`, `few_clusters`, `boundary`).

    Example:
        >>> e = Estimate(statistic="mean", value=70.0, low=66.0, high=74.0, n=40, unit="family", method="t")
        >>> print(e)
        mean 70 [66, 74]
    """

    statistic: str
    value: float
    low: float | None = None
    high: float | None = None
    level: float = 0.95
    n: int
    unit: str
    n_units: int | None = None
    method: str
    se: float | None = None
    df: float | None = None
    p: float | None = None
    flags: tuple[str, ...] = ()

    def __str__(self) -> str:
        interval = "" if self.low is None or self.high is None else f" [{self.low:.4g}, {self.high:.4g}]"
        return f"{self.statistic} {self.value:.4g}{interval}"

    @property
    def estimable(self) -> bool:
        """Whether there is a finite point estimate."""
        return math.isfinite(self.value)
