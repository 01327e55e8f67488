"""McDonald's omega: the share of a scale's variance that its factors explain."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from motivelab.errors import ConvergenceError, DegenerateDataError, choices
from motivelab.numerics import enough_clusters
from motivelab.numerics.cluster_jackknife import delete_groups, jackknife_interval
from motivelab.numerics.clustering import Clusters, clustering, require_squarable
from motivelab.numerics.extraction import extract_factors
from motivelab.numerics.number_array import number_array
from motivelab.numerics.one_factor import one_factor
from motivelab.numerics.pairwise_covariance import pairwise_covariances
from motivelab.numerics.rotation import oblimin
from motivelab.schema.estimate import Estimate

Floats: TypeAlias = NDArray[np.float64]

# Left-out fits behind an interval: each repeats a factor analysis.
GROUPS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class McDonaldOmega:
    """Omega of a scale.

    Attributes:
        total: of the sum of the items as they are, by one factor.
        standardized: of the sum of standardised items, by one factor (psych's omega with one factor).
        hierarchical: share of the standardised sum's variance due to the general factor alone, by Schmid-Leiman.
        total_by_groups: share due to general and group factors together.
        general_loadings: loadings on the general factor, () where it is not identified.
    """

    total: Estimate
    standardized: Estimate
    hierarchical: Estimate
    total_by_groups: Estimate
    general_loadings: tuple[float, ...]


def mcdonald_omega(
    scores: ArrayLike,
    *,
    method: Literal["ml", "minres"] = "ml",
    n_group_factors: int = 3,
    missing: Literal["pairwise", "listwise"] = "pairwise",
    clusters: Clusters = None,
    level: float = 0.95,
    unit: str = "family",
) -> McDonaldOmega:
    """McDonald's omega: total from one factor, hierarchical from a Schmid-Leiman transformation.

    Formulas: with loadings l and residual variances t of one factor on the covariances, total = (sum l)^2 / ((sum l)^2
    + sum t); standardized = 1 - sum u2 / sum R. For hierarchical, m oblique factors (minres, oblimin) get one factor
    of their own with loadings h; general loadings g = L h, hierarchical = (sum g)^2 / sum R. Intervals: jackknife of
    log(1 - omega) over clusters, or over rows, in at most 30 groups, t.

    When to use: instead of alpha where items load unequally; hierarchical where one score is to stand for a scale
    with facets.

    Args:
        scores: (n_rows, k), already keyed, NaN for missing.
        method: extraction of the single factor.
        n_group_factors: m. 3 or more identify the general factor; with 2 its loadings are set equal (psych's
            convention) and flagged; fewer, or more than k carries, give NaN with a flag.
        missing: `pairwise` (as psych does) or `listwise`.
        clusters: a label a row, or the shared `ClusterWeights`; None where rows are independent.
        level: nominal coverage.
        unit: what a cluster is.

    Returns:
        `McDonaldOmega`. Flags: `missing`, `few_clusters`, `heavy_tails`, `heywood` (improper single factor, or group
        solution), `negative_loading` (an item is keyed the wrong way), `not_identified` (hierarchical), `no_interval`
        (fits without some group failed).

    Raises:
        DegenerateDataError: fewer than 3 items or 3 rows, a constant item, a singular matrix with `ml`.
        ConvergenceError: the single factor does not settle.

    Example:
        >>> rng = np.random.default_rng(1)
        >>> x = rng.normal(size=(400, 1)) * [1.0, 0.8, 0.6, 0.9] + rng.normal(size=(400, 4))
        >>> print(mcdonald_omega(x).total, mcdonald_omega(x).hierarchical.flags)
        omega_total 0.7108 [0.6481, 0.7622] ('not_identified',)

    In R:
        total: `sum(l)^2 / (sum(l)^2 + sum(t))` of `lavaan::cfa("f =~ ...", x, std.lv = TRUE)`; the others:
        `psych::omega(x, nfactors = 1, fm = "ml")$omega.tot`, `psych::omega(x, nfactors = 3, flip = FALSE)$omega_h`.

    Reference:
        McDonald (1999), Test Theory; Schmid and Leiman (1957), Psychometrika 22, 53-61; Zinbarg, Revelle, Yovel and Li
        (2005), Psychometrika 70, 123-133.
    """
    if method not in ("ml", "minres"):
        raise DegenerateDataError(f"method is {method!r}; {choices(method, ['ml', 'minres'])}")
    if missing not in ("pairwise", "listwise"):
        raise DegenerateDataError(f"missing is {missing!r}; {choices(missing, ['pairwise', 'listwise'])}")
    if n_group_factors != int(n_group_factors):
        raise DegenerateDataError(f"n_group_factors is {n_group_factors!r}; give a whole number")
    x = number_array(scores, name="scores")
    if x.ndim != 2 or x.shape[1] < 3:
        raise DegenerateDataError(f"scores has shape {x.shape!r}; omega needs rows by at least 3 items")
    if np.isinf(x).any():
        raise DegenerateDataError("scores hold an infinite value; give NaN for what is missing")
    require_squarable(x, name="scores")
    present = np.isfinite(x)
    keep = present.any(axis=1) if missing == "pairwise" else present.all(axis=1)
    grouping = clustering(clusters, np.where(keep, 0.0, math.nan))
    x = x[grouping.keep]
    if len(x) < 3:
        raise DegenerateDataError(f"{len(x)} rows with answers; omega needs at least 3")
    single = _single(x, method)
    groups = _by_groups(x, n_group_factors)
    cautions = [] if present.all() else ["missing"]
    if clusters is not None and grouping.n_clusters < enough_clusters.JACKKNIFE:
        cautions.append("few_clusters")

    block = delete_groups(grouping.codes, n_clusters=grouping.n_clusters, at_most=GROUPS)
    left = np.full((int(block.max()) + 1, 4), math.nan)
    left[:, :2] = _single_without(x, block, single, method)
    if groups.first is not None:
        for b in range(len(left)):
            try:
                left[b, 2:] = _by_groups(x[block != b], n_group_factors, near=groups).omegas
            except DegenerateDataError:  # without this group an item has no variance: counted as undefined below
                continue

    def estimate(name: str, column: int, value: float, flags: tuple[str, ...]) -> Estimate:
        notes = [*cautions, *flags]
        low = high = se = df = None
        if not math.isfinite(value) and not flags:
            notes.append("undefined")
        elif math.isfinite(value) and value < 1:
            gap = 1 - left[:, column]
            logs = np.log(gap, out=np.full_like(gap, math.nan), where=gap > 0)
            interval = jackknife_interval(logs, estimate=math.log(1 - value), level=level)
            if interval is None or interval.n_undefined > 0.1 * len(left):
                notes.append("no_interval")
            else:
                low, high = max(min(0.0, value), 1 - math.exp(interval.high)), 1 - math.exp(interval.low)
                se, df = (1 - value) * interval.se, interval.df
                notes += ["heavy_tails"] if interval.heavy_tails else []
        return Estimate(
            statistic=name,
            value=value,
            low=low,
            high=high,
            level=level,
            n=len(x),
            unit="row" if clusters is None else unit,
            n_units=None if clusters is None else grouping.n_clusters,
            method=f"{method}, {missing}, jackknife in {len(left)} groups",
            se=se,
            df=df,
            flags=tuple(notes),
        )

    return McDonaldOmega(
        total=estimate("omega_total", 0, single.omegas[0], single.flags),
        standardized=estimate("omega_standardized", 1, single.omegas[1], single.flags),
        hierarchical=estimate("omega_hierarchical", 2, groups.omegas[0], groups.flags),
        total_by_groups=estimate("omega_total_by_groups", 3, groups.omegas[1], groups.flags),
        general_loadings=groups.general,
    )


def _correlations(x: Floats) -> tuple[Floats, Floats]:
    """Correlations and standard deviations."""
    moments = pairwise_covariances(x)
    variance = np.diag(moments.cov[0])
    varies = variance > (1e-13 * np.nanmax(np.abs(x), axis=0, initial=0.0)) ** 2
    if not np.isfinite(moments.cov[0]).all() or not varies.all() or not np.isfinite(moments.cor[0]).all():
        raise DegenerateDataError("an item has no variance, or two items are never answered together; leave it out")
    r = moments.cor[0].copy()
    np.fill_diagonal(r, 1.0)
    return r, np.asarray(np.sqrt(variance), dtype=np.float64)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Single:
    omegas: tuple[float, float]
    loadings: Floats
    uniquenesses: Floats
    flags: tuple[str, ...]


def _single(x: Floats, method: Literal["ml", "minres"]) -> _Single:
    r, sd = _correlations(x)
    one = extract_factors(r, n_factors=1, method=method)
    loadings = one.loadings[:, 0]
    flags = (*(("heywood",) if one.heywood else ()), *(("negative_loading",) if (loadings < 0).any() else ()))
    omegas = _omegas(loadings[None], one.uniquenesses[None], sd[None], r[None])[0]
    return _Single(
        omegas=(float(omegas[0]), float(omegas[1])), loadings=loadings, uniquenesses=one.uniquenesses, flags=flags
    )


def _single_without(x: Floats, block: NDArray[np.int64], near: _Single, method: Literal["ml", "minres"]) -> Floats:
    """Total and standardized omega without each group, (groups, 2)."""
    groups = int(block.max()) + 1
    moments = pairwise_covariances(x, block, np.ones((groups, groups)) - np.eye(groups))
    r, sd = moments.cor, np.sqrt(np.maximum(np.diagonal(moments.cov, axis1=1, axis2=2), 0.0))
    if method == "ml":
        loadings, uniquenesses = one_factor(r, loadings=near.loadings, uniquenesses=near.uniquenesses)
    else:
        loadings, uniquenesses = np.full((2, *sd.shape), math.nan)
        for b in np.flatnonzero(np.isfinite(r).all(axis=(1, 2))):
            again = extract_factors(r[b], n_factors=1, start=near.uniquenesses)
            loadings[b], uniquenesses[b] = again.loadings[:, 0], again.uniquenesses
    return _omegas(loadings, uniquenesses, sd, r)


def _omegas(loadings: Floats, uniquenesses: Floats, sd: Floats, r: Floats) -> Floats:
    common = (loadings * sd).sum(axis=1) ** 2
    total = common / (common + (uniquenesses * sd**2).sum(axis=1))
    whole = r.sum(axis=(1, 2))
    share = np.divide(uniquenesses.sum(axis=1), whole, out=np.full_like(whole, math.nan), where=whole > 1e-9)
    return np.column_stack([total, 1 - share])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Groups:
    omegas: tuple[float, float]
    general: tuple[float, ...]
    flags: tuple[str, ...]
    first: Floats | None = None
    transform: Floats | None = None


def _by_groups(x: Floats, m: int, *, near: _Groups | None = None) -> _Groups:
    """Hierarchical omega and the total by all factors; NaN where the general factor is not identified."""
    k = x.shape[1]
    if m < 2 or (k - m) ** 2 < k + m:
        return _Groups(omegas=(math.nan, math.nan), general=(), flags=("not_identified",))
    r, _ = _correlations(x)
    if r.sum() <= 1e-9:  # the items cancel: their sum has no variance to share out
        return _Groups(omegas=(math.nan, math.nan), general=(), flags=("not_identified",))
    try:
        first = extract_factors(r, n_factors=m, start=None if near is None else near.first)
        turned = oblimin(first.loadings, start=None if near is None else near.transform)
        if m == 2:
            phi = float(turned.correlation[0, 1])
            second = np.sqrt(abs(phi)) * np.array([1.0, math.copysign(1.0, phi)])
            improper = False
        else:
            second, improper = _second_order(turned.correlation)
    except ConvergenceError:
        return _Groups(omegas=(math.nan, math.nan), general=(), flags=("not_identified",))
    general = turned.loadings @ second
    unique = 1 - (first.loadings**2).sum(axis=1)
    total = float(r.sum())
    flags = [*(["not_identified"] if m == 2 else []), *(["heywood"] if first.heywood or improper else [])]
    flags += ["negative_loading"] if (general < 0).any() else []
    return _Groups(
        omegas=(float(general.sum()) ** 2 / total, 1 - float(unique.sum()) / total),
        general=tuple(float(g) for g in general),
        flags=tuple(flags),
        first=first.uniquenesses,
        transform=turned.transform,
    )


def _second_order(phi: Floats) -> tuple[Floats, bool]:
    """Loadings of the factors on one general factor, and whether that is improper; three factors have a closed form."""
    if len(phi) == 3 and (phi > 0).all():
        product = phi[0, 1] * phi[0, 2] * phi[1, 2]
        squares = product / np.array([phi[1, 2], phi[0, 2], phi[0, 1]]) ** 2
        if squares.max() <= 0.995:
            return np.sqrt(squares), False
    higher = extract_factors(phi, n_factors=1)
    return higher.loadings[:, 0], higher.heywood
