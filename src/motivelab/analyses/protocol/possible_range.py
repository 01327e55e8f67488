"""No interval reaches beyond what its value can be, whatever a symmetric formula says."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from motivelab.analyses.protocol.analysis import Scale
from motivelab.schema.estimate import Estimate

POSSIBLE: Mapping[Scale, tuple[float, float]] = {
    "percent": (0.0, 100.0),
    "points": (-100.0, 100.0),
    "share": (0.0, 1.0),
    "tokens": (0.0, math.inf),
}
"""Ends of what a value can be; other scales have none that are known here."""


def cut_to_possible(estimate: Estimate, scale: Scale) -> Estimate:
    """The same estimate, its interval cut to the possible range of its scale and flagged `cut_to_range` where it was.

    Example:
        >>> e = Estimate(statistic="mean", value=97.0, low=92.0, high=102.0, n=9, unit="row", method="t")
        >>> print(cut_to_possible(e, "percent"))
        mean 97 [92, 100]
    """
    low, high = POSSIBLE.get(scale, (-math.inf, math.inf))
    e = estimate
    if e.low is None or e.high is None or (e.low >= low and e.high <= high):
        return e
    return replace(e, low=max(e.low, low), high=min(e.high, high), flags=(*e.flags, "cut_to_range"))
