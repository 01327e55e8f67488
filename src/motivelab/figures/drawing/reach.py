"""How far an axis around zero has to go."""

from __future__ import annotations

import math

import polars as pl


def reach(data: pl.DataFrame, *, least: float, most: float = math.inf, spare: bool = False) -> float:
    """The furthest end of the data's points and intervals, in whole steps of `least`.

    Args:
        data: columns `value`, `low`, `high`.
        least: the least that comes back, and the step.
        most: the most that comes back.
        spare: whether an interval counts no further than twice the furthest point, so that one that is nearly endless
            does not flatten all others.

    Example:
        >>> reach(pl.DataFrame({"value": [-3.0], "low": [-12.0], "high": [4.0]}), least=5.0, most=100.0)
        15.0
    """
    point, *ends = (
        max((abs(v) for v in data[name].drop_nulls() if math.isfinite(v)), default=0.0)
        for name in ("value", "low", "high")
    )
    end = min(max(ends), 2 * point + least) if spare else max(ends)
    return min(most, max(least, least * math.ceil(max(point, end) / least)))
