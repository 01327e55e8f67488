"""Whether one factor, or wanting and being able, reproduce the facets: structures stated before the data are seen."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from motivelab.analyses.measuring.facet_table import ABLE, WANT
from motivelab.analyses.protocol.analysis import Row
from motivelab.errors import StatisticsError
from motivelab.schema.estimate import Estimate
from motivelab.stats.confirmatory_factor_analysis import ConfirmatoryFactorAnalysis, confirmatory_factor_analysis

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]

ONE = "one factor"
TWO = "want and able"
CONFIRMED = "loading, confirmatory"
APART = "correlation of want and able"
ENOUGH_TASKS = 50
ENOUGH_FAMILIES = 10
FIT = {
    "chi2": "misfit (chi-squared)",
    "cfi": "fit (CFI)",
    "tli": "fit (TLI)",
    "rmsea": "misfit (RMSEA)",
    "srmr": "misfit (SRMR)",
    "bic": "BIC",
}


def facet_confirmed(values: Floats, families: Integers, who: str, *, names: tuple[str, ...]) -> Iterator[Row | str]:
    """Fit of both structures, standardised loadings, and the correlation of the two factors.

    Args:
        values: (n, p) facets; rows with a missing cell are left out.
        families: (n,) number of each row's family.
        who: label of the respondent.
        names: of the p facets.
    """
    models: dict[str, dict[str, Sequence[str]]] = {ONE: {"motivation": names}}
    if set(WANT) <= set(names) and set(ABLE) <= set(names):
        # Mastery and interest are markers: their direction is that of the factor.
        models[TWO] = {"want": WANT, "able": ABLE}
    else:
        yield f"not estimable: {who}, {TWO}: the instrument has not all of {', '.join((*WANT, *ABLE))}"
    whole = np.isfinite(values).all(axis=1)
    n, n_families = int(whole.sum()), len(np.unique(families[whole]))
    if n < ENOUGH_TASKS or n_families < ENOUGH_FAMILIES:
        yield (
            f"not estimable: {who}, confirmatory analysis: {n} tasks of {n_families} families; "
            f"at least {ENOUGH_TASKS} of {ENOUGH_FAMILIES} are needed"
        )
        return
    facets = dict(zip(names, values[whole].T, strict=True))
    for term, model in models.items():
        try:
            # A fit without some families may run away; its errors are then not finite, and no interval is given.
            with np.errstate(over="ignore", invalid="ignore"):
                found = confirmatory_factor_analysis(facets, model=model, clusters=families[whole])
        except StatisticsError as error:
            yield f"not estimable: {who}, confirmatory analysis of {term}: {error}"
            continue
        yield from _rows(found, {"respondent": who, "term": term})


def _rows(found: ConfirmatoryFactorAnalysis, labels: dict[str, str]) -> Iterator[Row]:
    for name, measure in FIT.items():
        estimate: Estimate | None = getattr(found.fit, name)
        if estimate is not None and estimate.estimable:
            flags = tuple(dict.fromkeys([*estimate.flags, *found.flags]))
            kept = replace(estimate, p=None, flags=flags)
            yield Row(labels={**labels, "measure": measure}, estimate=kept, scale="coefficient")
    for loading in found.loadings:
        if loading.standardised.estimable:
            said = {**labels, "measure": CONFIRMED, "facet": str(loading.variable), "component": loading.factor}
            yield Row(labels=said, estimate=_bounded(loading.standardised), scale="coefficient")
    for estimate in found.correlations:
        if estimate.estimable:
            kept = replace(_bounded(estimate), statistic="factor_correlation")
            yield Row(labels={**labels, "measure": APART}, estimate=kept, scale="coefficient")


def _bounded(estimate: Estimate) -> Estimate:
    """Without p, which asks whether a loading is 0, and without an interval whose ends are not finite."""
    ends = [end for end in (estimate.low, estimate.high) if end is not None and math.isfinite(end)]
    if len(ends) == 2:
        return replace(estimate, p=None)
    return replace(estimate, p=None, low=None, high=None, se=None, df=None)
