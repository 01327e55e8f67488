"""A published number as a row of an analysis, or the sentence that says why there is none."""

from __future__ import annotations

import math
from collections.abc import Mapping

from motivelab.analyses.protocol.analysis import Row, Scale
from motivelab.schema.estimate import Estimate

NOT_APPLICABLE = "not applicable"
"""Begins the note that says why the published computation gives nothing."""


def published_row(
    labels: Mapping[str, str],
    *,
    statistic: str,
    value: float,
    n: int,
    method: str,
    scale: Scale,
    low: float | None = None,
    high: float | None = None,
    level: float = 0.95,
    p: float | None = None,
    se: float | None = None,
    df: float | None = None,
    unit: str = "task",
) -> Row | str:
    """A row of the track `as_published`; a note where the value is not finite.

    An interval or p that is not finite is left out. Intervals are those of the published computation and are not cut to
    what is possible.

    Example:
        >>> published_row({"respondent": "a"}, statistic="mean", value=float("nan"), n=0, method="", scale="rating")
        'not applicable (as published): a: there is no finite value over 0 tasks'
    """
    if not math.isfinite(value):
        about = ", ".join(v for v in labels.values() if v)
        plural = unit.removesuffix("y") + "ies" if unit.endswith("y") else f"{unit}s"
        return f"{NOT_APPLICABLE} (as published): {about}: there is no finite value over {n} {plural}"
    estimate = Estimate(
        statistic=statistic,
        value=value,
        low=_finite(low),
        high=_finite(high),
        level=level,
        n=n,
        unit=unit,
        method=method,
        se=_finite(se),
        df=_finite(df),
        p=_finite(p),
    )
    return Row(labels=dict(labels), estimate=estimate, scale=scale, track="as_published")


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
