"""Common factors of facets, and how far their scores predict overall motivation."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import special

from motivelab.analyses.measuring.facet_table import ABLE, TURNED, WANT
from motivelab.analyses.protocol.analysis import Row
from motivelab.analyses.protocol.row_or_note import row_or_note
from motivelab.errors import StatisticsError
from motivelab.numerics import enough_clusters
from motivelab.numerics.cluster_jackknife import jackknife_interval
from motivelab.numerics.cluster_resampling import cluster_moments
from motivelab.schema.estimate import Estimate
from motivelab.stats.factor_analysis import FactorAnalysis, factor_analysis
from motivelab.stats.regression import regression

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]

LOADING = "loading"
COMMUNALITY = "communality"
FACTORS_CORRELATE = "correlation of factors"
FIT = {"tli": "fit of the factors (TLI)", "rmsea": "fit of the factors (RMSEA)", "rmsr": "residual correlation (RMSR)"}
WEIGHT = "standardised slope of overall motivation on the factor"
PREDICTED = "variance of overall motivation that the factors predict"
BY_FACETS = "variance of overall motivation that all facets predict"


def facet_factors(
    values: Floats,
    families: Integers,
    outcomes: Mapping[str, Floats],
    who: str,
    *,
    names: tuple[str, ...],
    n_factors: int,
) -> Iterator[Row | str]:
    """Minres factors with oblimin; regression scores of one factor, ten Berge scores of several; their regressions.

    Args:
        values: (n, p) facets; rows with a missing cell are left out.
        families: (n,) number of each row's family.
        outcomes: overall motivation by name, (n,).
        who: label of the respondent.
        names: of the p facets.
        n_factors: how many factors.
    """
    whole = np.isfinite(values).all(axis=1)
    x, codes = values[whole], families[whole]
    term = f"{n_factors} factor{'s' if n_factors > 1 else ''}"
    labels = {"respondent": who, "term": term}
    try:
        found = factor_analysis(
            x, n_factors=n_factors, scores="regression" if n_factors == 1 else "ten_berge", clusters=codes
        )
    except StatisticsError as error:
        yield f"not estimable: {who}, factor analysis with {term}: {error}"
        return
    order, signs = _orientation(found.loadings, found.explained, names)
    yield from _loadings(found, order, signs, labels, names=names, families=codes)
    if found.scores is None:
        return
    scores = found.scores[:, order] * signs
    for outcome, column in outcomes.items():
        yield from _prediction(column[whole], scores, codes, {**labels, "outcome": outcome})


def _orientation(loadings: Floats, explained: Floats, names: tuple[str, ...]) -> tuple[list[int], Floats]:
    """Factors in a fixed order and direction: wanting before being able where both are there, more meaning more."""
    keyed = loadings * np.array([-1.0 if name in TURNED else 1.0 for name in names])[:, None]
    order = np.argsort(-explained, kind="stable").tolist()
    sides = [np.array([name in side for name in names]) for side in (WANT, ABLE)]
    if all(side.any() for side in sides):
        leaning = [float(np.abs(loadings[s, j]).mean()) for j in range(loadings.shape[1]) for s in sides]
        lean = np.array(leaning).reshape(-1, 2)
        order = np.argsort(-(lean[:, 0] - lean[:, 1]), kind="stable").tolist()
    signs = np.where(keyed[:, order].sum(axis=0) < 0, -1.0, 1.0)
    return order, signs


def _loadings(
    found: FactorAnalysis,
    order: list[int],
    signs: Floats,
    labels: dict[str, str],
    *,
    names: tuple[str, ...],
    families: Integers,
) -> Iterator[Row | str]:
    groups = len(np.unique(families))
    plain = Estimate(
        statistic="loading",
        value=0.0,
        n=found.n,
        unit="family",
        n_units=groups,
        method="minres, oblimin, delete-a-group jackknife over family" if len(order) > 1 else "minres, jackknife",
        flags=found.flags,
    )
    for place, (j, sign) in enumerate(zip(order, signs.tolist(), strict=True)):
        for i, name in enumerate(names):
            ends = sorted(sign * float(e[i, j]) for e in (found.loading_low, found.loading_high) if e is not None) or [
                None,
                None,
            ]
            loading = replace(plain, value=sign * float(found.loadings[i, j]), low=ends[0], high=ends[1])
            said = {**labels, "measure": LOADING, "facet": name, "component": str(place + 1)}
            yield Row(labels=said, estimate=loading, scale="coefficient")
    for i, name in enumerate(names):
        share = float(found.communalities[i])
        cut = () if share <= 1 else ("cut_to_range",)  # an improper solution explains more than there is
        shared = replace(plain, statistic="communality", value=min(1.0, share), flags=(*found.flags, *cut))
        yield Row(labels={**labels, "measure": COMMUNALITY, "facet": name}, estimate=shared, scale="share")
    for b in range(len(order)):
        for a in range(b):
            r = float(found.correlation[order[a], order[b]] * signs[a] * signs[b])
            said = {**labels, "measure": FACTORS_CORRELATE, "component": str(a + 1), "other": str(b + 1)}
            together = replace(plain, statistic="factor_correlation", value=r)
            yield Row(labels=said, estimate=together, scale="coefficient")
    for name, measure in FIT.items():
        estimate: Estimate | None = getattr(found.fit, name)
        if estimate is not None and estimate.estimable:
            flags = (*estimate.flags, *(() if name == "rmsr" else ("rows_as_units",)))
            estimate = replace(estimate, flags=flags, p=None)
            yield Row(labels={**labels, "measure": measure}, estimate=estimate, scale="coefficient")


def _prediction(outcome: Floats, scores: Floats, families: Integers, labels: dict[str, str]) -> Iterator[Row | str]:
    keep = np.isfinite(outcome) & np.isfinite(scores).all(axis=1)
    y, x, codes = outcome[keep], scores[keep], families[keep]
    who = f"{labels['respondent']}, {labels['outcome']} on {labels['term']}"
    if len(y) < 3 or float(y.std()) <= 1e-10:
        yield f"not estimable: {who}: it does not vary or was not answered"
        return
    names = [str(j + 1) for j in range(x.shape[1])]
    z, standard = (y - y.mean()) / y.std(), (x - x.mean(axis=0)) / np.where(x.std(axis=0) > 0, x.std(axis=0), 1.0)
    try:
        fit = regression(z, predictors=dict(zip(names, standard.T, strict=True)), clusters=codes)
    except StatisticsError as error:
        yield f"not estimable: {who}: {error}"
        return
    for name in names:
        slope = replace(fit.coefficients[name], statistic="standardised_slope", p=None)
        yield Row(labels={**labels, "measure": WEIGHT, "component": name}, estimate=slope, scale="coefficient")
    yield row_or_note({**labels, "measure": PREDICTED}, lambda: explained(y, x, codes), scale="share")


def explained(y: Floats, x: Floats, families: Integers) -> Estimate:
    """R squared of y on columns of x, jackknife over families of log(1 - R squared).

    Args:
        y: (n,) without missing cells.
        x: (n, m) likewise; columns that follow from others add nothing.
        families: (n,) number of each row's family.

    Example:
        >>> x = np.array([[1.0], [2.0], [3.0], [4.0], [5.0], [6.0]])
        >>> e = explained(np.array([1.0, 3.0, 2.0, 5.0, 4.0, 6.0]), x, np.array([0, 0, 1, 1, 2, 2]))
        >>> round(e.value, 3)
        0.784
    """
    present, codes = np.unique(families, return_inverse=True)
    g = len(present)
    weights = np.vstack([np.ones((1, g)), np.ones((g, g)) - np.eye(g)])
    cov = cluster_moments(np.column_stack([y, x]), codes.astype(np.int64), weights).cov
    r2 = np.full(g + 1, math.nan)
    sound = np.isfinite(cov).all(axis=(1, 2)) & (cov[:, 0, 0] > 0)
    inverse = np.linalg.pinv(cov[sound][:, 1:, 1:], hermitian=True)
    across = cov[sound][:, 0, 1:]
    r2[sound] = np.einsum("ni,nij,nj->n", across, inverse, across) / cov[sound, 0, 0]
    open_ended = r2 < 1 - 1e-12
    logs = np.log(1 - r2, out=np.full(g + 1, math.nan), where=open_ended)
    interval = jackknife_interval(logs[1:], estimate=float(logs[0])) if g > 2 else None
    known = interval is not None and interval.n_undefined == 0
    return Estimate(
        statistic="r_squared",
        value=float(np.clip(r2[0], 0.0, 1.0)),
        low=max(0.0, -float(special.expm1(interval.high))) if interval and known else None,
        high=-float(special.expm1(interval.low)) if interval and known else None,
        n=len(y),
        unit="family",
        n_units=g,
        method="OLS, jackknife over family",
        df=float(interval.df) if interval and known else None,
        flags=("few_clusters",) if g < enough_clusters.JACKKNIFE else (),
    )
