"""Every condition against the reference, for every respondent, from one set of family resamples."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from motivelab.errors import DegenerateDataError, choices
from motivelab.numerics import enough_clusters
from motivelab.numerics.cluster_resampling import ClusterWeights
from motivelab.numerics.clustering import require_squarable
from motivelab.numerics.nominal_level import upper_tail
from motivelab.numerics.number_array import number_array
from motivelab.numerics.ordered_ends import ordered_ends
from motivelab.numerics.studentized_bootstrap import studentized_means
from motivelab.schema.estimate import Estimate

Floats: TypeAlias = NDArray[np.float64]
BootstrapInterval: TypeAlias = Literal["studentized", "percentile"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BootstrapContrasts:
    """Contrasts of all conditions with one reference.

    Attributes:
        conditions: labels of the contrasts, in the order of the columns; the reference is not among them.
        reference: label of the reference.
        estimates: one row a respondent, one Estimate `mean_difference` a condition.
        draws: (n_resamples, respondents, contrasts) resampled differences. All cells of one resample saw the same
            families, so differences between conditions or between respondents have proper intervals too.
    """

    conditions: tuple[Hashable, ...]
    reference: Hashable
    estimates: tuple[tuple[Estimate, ...], ...]
    draws: Floats


def cluster_bootstrap(
    scores: ArrayLike,
    *,
    clusters: ClusterWeights,
    conditions: Sequence[Hashable],
    reference: Hashable,
    interval: BootstrapInterval = "studentized",
    level: float = 0.95,
    unit: str = "family",
) -> BootstrapContrasts:
    """Mean paired difference of each condition from the reference, families resampled with replacement.

    Formula: for respondent r and condition c, mean over tasks of score[r, c, t] - score[r, reference, t], tasks with
    both scores only. Intervals: `studentized` (bootstrap-t: each resample's difference is divided by its own linearised
    cluster error; follows skew) or `percentile` (the resampled differences in order; too short below about 100
    clusters). Both read their ends as `boot::boot.ci` does: with the same resamples they are the same numbers.

    When to use: manipulation effects of a run. Pass the `ClusterWeights` that the whole run shares.

    Edge conventions: an undefined cell (no common task, or tasks of one cluster alone) is an Estimate of value NaN, or
    without interval, flagged `no_data` or `one_cluster`; differences that agree in all clusters have no interval and
    are flagged `no_variance`; `few_clusters` below ten (below a hundred for `percentile`).

    Args:
        scores: (respondents, conditions, tasks), NaN for missing; (conditions, tasks) is read as one respondent.
        clusters: family of each task and the resampling weights.
        conditions: labels along the second axis.
        reference: the label every other condition is compared with.
        interval: how the ends are read off the resamples.
        level: nominal coverage.
        unit: what a cluster is.

    Raises:
        DegenerateDataError: shapes do not fit, labels instead of `ClusterWeights`, no respondent, fewer than two
            conditions or two of one name, an unknown reference, or no resamples.

    Example:
        >>> from motivelab.numerics.cluster_resampling import cluster_weights
        >>> rng = np.random.default_rng(3)
        >>> w = cluster_weights([f for f in range(30) for _ in range(5)], n_resamples=500, rng=rng)
        >>> y = rng.normal(70, 5, size=(2, 150)) + np.array([[0.0], [6.0]])
        >>> out = cluster_bootstrap(y, clusters=w, conditions=["none", "money"], reference="none")
        >>> print(out.estimates[0][0].method, out.estimates[0][0].low > 3)
        studentised cluster bootstrap (500) True

    In R:
        `boot::boot.ci(boot::boot(cbind(sums, counts), statistic, 2000), type = c("stud", "perc"))`, one row a family,
        `statistic <- function(d, i) { x <- d[i, ]; m <- sum(x[, 1]) / sum(x[, 2]); g <- nrow(x); c(m, g / (g - 1) *
        sum((x[, 1] - m * x[, 2])^2) / sum(x[, 2])^2) }`.

    Reference:
        Davison and Hinkley (1997), Bootstrap Methods and their Application, sections 3.8 and 5.2.
    """
    if not isinstance(clusters, ClusterWeights):
        raise DegenerateDataError(
            f"clusters is a {type(clusters).__name__}; give the `ClusterWeights` of cluster_weights(labels, ...)"
        )
    y = number_array(scores, name="scores")
    require_squarable(y, name="scores")
    y = y[None] if y.ndim == 2 else y
    if interval not in ("studentized", "percentile"):
        raise DegenerateDataError(f"interval is {interval!r}; {choices(interval, ['studentized', 'percentile'])}")
    names = list(conditions)
    if y.ndim != 3 or y.shape[1:] != (len(names), len(clusters.codes)):
        raise DegenerateDataError(
            f"scores has shape {y.shape!r}; expected (respondents, {len(names)} conditions, "
            f"{len(clusters.codes)} tasks)"
        )
    if len(y) == 0 or len(names) < 2 or len(set(names)) < len(names):
        raise DegenerateDataError(
            f"{len(y)} respondents under conditions {names!r}; give a respondent and two conditions of different names"
        )
    if reference not in names:
        raise DegenerateDataError(f"reference is {reference!r}; {choices(reference, names)}")
    if clusters.n_resamples < 20:
        raise DegenerateDataError(f"clusters has {clusters.n_resamples} resamples; draw 2000 with cluster_weights")
    if np.isinf(y).any():
        raise DegenerateDataError("scores holds an infinite value; give NaN for what is missing")
    base = names.index(reference)
    others = [i for i in range(len(names)) if i != base]
    difference = (y[:, others, :] - y[:, [base], :]).reshape(-1, y.shape[2])
    present = np.isfinite(difference)
    member = np.zeros((clusters.n_clusters, y.shape[2]))
    member[clusters.codes, np.arange(y.shape[2])] = 1.0
    sums, counts = member @ np.where(present, difference, 0.0).T, member @ present.T.astype(np.float64)
    b = studentized_means(sums, counts, clusters.weights, level=level)
    low, high, p = b.low, b.high, b.p
    if interval == "percentile":
        low, high, p = _percentile(b.draws, level=level)
    occupied, rows = (counts > 0).sum(axis=0), counts.sum(axis=0)
    spread = b.se > 1e-12 * np.maximum(np.abs(difference).max(axis=1, initial=0.0, where=present), 1e-300)
    cells: list[Estimate] = []
    for j in range(len(difference)):
        flags: list[str] = []
        if occupied[j] < 2:
            flags.append("no_data" if occupied[j] == 0 else "one_cluster")
        elif not spread[j]:
            flags.append("no_variance")
        elif occupied[j] < (enough_clusters.MEAN if interval == "studentized" else enough_clusters.ROUGH):
            flags.append("few_clusters")
        if rows[j] < y.shape[2]:
            flags.append("missing")
        shown = occupied[j] >= 2 and bool(spread[j]) and bool(np.isfinite(low[j]))
        if occupied[j] >= 2 and spread[j] and not shown:
            flags.append("few_defined_resamples")
        cells.append(
            Estimate(
                statistic="mean_difference",
                value=float(b.value[j]),
                low=float(low[j]) if shown else None,
                high=float(high[j]) if shown else None,
                level=level,
                n=int(rows[j]),
                unit=unit,
                n_units=int(occupied[j]),
                method=f"{'studentised' if interval == 'studentized' else 'percentile'} cluster bootstrap "
                f"({clusters.n_resamples})",
                se=float(b.se[j]) if occupied[j] >= 2 else None,
                p=float(p[j]) if shown else None,
                flags=tuple(flags),
            )
        )
    width = len(others)
    return BootstrapContrasts(
        conditions=tuple(names[i] for i in others),
        reference=reference,
        estimates=tuple(tuple(cells[r * width : (r + 1) * width]) for r in range(len(y))),
        draws=b.draws.reshape(-1, len(y), width),
    )


def _percentile(draws: Floats, *, level: float) -> tuple[Floats, Floats, Floats]:
    """Quantiles of each column's defined draws and the two-sided p of zero."""
    k = draws.shape[1]
    low, high, p = np.full(k, np.nan), np.full(k, np.nan), np.full(k, np.nan)
    for j in range(k):
        d: NDArray[Any] = draws[np.isfinite(draws[:, j]), j]
        if len(d) >= 20 and 2 * len(d) >= len(draws):
            low[j], high[j] = ordered_ends(d, (1 - upper_tail(level), upper_tail(level)))
            p[j] = min(1.0, 2 * (1 + min((d <= 0).sum(), (d >= 0).sum())) / (1 + len(d)))
    return low, high, p
