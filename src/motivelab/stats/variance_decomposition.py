"""How much of the spread lies between families, between tasks of a family, and between draws of a task."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from motivelab.errors import DegenerateDataError
from motivelab.numerics import enough_clusters
from motivelab.numerics.cluster_jackknife import jackknife_error
from motivelab.numerics.cluster_resampling import bca_interval
from motivelab.numerics.clustering import column, label_codes
from motivelab.schema.estimate import Estimate

Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class VarianceDecomposition:
    """Variance components of nested levels.

    Attributes:
        components: by level (outermost first, then `residual`), Estimate `variance`; the value may be negative.
        shares: by level, Estimate `variance_share`: component over their sum, negatives counted as 0.
    """

    components: Mapping[str, Estimate]
    shares: Mapping[str, Estimate]


def variance_decomposition(
    values: ArrayLike,
    *,
    nesting: Mapping[str, Sequence[Hashable] | NDArray[Any]],
    rng: np.random.Generator,
    n_resamples: int = 2000,
    level: float = 0.95,
) -> VarianceDecomposition:
    """Variance between the levels of a nested design, by the analysis of variance with unequal numbers.

    Formula: sums of squares of each level around the next outer one are set equal to their expectations (Henderson's
    method 1, which is REML's answer when numbers are equal and no component is negative). Intervals: jackknife
    over the outermost units, t on the log scale (logit for shares); BCa over resamples where a component is not
    positive.

    When to use: beside a mean report (between and within variance), and to see what a replicate is worth. For crossed
    sources (respondents x tasks) use a mixed model or generalisability.

    Edge conventions: a negative component stays negative (flag `boundary`), its share is 0. A level with one unit in
    every outer unit cannot be told from it and is refused.

    Args:
        values: (n,) NaN for missing.
        nesting: labels by level, outermost first; a label of an inner level counts inside its outer unit.
        rng: for the resamples of the fallback.
        n_resamples: draws of outermost units.
        level: nominal coverage.

    Returns:
        VarianceDecomposition. Flags: `missing`, `few_clusters` (below 40 outermost units, where the intervals run
        short), `heavy_tails` (a few outermost units carry most of the error), `boundary`.

    Raises:
        DegenerateDataError: no level, a level without replication, fewer than three outermost units, no variance.

    Example:
        >>> rng = np.random.default_rng(4)
        >>> family, task = np.repeat(np.arange(60), 10), np.repeat(np.arange(300), 2)
        >>> y = rng.normal(0, 3, 60)[family] + rng.normal(0, 2, 300)[task] + rng.normal(0, 1, 600)
        >>> v = variance_decomposition(y, nesting={"family": family, "task": task}, rng=rng, n_resamples=200)
        >>> {name: round(e.value, 1) for name, e in v.components.items()}
        {'family': 8.2, 'task': 3.8, 'residual': 1.0}

    In R:
        `VCA::anovaVCA(y ~ family/task, d)`; `lme4::lmer(y ~ 1 + (1|family/task), d)` when numbers are equal.

    Reference:
        Searle, Casella and McCulloch (1992), Variance Components, section 3.6.
    """
    y = column(values, name="values")
    names = list(nesting)
    if not names:
        raise DegenerateDataError("nesting names no level; give at least the outermost, for instance family")
    keep = np.isfinite(y)
    y = y[keep]
    if len(y) == 0:
        raise DegenerateDataError("values holds no number; there is no variance to decompose")
    codes: list[NDArray[np.int64]] = []
    for name in names:
        own, _ = label_codes(nesting[name], name=name)
        if len(own) != len(keep):
            raise DegenerateDataError(f"{name} has {len(own)} labels for {len(keep)} rows; give one a row")
        own = own[keep]
        if codes:
            own = codes[-1] * (int(own.max()) + 1) + own
        codes.append(np.unique(own, return_inverse=True)[1].astype(np.int64))
    n = len(y)
    if n == 0 or int(codes[0].max()) + 1 < 3:
        raise DegenerateDataError(
            f"{names[0]} has fewer than 3 units with a value; no variance between them is estimable"
        )
    widths = [int(c.max()) + 1 for c in codes] + [n]
    for outer, inner, name in zip(widths[:-1], widths[1:], [*names[1:], "replicates"], strict=True):
        if inner <= outer:
            raise DegenerateDataError(f"{name}: one in every unit of the level above; the two cannot be told apart")
    if float(y.var()) <= 0:
        raise DegenerateDataError(f"all {n} values are {float(y[0])!r}; there is no variance to decompose")
    pieces = _pieces(y - y.mean(), codes)
    g = widths[0]
    components = _solve(pieces, np.ones((1, g)))
    left_out = _solve(pieces, 1.0 - np.eye(g))
    base = (() if keep.all() else ("missing",)) + (("few_clusters",) if g < enough_clusters.JACKKNIFE else ())
    out: dict[str, dict[str, Estimate]] = {"variance": {}, "variance_share": {}}
    draws = np.empty((0, len(names) + 1))
    if not ((components > 0).all() and (left_out > 0).all()):
        draws = _solve(pieces, rng.multinomial(g, np.full(g, 1 / g), size=n_resamples).astype(np.float64))
    for statistic, now, sampled, jack in (
        ("variance", components, draws, left_out),
        ("variance_share", _shares(components), _shares(draws), _shares(left_out)),
    ):
        for j, name in enumerate([*names, "residual"]):
            value = float(now[0, j])
            low, high, how, heavy = _interval(
                value,
                sampled[:, j],
                jack[:, j],
                level=level,
                bounded=statistic == "variance_share",
                n_resamples=n_resamples,
            )
            out[statistic][name] = Estimate(
                statistic=statistic,
                value=value,
                low=low,
                high=high,
                level=level,
                n=n,
                unit=names[0],
                n_units=g,
                method=f"nested ANOVA, {how} over {names[0]}",
                flags=base + (("boundary",) if components[0, j] <= 0 else ()) + (("heavy_tails",) if heavy else ()),
            )
    return VarianceDecomposition(components=out["variance"], shares=out["variance_share"])


def _interval(
    value: float, draws: Floats, left_out: Floats, *, level: float, bounded: bool, n_resamples: int
) -> tuple[float, float, str, bool]:
    """Jackknife t on the log (or logit) scale, which follows the skew of a variance; BCa where that is undefined."""
    top = 1.0 if bounded else math.inf
    if not (0 < value < top and (left_out > 0).all() and (left_out < top).all()):
        i = bca_interval(draws, estimate=value, jackknife=left_out, level=level)
        return i.low, i.high, f"BCa ({n_resamples})", False
    error = jackknife_error(special.logit(left_out) if bounded else np.log(left_out), level=level)
    below, above, heavy = float(error.below * error.se), float(error.above * error.se), bool(error.heavy_tails)
    if bounded:
        eta = float(special.logit(value))
        return (
            float(special.expit(eta - below)),
            float(special.expit(eta + above)),
            "jackknife t on the logit scale",
            heavy,
        )
    return value * math.exp(-below), value * math.exp(above), "jackknife t on the log scale", heavy


def _pieces(y: Floats, codes: list[NDArray[np.int64]]) -> Floats:
    """(outermost units, 2 L + 2 + L^2) sums from which every resample's sums of squares and coefficients follow.

    Columns: rows, sum of y, sum of y^2; then for each level l the number of its units, sum over its units of total^2/n,
    and for each level m the sum over units of l of (sum of n_m^2 inside) / n_l.
    """
    top = codes[0]
    g = int(top.max()) + 1
    depth = len(codes)
    rows = np.bincount(top, minlength=g).astype(np.float64)
    columns = [rows, np.bincount(top, weights=y, minlength=g), np.bincount(top, weights=y * y, minlength=g)]
    for at in range(depth):
        width = int(codes[at].max()) + 1
        first = np.unique(codes[at], return_index=True)[1]
        home = top[first]
        size = np.bincount(codes[at], minlength=width).astype(np.float64)
        total = np.bincount(codes[at], weights=y, minlength=width)
        columns += [np.bincount(home, minlength=g).astype(np.float64)]
        columns += [np.bincount(home, weights=total**2 / size, minlength=g)]
        for inner in range(depth):
            w = int(codes[inner].max()) + 1
            inner_size = np.bincount(codes[inner], minlength=w).astype(np.float64)
            if inner <= at:
                spread = size
            else:
                parent = codes[at][np.unique(codes[inner], return_index=True)[1]]
                spread = np.bincount(parent, weights=inner_size**2, minlength=width) / size
            columns.append(np.bincount(home, weights=spread, minlength=g))
    # Squares of unit sizes over all rows, for the correction by the grand mean.
    for at in range(depth):
        size = np.bincount(codes[at]).astype(np.float64)
        home = top[np.unique(codes[at], return_index=True)[1]]
        columns.append(np.bincount(home, weights=size**2, minlength=g))
    return np.column_stack(columns)


def _solve(pieces: Floats, weights: Floats) -> Floats:
    """(n_draws, levels + 1) components: sums of squares set equal to their expectations, innermost outwards."""
    s = weights @ pieces
    depth = round((-3 + math.sqrt(9 + 4 * (pieces.shape[1] - 3))) / 2)
    n, y, yy = s[:, 0], s[:, 1], s[:, 2]
    block = 2 + depth
    units = np.stack([s[:, 3 + block * a] for a in range(depth)], axis=1)
    squares = np.stack([s[:, 4 + block * a] for a in range(depth)], axis=1)
    inside = np.stack([s[:, 5 + block * a : 5 + block * a + depth] for a in range(depth)], axis=1)
    overall = s[:, 3 + block * depth :] / n[:, None]
    out = np.full((len(s), depth + 1), np.nan)
    # Uncorrected sums: T_all = sum y^2, T_l = sum total_l^2 / n_l, T_0 = (sum y)^2 / n. E T_l holds inside[l, m] of
    # component m and units[l] of the residual; differences of neighbours are the sums of squares.
    with np.errstate(invalid="ignore", divide="ignore"):
        out[:, depth] = (yy - squares[:, -1]) / (n - units[:, -1])
        for a in range(depth - 1, -1, -1):
            lower = squares[:, a - 1] if a else y**2 / n
            lower_units = units[:, a - 1] if a else np.ones(len(s))
            lower_inside = inside[:, a - 1] if a else overall
            left = squares[:, a] - lower - (units[:, a] - lower_units) * out[:, depth]
            for m in range(a + 1, depth):
                left = left - (inside[:, a, m] - lower_inside[:, m]) * out[:, m]
            out[:, a] = left / (inside[:, a, a] - lower_inside[:, a])
    return out


def _shares(components: Floats) -> Floats:
    kept = np.maximum(components, 0.0)
    total = kept.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(kept, total, out=np.full_like(kept, np.nan), where=total > 0))
