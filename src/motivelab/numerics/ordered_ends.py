"""Ends of an interval read off resamples: the (R + 1) share-th of R values in order."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats: TypeAlias = NDArray[np.float64]


def ordered_ends(values: Floats, shares: tuple[float, float]) -> tuple[float, float]:
    """The values below which the shares lie, between two neighbours on the scale of normal quantiles.

    Unlike an ordinary quantile it knows that R values leave R + 1 gaps in which the next could fall; R's
    `boot::boot.ci` reads its ends in this way. Beyond the first or last value it is that value.

    Args:
        values: (R,) finite.
        shares: low and high, between 0 and 1.

    Example:
        >>> ordered_ends(np.arange(1.0, 20.0), (0.05, 0.95))
        (1.0, 19.0)

    Reference:
        Davison and Hinkley (1997), Bootstrap Methods and their Application, section 5.2.
    """
    n = len(values)
    rank = np.asarray(shares) * (n + 1)
    # 0.025 x 2000 and the like are whole but for rounding.
    rank = np.where(np.abs(rank - np.rint(rank)) < 1e-9 * n, np.rint(rank), rank)
    below = np.clip(np.floor(rank).astype(np.int64), 1, n - 1)
    kept = np.unique(np.concatenate([below - 1, below]))
    ordered = np.partition(values, kept)
    low, high = ordered[below - 1], ordered[below]
    start, stop = special.ndtri(below / (n + 1)), special.ndtri((below + 1) / (n + 1))
    part = np.clip((special.ndtri(np.clip(rank / (n + 1), 1e-300, 1.0)) - start) / (stop - start), 0.0, 1.0)
    ends = low + part * (high - low)
    return float(ends[0]), float(ends[1])
