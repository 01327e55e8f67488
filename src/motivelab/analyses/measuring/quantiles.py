"""Quartiles of answers that heap, with families resampled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from motivelab.errors import DegenerateDataError
from motivelab.numerics.cluster_resampling import percentile_interval
from motivelab.schema.estimate import Estimate

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]


def quantiles(
    values: Floats, families: Integers, *, shares: Sequence[float], rng: np.random.Generator, n_resamples: int = 1000
) -> tuple[Estimate, ...]:
    """The smallest answer that at least the given share of answers does not exceed, a share at a time.

    No average of two answers is taken, so that the value is one that was given. Intervals are percentiles over
    resamples of families; where answers heap they may have no width, which is what the data say.

    Args:
        values: (n,) answers.
        families: (n,) number of each row's family.
        shares: from 0 to 1.
        rng: for the resamples.
        n_resamples: how many.

    Raises:
        DegenerateDataError: fewer than two families.

    Example:
        >>> x = np.array([10.0, 20.0, 20.0, 30.0, 40.0, 40.0])
        >>> (half,) = quantiles(x, np.array([0, 0, 1, 1, 2, 2]), shares=[0.5], rng=np.random.default_rng(1))
        >>> half.statistic, half.value
        ('quantile_0.5', 20.0)

    Reference:
        Hyndman and Fan (1996), The American Statistician 50, 361-365, definition 1.
    """
    points, place = np.unique(values, return_inverse=True)
    present, family = np.unique(families, return_inverse=True)
    g = len(present)
    if g < 2:
        raise DegenerateDataError(f"{g} family with an answer; at least 2 are needed")
    counts = np.zeros((g, len(points)))
    np.add.at(counts, (family, place), 1.0)
    weights = np.vstack([np.ones((1, g)), rng.multinomial(g, np.full(g, 1 / g), size=n_resamples)])
    cumulated = np.cumsum(weights @ counts, axis=1)
    reached = cumulated / cumulated[:, -1:]
    out = []
    for share in shares:
        found = points[np.argmax(reached >= share - 1e-12, axis=1)]
        interval = percentile_interval(found[1:])
        out.append(
            Estimate(
                statistic=f"quantile_{share:g}",
                value=float(found[0]),
                low=min(interval.low, float(found[0])),
                high=max(interval.high, float(found[0])),
                n=len(values),
                unit="family",
                n_units=g,
                method=f"quantile of answers as given, percentile cluster bootstrap ({n_resamples})",
                flags=("few_clusters",) if g < 10 else (),
            )
        )
    return tuple(out)
