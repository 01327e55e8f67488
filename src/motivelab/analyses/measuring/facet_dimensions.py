"""How many dimensions facets have, by every rule at once, with the eigenvalues behind the rules."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from motivelab.analyses.measuring.left_out import correlations_left_out
from motivelab.analyses.protocol.analysis import Row
from motivelab.errors import StatisticsError
from motivelab.numerics.cluster_jackknife import jackknife_interval
from motivelab.schema.estimate import Estimate
from motivelab.stats.kmo import kmo
from motivelab.stats.map_test import map_test
from motivelab.stats.parallel_analysis import ParallelAnalysis, parallel_analysis

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]

EIGENVALUE = "eigenvalue"
RANDOM = "eigenvalue of random data (95%)"
FACTOR_EIGENVALUE = "eigenvalue of common factors"
FACTOR_RANDOM = "eigenvalue of common factors of random data (95%)"
NUMBER = "number of dimensions"
NUMBER_OF_FAMILIES = "number of dimensions, family means as rows"
SUGGESTED = "number of factors suggested"
ADEQUACY = "sampling adequacy (KMO)"
RULES = {
    "components_percentile": "parallel analysis, components (95%)",
    "components_mean": "parallel analysis, components (mean)",
    "factors_percentile": "parallel analysis, common factors (95%)",
    "factors_mean": "parallel analysis, common factors (mean)",
}
MAP = {"original": "minimum average partial", "revised": "minimum average partial, fourth power"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimensions:
    """Rows to show, and the number of factors to take further.

    Attributes:
        rows: estimates and notes.
        suggested: common factors above the 95th percentile of random data, at least 1 and as many as are identified; 0
            where nothing could be estimated.
    """

    rows: tuple[Row | str, ...]
    suggested: int


def facet_dimensions(
    values: Floats, families: Integers, who: str, *, names: tuple[str, ...], n_families: int, n_rows: int, seed: int
) -> Dimensions:
    """Every rule, on tasks and on family means.

    Args:
        values: (n, p) facets; rows with a missing cell are left out.
        families: (n,) number of each row's family.
        who: label of the respondent.
        names: of the p facets.
        n_families: how many families there are.
        n_rows: rows that random data get: tasks, also where rows of several respondents are stacked.
        seed: of the random data.
    """
    whole = np.isfinite(values).all(axis=1)
    x, codes = values[whole], families[whole]
    found = correlations_left_out(x, codes, n_families=n_families)
    if not np.isfinite(found.value).all():
        return Dimensions(
            rows=(f"not estimable: {who}, dimensions: a facet does not vary or too few tasks",), suggested=0
        )
    size = min(n_rows, len(x))
    try:
        parallel = parallel_analysis(found.value, n_observations=size, rng=np.random.default_rng(seed))
    except StatisticsError as error:
        return Dimensions(rows=(f"not estimable: {who}, dimensions: {error}",), suggested=0)
    labels = {"respondent": who}
    held = np.unique(codes)
    rows: list[Row | str] = [
        *_eigenvalues(found.value, found.without[held], parallel, labels, n=size),
        *_numbers(found.value, parallel, labels, n=size),
        *_adequacy(found.value, names, labels, n=size),
        *_of_family_means(x, codes, labels, seed=seed),
    ]
    p = len(names)
    most = max(m for m in range(p) if (p - m) ** 2 >= p + m)
    suggested = int(min(max(parallel.factors_percentile.value, 1.0), most))
    said = replace(
        parallel.factors_percentile,
        statistic="factors_suggested",
        value=float(suggested),
        method=f"common factors above random data (95%), from 1 to the {most} that {p} facets identify",
    )
    rows.append(Row(labels={**labels, "measure": SUGGESTED}, estimate=said, scale="coefficient"))
    return Dimensions(rows=tuple(rows), suggested=suggested)


def _eigenvalues(
    r: Floats, without: Floats, parallel: ParallelAnalysis, labels: dict[str, str], *, n: int
) -> Iterator[Row]:
    left = np.full((len(without), len(r)), math.nan)
    sound = np.isfinite(without).all(axis=(1, 2))
    left[sound] = np.linalg.eigvalsh(without[sound])[:, ::-1]
    for i, value in enumerate(parallel.component_eigenvalues.tolist()):
        positive = left[:, i] > 0
        logs = np.log(left[:, i], out=np.full(len(left), math.nan), where=positive)
        interval = jackknife_interval(logs, estimate=math.log(value)) if value > 0 and positive.all() else None
        eigenvalue = Estimate(
            statistic="eigenvalue",
            value=value,
            low=math.exp(interval.low) if interval else None,
            high=math.exp(interval.high) if interval else None,
            n=n,
            unit="family",
            n_units=len(left),
            method="of the correlation matrix, jackknife over family on the log scale",
            df=float(interval.df) if interval else None,
        )
        yield _row(labels, EIGENVALUE, i, eigenvalue)
    plain = Estimate(statistic="eigenvalue", value=0.0, n=n, unit="row", method=parallel.components_percentile.method)
    for measure, values in (
        (RANDOM, parallel.component_thresholds[:, 1]),
        (FACTOR_EIGENVALUE, parallel.factor_eigenvalues),
        (FACTOR_RANDOM, parallel.factor_thresholds[:, 1]),
    ):
        for i, value in enumerate(values.tolist()):
            yield _row(labels, measure, i, replace(plain, value=value))


def _row(labels: dict[str, str], measure: str, place: int, estimate: Estimate) -> Row:
    return Row(
        labels={**labels, "measure": measure, "component": str(place + 1)}, estimate=estimate, scale="coefficient"
    )


def _numbers(r: Floats, parallel: ParallelAnalysis, labels: dict[str, str], *, n: int) -> Iterator[Row | str]:
    for name, rule in RULES.items():
        yield _number(getattr(parallel, name), rule, labels, measure=NUMBER)
    try:
        velicer = map_test(r, n_observations=n)
    except StatisticsError as error:
        yield f"not estimable: {labels['respondent']}, {MAP['original']}: {error}"
        return
    for name, rule in MAP.items():
        yield _number(getattr(velicer, name), rule, labels, measure=NUMBER)


def _number(estimate: Estimate, rule: str, labels: dict[str, str], *, measure: str) -> Row:
    return Row(labels={**labels, "measure": measure, "term": rule}, estimate=estimate, scale="coefficient")


def _adequacy(r: Floats, names: tuple[str, ...], labels: dict[str, str], *, n: int) -> Iterator[Row | str]:
    try:
        found = kmo(r, n_observations=n)
    except StatisticsError as error:
        yield f"not estimable: {labels['respondent']}, {ADEQUACY}: {error}"
        return
    for facet, estimate in zip(("all facets", *names), (found.overall, *found.items), strict=True):
        if estimate.estimable:
            yield Row(labels={**labels, "measure": ADEQUACY, "facet": facet}, estimate=estimate, scale="coefficient")


def _of_family_means(x: Floats, codes: Integers, labels: dict[str, str], *, seed: int) -> Iterator[Row | str]:
    """Tasks of a family are near-variants: with them as rows, random data are given too much to stand on."""
    present, place = np.unique(codes, return_inverse=True)
    size = np.bincount(place).astype(np.float64)
    means = np.column_stack([np.bincount(place, weights=column) / size for column in x.T])
    try:
        parallel = parallel_analysis(means, rng=np.random.default_rng(seed))
    except StatisticsError as error:
        yield f"not estimable: {labels['respondent']}, {NUMBER_OF_FAMILIES}: {error}"
        return
    for name, rule in RULES.items():
        estimate = replace(getattr(parallel, name), unit="family", n_units=len(present))
        yield _number(estimate, rule, labels, measure=NUMBER_OF_FAMILIES)
