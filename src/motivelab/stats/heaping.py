"""How far answers pile up on favourite numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from motivelab.errors import DegenerateDataError
from motivelab.numerics.cluster_jackknife import jackknife_interval
from motivelab.numerics.clustering import Clusters, clustering, column
from motivelab.numerics.share_interval import clustered_share
from motivelab.schema.estimate import Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Heaping:
    """Where answers pile up.

    Attributes:
        mode: the most frequent answer (the smallest of several).
        modal_share: Estimate of its share.
        multiples: by step (5, 10, 20), share of answers on a multiple of it.
        expected_multiples: by step, that share if every whole number of the scale were equally likely.
        entropy: Estimate in bits, Miller-Madow corrected.
        most_entropy: bits if every point of the scale were equally likely.
        n_distinct: different answers given.
    """

    mode: float
    modal_share: Estimate
    multiples: Mapping[int, Estimate]
    expected_multiples: Mapping[int, float]
    entropy: Estimate
    most_entropy: float
    n_distinct: int


def heaping(
    values: ArrayLike, *, low: int, high: int, clusters: Clusters = None, level: float = 0.95, unit: str = "family"
) -> Heaping:
    """Modal share, shares on multiples of 5, 10 and 20, and entropy of answers on a scale of whole numbers.

    Formula: shares with Wilson's interval at the effective sample size; entropy H = -sum p log2 p + (m - 1)/(2 n ln 2)
    with m distinct answers, its interval from a jackknife over clusters, centred on the mean of the pseudo-values: what
    families share biases H beyond the correction.

    When to use: beside every mean report. On a 1-100 scale 74% on one number says that the mean is that number.

    Edge conventions: the modal share is that of the mode seen, so that with few rows it runs high (flag `few_rows`
    below 50); an entropy that no family changes has no interval (flag `no_variance`). Answers that are not whole
    numbers count for the mode and the entropy, not as multiples. With fewer than 25 rows a distinct answer entropy's
    interval is short (flag `sparse`; `heavy_tails` where a few families carry most of its error).

    Args:
        values: (n,) answers, NaN for missing.
        low: lowest point of the scale.
        high: highest point of the scale.
        clusters: labels, `ClusterWeights` (its codes), or None.
        level: nominal coverage.
        unit: what a cluster is.

    Raises:
        DegenerateDataError: an answer outside the scale, a scale that is not of whole numbers, fewer than two clusters.

    Example:
        >>> h = heaping([80, 85, 80, 90, 80, 73], low=1, high=100)
        >>> h.mode, h.modal_share.value, round(h.multiples[5].value, 3), h.expected_multiples[5]
        (80.0, 0.5, 0.833, 0.2)

    In R:
        `max(table(x)) / n`; `mean(x %% 5 == 0)`; `p <- prop.table(table(x)); -sum(p * log2(p))`.

    Reference:
        Miller (1955), Note on the bias of information estimates; Dean and Pagano (2015) for shares in clusters.
    """
    if not low < high or low != int(low) or high != int(high):
        raise DegenerateDataError(f"the scale runs from {low!r} to {high!r}; give whole numbers, low below high")
    y = column(values, name="values")
    g = clustering(clusters, y)
    y = y[g.keep]
    odd = y[(y < low) | (y > high)]
    if len(odd):
        raise DegenerateDataError(f"values holds {float(odd[0])!r}, outside the scale {low} to {high}")
    n, size = len(y), g.n_clusters
    name = "row" if clusters is None else unit
    base = tuple(f for f in g.flags if clusters is not None or f != "few_clusters")
    answers, inverse, counts = np.unique(y, return_inverse=True, return_counts=True)

    def share(statistic: str, ones: np.ndarray[tuple[int], np.dtype[np.bool_]], *more: str) -> Estimate:
        i = clustered_share(ones.astype(np.float64), g.codes, n_clusters=size, level=level)
        boundary = ("boundary",) if i.value in (0.0, 1.0) else ()
        return Estimate(
            statistic=statistic,
            value=i.value,
            low=i.low,
            high=i.high,
            level=level,
            n=n,
            unit=name,
            n_units=size,
            method=f"Wilson at effective n {i.n_effective:.4g}",
            se=i.se,
            df=None if math.isinf(i.df) else i.df,
            flags=(*base, *more, *boundary),
        )

    mode = float(answers[int(counts.argmax())])
    p = counts / n
    plain = -float((p * np.log2(p)).sum())
    corrected = plain + (len(answers) - 1) / (2 * n * math.log(2))
    table = np.zeros((size, len(answers)))
    np.add.at(table, (g.codes, np.asarray(inverse)), 1.0)
    rest = counts - table
    rows = rest.sum(axis=1, keepdims=True)
    share_left = rest / rows
    left_out = -(share_left * np.log2(np.where(rest > 0, share_left, 1.0))).sum(axis=1)
    left_out += ((rest > 0).sum(axis=1) - 1) / (2 * rows[:, 0] * math.log(2))
    i = jackknife_interval(left_out, estimate=corrected, level=level)
    shown = i if i is not None and i.se > 1e-12 else None
    points = high - low + 1
    return Heaping(
        mode=mode,
        modal_share=share("modal_share", y == mode, *(("few_rows",) if n < 50 else ())),
        multiples={step: share(f"share_multiple_{step}", y % step == 0) for step in (5, 10, 20)},
        expected_multiples={step: (high // step - (low - 1) // step) / points for step in (5, 10, 20)},
        entropy=Estimate(
            statistic="entropy",
            value=corrected,
            low=max(0.0, shown.low) if shown else None,
            high=shown.high if shown else None,
            level=level,
            n=n,
            unit=name,
            n_units=size,
            method="bits, Miller-Madow, cluster jackknife, t",
            se=shown.se if shown else None,
            df=shown.df if shown else None,
            flags=(
                *base,
                *(() if shown else ("no_variance",)),
                *(("sparse",) if n < 25 * len(answers) else ()),
                *(("heavy_tails",) if shown and shown.heavy_tails else ()),
            ),
        ),
        most_entropy=math.log2(points),
        n_distinct=len(answers),
    )
