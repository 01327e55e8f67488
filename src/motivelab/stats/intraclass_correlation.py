"""Intraclass correlations: how much of the spread of measurements is between the things measured."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from motivelab.errors import DegenerateDataError, choices
from motivelab.numerics import enough_clusters
from motivelab.numerics.cluster_jackknife import jackknife_interval
from motivelab.numerics.cluster_resampling import cluster_moments
from motivelab.numerics.clustering import Clustering, Clusters, clustering, require_squarable
from motivelab.numerics.mean_squares import MeanSquares, mean_squares
from motivelab.numerics.nominal_level import upper_tail
from motivelab.numerics.number_array import number_array
from motivelab.numerics.two_way_reml import TwoWayComponents, two_way_reml
from motivelab.schema.estimate import Estimate

Floats: TypeAlias = NDArray[np.float64]
Form: TypeAlias = Literal["icc1", "icc2", "icc3", "icc1k", "icc2k", "icc3k"]
FORMS: tuple[Form, ...] = ("icc1", "icc2", "icc3", "icc1k", "icc2k", "icc3k")


@dataclass(frozen=True, slots=True, kw_only=True)
class IntraclassCorrelation:
    """The six forms of Shrout and Fleiss; McGraw and Wong's names in brackets.

    Attributes:
        icc1: one measurement, columns exchangeable: draws of one report (ICC(1)).
        icc2: one measurement, columns a sample of judges or wordings, their severity counts as error (ICC(A,1)).
        icc3: one measurement, these very columns, their severity does not count (ICC(C,1)).
        icc1k: mean of the k columns, as icc1 (ICC(k)).
        icc2k: mean of the k columns, as icc2 (ICC(A,k)).
        icc3k: mean of the k columns, as icc3 (ICC(C,k)); equals Cronbach's alpha.
    """

    icc1: Estimate
    icc2: Estimate
    icc3: Estimate
    icc1k: Estimate
    icc2k: Estimate
    icc3k: Estimate


def intraclass_correlation(
    ratings: ArrayLike,
    *,
    missing: Literal["reml", "listwise", "refuse"] = "reml",
    clusters: Clusters = None,
    level: float = 0.95,
    unit: str = "family",
) -> IntraclassCorrelation:
    """All six intraclass correlations with intervals and F tests of no agreement.

    Formulas, with R, C, E, W the mean squares of rows, columns, error and within rows, n rows and k columns:

        icc1 = (R-W)/(R+(k-1)W)   icc2 = (R-E)/(R+(k-1)E+k(C-E)/n)   icc3 = (R-E)/(R+(k-1)E)
        icc1k = (R-W)/R           icc2k = (R-E)/(R+(C-E)/n)          icc3k = (R-E)/R

    Without clusters: the F intervals of Shrout and Fleiss (Satterthwaite's df for icc2), for normal scores and
    independent rows. With clusters: the jackknife over clusters of 0.5 log((1+(k-1)r)/(1-r)), t with own df. It does
    not resample columns: for icc2 it speaks about these judges.

    When to use: replicates of one report are exchangeable, so icc1 (what one draw is worth) and icc1k (what the mean is
    worth). Wordings, moments and judges: icc2, icc2k.

    Args:
        ratings: (n_rows, k), a row a thing measured, a column a draw, judge, wording or moment; NaN for missing.
        missing: where cells are missing, `reml` fits row and column variances to all cells and derives mean squares
            from
            them (what psych does), `listwise` keeps complete rows, `refuse` raises. Complete tables always use the
            analysis of variance, in which an estimate below 0 stays below 0.
        clusters: a label a row, or the shared `ClusterWeights`; None where rows are independent.
        level: nominal coverage.
        unit: what a cluster is.

    Returns:
        `IntraclassCorrelation`; p is one-sided (F test against 0; None with clusters, the interval tells). Flags:
        `missing`, `few_clusters`, `heavy_tails`, `negative` (more variance within than between), `perfect` (no error
        variance: 1, no interval), `no_row_variance` (all rows have one mean: no interval), `no_interval` (no cluster
            makes a difference), `no_error_variance` (icc2 below 1 by severity alone: no F interval), `few_columns`
        (icc2 with fewer than 5 columns: its interval leans on the column variance).

    Raises:
        DegenerateDataError: fewer than 2 columns or 3 rows, no variance, or missing cells with `refuse`.
        ConvergenceError: REML without a maximum.

    Example:
        >>> shrout_fleiss = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
        >>> icc = intraclass_correlation(shrout_fleiss)
        >>> [round(getattr(icc, form).value, 2) for form in FORMS]
        [0.17, 0.29, 0.71, 0.44, 0.62, 0.91]

    In R:
        `psych::ICC(x, lmer = FALSE)` for complete tables, `psych::ICC(x)` (REML) with missing cells.

    Reference:
        Shrout and Fleiss (1979), Psychological Bulletin 86, 420-428; McGraw and Wong (1996), Psychological Methods 1,
        30-46.
    """
    if missing not in ("reml", "listwise", "refuse"):
        raise DegenerateDataError(f"missing is {missing!r}; {choices(missing, ['reml', 'listwise', 'refuse'])}")
    x = number_array(ratings, name="ratings")
    if x.ndim != 2 or x.shape[1] < 2:
        raise DegenerateDataError(f"ratings has shape {x.shape!r}; an ICC needs rows by at least 2 columns")
    if np.isinf(x).any():
        raise DegenerateDataError("ratings hold an infinite value; give NaN for what is missing")
    require_squarable(x, name="ratings")
    gaps = int(np.isnan(x).sum())
    if gaps and missing == "refuse":
        raise DegenerateDataError(f"{gaps} missing cells; choose missing='reml' or 'listwise', or complete the table")
    present = np.isfinite(x)
    keep = present.all(axis=1) if missing == "listwise" else present.any(axis=1)
    grouping = clustering(clusters, np.where(keep, 0.0, math.nan))
    x = x[grouping.keep]
    if len(x) < 3:
        raise DegenerateDataError(f"{len(x)} usable rows; an ICC needs at least 3")
    incomplete = bool(np.isnan(x).any())
    squares = _reml_squares(x) if incomplete else _squares(x, np.zeros(len(x), dtype=np.int64), np.ones((1, 1)))
    if not float(squares.rows[0] + squares.within[0]) > (1e-13 * float(np.nanmax(np.abs(x)))) ** 2:
        raise DegenerateDataError("all ratings are equal; there is no variance to split")
    left_out = None if clusters is None else _leave_out(x, grouping, incomplete=incomplete)

    def estimate(form: Form) -> Estimate:
        value = float(_icc(squares, form)[0])
        flags = ["missing"] if gaps else []
        if value < 0:
            flags.append("negative")
        if form.startswith("icc2") and squares.k < 5:
            flags.append("few_columns")
        low = high = se = df = p = None
        if not math.isfinite(value) or value >= 1 - 1e-13:
            flags.append("perfect" if math.isfinite(value) else "undefined")
        elif form.startswith("icc2") and clusters is None and squares.error[0] <= 0:
            flags.append("no_error_variance")
        elif squares.rows[0] <= 1e-14 * squares.within[0]:
            flags.append("no_row_variance")
        elif left_out is None:
            low, high = _f_interval(squares, form, level)
            p, df = _f_test(squares, form)
        else:
            k = squares.k
            if grouping.n_clusters < enough_clusters.JACKKNIFE:
                flags.append("few_clusters")
            interval = jackknife_interval(
                _spread_free(_icc(left_out, form), k, form),
                estimate=float(_spread_free(np.array([value]), k, form)[0]),
                level=level,
            )
            if interval is not None:
                low, high = (float(_back(z, k, form)) for z in (interval.low, interval.high))
                se, df = interval.se * _slope(value, k, form), interval.df
                flags += ["heavy_tails"] if interval.heavy_tails else []
            else:
                flags.append("no_interval")
        return Estimate(
            statistic=form,
            value=value,
            low=low,
            high=high,
            level=level,
            n=len(x),
            unit="row" if clusters is None else unit,
            n_units=None if clusters is None else grouping.n_clusters,
            method=("REML" if incomplete else "ANOVA")
            + (", F, one-sided p" if clusters is None else f", jackknife over {unit}"),
            se=se,
            df=df,
            p=p,
            flags=tuple(flags),
        )

    return IntraclassCorrelation(**{form: estimate(form) for form in FORMS})


def _squares(x: Floats, codes: NDArray[np.int64], weights: Floats) -> MeanSquares:
    return mean_squares(cluster_moments(x, codes, weights))


def _reml_squares(x: Floats, near: TwoWayComponents | None = None) -> MeanSquares:
    parts = two_way_reml(x, start=near)
    n, k = x.shape
    return MeanSquares(
        n=np.array([float(n)]),
        k=k,
        rows=np.array([k * parts.rows + parts.error]),
        columns=np.array([n * parts.columns + parts.error]),
        error=np.array([parts.error]),
        within=np.array([parts.error + parts.columns]),
    )


def _leave_out(x: Floats, grouping: Clustering, *, incomplete: bool) -> MeanSquares:
    if not incomplete:
        k = grouping.n_clusters
        return _squares(x, grouping.codes, np.ones((k, k)) - np.eye(k))
    near = two_way_reml(x)
    parts = [_reml_squares(x[grouping.codes != c], near) for c in range(grouping.n_clusters)]
    names = ("n", "rows", "columns", "error", "within")
    return MeanSquares(k=x.shape[1], **{name: np.concatenate([getattr(p, name) for p in parts]) for name in names})


def _icc(ms: MeanSquares, form: Form) -> Floats:
    k = ms.k
    error = ms.within if form.startswith("icc1") else ms.error
    bottom = ms.rows.copy() if form.endswith("k") else ms.rows + (k - 1) * error
    if form == "icc2":
        bottom += k * (ms.columns - ms.error) / ms.n
    elif form == "icc2k":
        bottom += (ms.columns - ms.error) / ms.n
    return np.divide(ms.rows - error, bottom, out=np.full_like(bottom, math.nan), where=np.abs(bottom) > 0)


def _spread_free(value: Floats, k: int, form: Form) -> Floats:
    """0.5 log((1+(k-1)r)/(1-r)) of the single-measurement ICC: half the log of the F ratio it corresponds to."""
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = 1 / (1 - value) if form.endswith("k") else (1 + (k - 1) * value) / (1 - value)
    usable = np.isfinite(ratio) & (ratio > 0)
    return 0.5 * np.log(ratio, out=np.full_like(ratio, math.nan), where=usable)


def _back(z: float, k: int, form: Form) -> float:
    ratio = math.exp(2 * z)
    return 1 - 1 / ratio if form.endswith("k") else (ratio - 1) / (ratio + k - 1)


def _slope(value: float, k: int, form: Form) -> float:
    return 2 * (1 - value) if form.endswith("k") else 2 * (1 - value) * (1 + (k - 1) * value) / k


def _f_test(ms: MeanSquares, form: Form) -> tuple[float, float]:
    n, k = float(ms.n[0]), ms.k
    one_way = form.startswith("icc1")
    df = n * (k - 1) if one_way else (n - 1) * (k - 1)
    ratio = float(ms.rows[0] / (ms.within[0] if one_way else ms.error[0])) if not math.isclose(df, 0) else math.nan
    return float(special.fdtrc(n - 1, df, ratio)), df


def _f_interval(ms: MeanSquares, form: Form, level: float) -> tuple[float, float]:
    n, k = float(ms.n[0]), ms.k
    rows, columns, error, within = (float(v[0]) for v in (ms.rows, ms.columns, ms.error, ms.within))
    upper = upper_tail(level)
    if form.startswith("icc2"):
        r = float(_icc(ms, "icc2")[0])
        f = columns / error
        a = k * r * f + n * (1 + (k - 1) * r) - k * r
        v = (k - 1) * (n - 1) * a**2 / ((n - 1) * k**2 * r**2 * f**2 + (n * (1 + (k - 1) * r) - k * r) ** 2)
        f_low, f_high = float(special.fdtri(n - 1, v, upper)), float(special.fdtri(v, n - 1, upper))
        rest = k * columns + (k * n - k - n) * error
        ends = (
            n * (rows - f_low * error) / (f_low * rest + n * rows),
            n * (f_high * rows - error) / (rest + n * f_high * rows),
        )
        return (ends[0], ends[1]) if form == "icc2" else (_stepped_up(ends[0], k), _stepped_up(ends[1], k))
    one_way = form.startswith("icc1")
    df = n * (k - 1) if one_way else (n - 1) * (k - 1)
    ratio = rows / (within if one_way else error)
    f_low, f_high = ratio / float(special.fdtri(n - 1, df, upper)), ratio * float(special.fdtri(df, n - 1, upper))
    if form.endswith("k"):
        return (1 - 1 / f_low if f_low > 0 else -math.inf), 1 - 1 / f_high if f_high > 0 else -math.inf
    return (f_low - 1) / (f_low + k - 1), (f_high - 1) / (f_high + k - 1)


def _stepped_up(r: float, k: int) -> float:
    bottom = 1 + (k - 1) * r
    return k * r / bottom if bottom > 0 else -math.inf
