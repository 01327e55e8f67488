"""Spearman-Brown: the reliability of a longer or shorter measurement."""

from __future__ import annotations

import math
from dataclasses import replace

from motivelab.errors import DegenerateDataError
from motivelab.schema.estimate import Estimate


def spearman_brown(reliability: Estimate, *, factor: float) -> Estimate:
    """Reliability of a measurement `factor` times as long, its interval carried along.

    Formula: factor r / (1 + (factor - 1) r), which rises with r, so that interval ends map to interval ends and keep
    their coverage; the standard error follows by the delta method.

    When to use: from the correlation of two halves to the whole (factor 2), from one draw of a report to the mean of
    several, or backwards with a factor below 1. The parts must be exchangeable.

    Args:
        reliability: an estimate below or at 1: correlation of parallel halves, `icc1`, alpha.
        factor: new length over old length, above 0.

    Returns:
        Estimate `spearman_brown`. p and df are carried over unchanged (the hypothesis r = 0 is the same). Flags are
        carried over; `undefined` with a value of NaN where 1 + (factor - 1) r is not positive (r too negative to be
        lengthened). An interval end below that pole becomes -inf.

    Raises:
        DegenerateDataError: factor not above 0, a reliability above 1, or a bare number in its place.

    Example:
        >>> r = Estimate(statistic="icc1", value=0.883, low=0.86, high=0.9, n=1305, unit="family", method="jackknife")
        >>> print(spearman_brown(r, factor=2))
        spearman_brown 0.9379 [0.9247, 0.9474]

    In R:
        `factor * r / (1 + (factor - 1) * r)`, which is `CTT::spearman.brown(r, factor)$r.new`.

    Reference:
        Spearman (1910), British Journal of Psychology 3, 271-295; Brown (1910), ibid., 296-322.
    """
    if not isinstance(reliability, Estimate):
        raise DegenerateDataError(
            f"the reliability is {reliability!r}; give an Estimate (icc1, alpha), which brings its interval along"
        )
    if not factor > 0 or math.isinf(factor):
        raise DegenerateDataError(f"factor is {factor!r}; it must be a positive number (2 doubles the length)")
    if reliability.value > 1:
        raise DegenerateDataError(f"the reliability is {reliability.value!r}; it cannot exceed 1")
    value = _lengthened(reliability.value, factor)
    undefined = not math.isfinite(value)
    slope = math.nan if undefined else factor / (1 + (factor - 1) * reliability.value) ** 2
    return replace(
        reliability,
        statistic="spearman_brown",
        value=math.nan if undefined else value,
        low=None if undefined or reliability.low is None else _lengthened(reliability.low, factor),
        high=None if undefined or reliability.high is None else _lengthened(reliability.high, factor),
        se=None if undefined or reliability.se is None else reliability.se * slope,
        method=f"length x {factor:g}; {reliability.method}",
        flags=(*reliability.flags, "undefined") if undefined else reliability.flags,
    )


def _lengthened(r: float, factor: float) -> float:
    bottom = 1 + (factor - 1) * r
    if math.isnan(bottom):
        return math.nan
    if math.isinf(r) or bottom <= 0:
        return -math.inf
    return factor * r / bottom
