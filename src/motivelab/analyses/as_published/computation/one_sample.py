"""t tests as the published computation makes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import special

from motivelab.stats.adjust_p import adjust_p

Floats: TypeAlias = NDArray[np.float64]


class OneSample(NamedTuple):
    """Mean against 0: NaN where it is undefined, t infinite where all values are one and the same but 0."""

    mean: float
    sd: float
    t: float
    p: float
    n: int


def one_sample(values: Floats) -> OneSample:
    """Mean, sd (n - 1), t and two-sided p of values against 0.

    Example:
        >>> round(one_sample(np.array([1.0, 2.0, 3.0])).t, 4)
        3.4641
    """
    n = len(values)
    if n == 0:
        return OneSample(float("nan"), float("nan"), float("nan"), float("nan"), 0)
    mean = float(values.mean())
    if n == 1:
        return OneSample(mean, float("nan"), float("nan"), float("nan"), 1)
    sd = float(values.std(ddof=1))
    with np.errstate(divide="ignore", invalid="ignore"):
        t = float(np.float64(mean) / (np.float64(sd) / np.sqrt(n)))
    return OneSample(mean, sd, t, float(2 * special.stdtr(n - 1, -abs(t))), n)


def false_discovery(p: Sequence[float], *, drop_missing: bool) -> list[float]:
    """Benjamini-Hochberg over one family of tests.

    Args:
        p: raw p values.
        drop_missing: whether NaN is left out of the family; if not, one NaN makes all NaN, as it does in theirs.
    """
    values = np.asarray(p, dtype=np.float64)
    if not drop_missing and np.isnan(values).any():
        return [float("nan")] * len(values)
    return [float(v) for v in adjust_p(values)]
