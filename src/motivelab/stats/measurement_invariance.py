"""Measurement invariance: does a questionnaire mean the same in every group, or under every condition?"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from motivelab.errors import ConvergenceError, DegenerateDataError
from motivelab.numerics import enough_clusters
from motivelab.numerics.cluster_jackknife import delete_groups, jackknife_interval
from motivelab.numerics.clustering import Clusters, clustering, label_codes
from motivelab.numerics.covariance_structure import Moments, fit_structure, sample_moments
from motivelab.numerics.factor_blocks import FactorModel, factor_blocks
from motivelab.numerics.nominal_level import upper_tail
from motivelab.numerics.number_array import number_array
from motivelab.numerics.structure_fit import StructureFit, structure_fit
from motivelab.schema.estimate import Estimate

Floats: TypeAlias = NDArray[np.float64]
Step: TypeAlias = Literal["configural", "metric", "scalar"]
STEPS: tuple[Step, ...] = ("configural", "metric", "scalar")


@dataclass(frozen=True, slots=True, kw_only=True)
class InvarianceStep:
    """One model of the ladder, and what it costs against the one before.

    Attributes:
        step: `configural` (same structure), `metric` (same loadings: relations can be compared) or `scalar` (same
            intercepts: means can be compared).
        fit: its indices.
        chi2_difference: likelihood ratio against the step before, with df and p; None for configural.
        cfi_difference: change of cfi (negative is worse; below -.01 is commonly called non-invariance), with a
            jackknife
            interval where clusters are given; None for configural.
        rmsea_difference: change of rmsea.
        srmr_difference: change of srmr.
    """

    step: Step
    fit: StructureFit
    chi2_difference: Estimate | None
    cfi_difference: Estimate | None
    rmsea_difference: Estimate | None
    srmr_difference: Estimate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasurementInvariance:
    """The ladder of invariance.

    Attributes:
        steps: configural, metric, scalar.
        labels: groups or conditions, in order; the first is the reference of factor means.
        factor_means: under scalar invariance, (name of factor, label, mean in units of the marker item).
        flags: `missing` (rows dropped), `few_clusters`, `unstable`, `chi2_ignores_clusters`.
    """

    steps: tuple[InvarianceStep, ...]
    labels: tuple[Hashable, ...]
    factor_means: tuple[tuple[str, Hashable, Estimate], ...]
    flags: tuple[str, ...]


def measurement_invariance(
    data: ArrayLike,
    *,
    model: Mapping[str, Sequence[int]],
    groups: Sequence[Hashable] | NDArray[Any] | None = None,
    conditions: Sequence[Hashable] | None = None,
    free_items: Sequence[int] = (),
    clusters: Clusters = None,
    level: float = 0.95,
    unit: str = "family",
) -> MeasurementInvariance:
    """Configural, metric and scalar invariance over independent groups, or over conditions that the same rows went
    through.

    Groups: a two-dimensional table and a group a row; the groups' models are fitted together with equalities.
    Conditions: a three-dimensional table (rows, conditions, items); one model holds every condition's factors, which
    correlate freely, and the residuals of the same item correlate between conditions. Treating conditions as groups
    would count each task as several independent ones. Scalar models free the factor means of all but the first.

    When to use: before comparing scores of respondents or of conditions: a manipulation may change what an item means,
    not what it measures. With hundreds of rows chi2 rejects trifles; read the change of cfi beside it.

    Args:
        data: (n_rows, p) with `groups`, or (n_rows, n_conditions, p) with `conditions` or neither. Complete rows are
            used.
        model: items of each factor, `{"want": [0, 2, 5]}`; the first is the marker, equal by definition.
        groups: group of each row.
        conditions: names of the conditions.
        free_items: items exempt from equality of loadings and intercepts (partial invariance).
        clusters: a label a row, or the shared `ClusterWeights`: intervals of cfi differences by jackknife (at most 60
            groups).
        level: nominal coverage of the intervals of factor means.
        unit: what a cluster is.

    Raises:
        DegenerateDataError: fewer than two groups or conditions, a group with too few rows, singular covariances.
        ConvergenceError: a model does not converge.

    Example:
        >>> rng = np.random.default_rng(1)
        >>> x = rng.normal(size=(400, 1)) * [1.0, 0.8, 0.6, 0.9] + rng.normal(size=(400, 4))
        >>> steps = measurement_invariance(x, model={"g": [0, 1, 2, 3]}, groups=["a", "b"] * 200).steps
        >>> [(s.step, s.fit.df) for s in steps]
        [('configural', 4), ('metric', 7), ('scalar', 10)]

    In R:
        `lavaan::cfa(model, data, group = "g", group.equal = c("loadings", "intercepts"))`; for conditions one factor a
        condition with labelled loadings and intercepts and residual covariances.

    Reference:
        Meredith (1993), Psychometrika 58, 525-543; Cheung and Rensvold (2002), Structural Equation Modeling 9, 233-255.
    """
    x = number_array(data, name="data")
    repeated = groups is None
    if x.ndim != (3 if repeated else 2) or not len(x):
        raise DegenerateDataError(
            f"data has shape {x.shape!r}; give (rows, items) with groups, or (rows, conditions, items) without"
        )
    p = x.shape[-1]
    columns = sorted({int(c) for variables in model.values() for c in variables})
    if not columns or columns[0] < 0 or columns[-1] >= p:
        raise DegenerateDataError(f"the model names items {columns!r}; the data has 0..{p - 1}")
    x = x[..., columns]
    place = {c: i for i, c in enumerate(columns)}
    factors = tuple(tuple(place[int(c)] for c in variables) for variables in model.values())
    free = frozenset(place[int(c)] for c in free_items if int(c) in place)
    grouping = clustering(clusters, x.reshape(len(x), -1))
    rows = x[grouping.keep]
    if repeated:
        labels: list[Hashable] = list(range(x.shape[1])) if conditions is None else list(conditions)
        if len(labels) != x.shape[1] or len(labels) < 2:
            raise DegenerateDataError(f"{len(labels)} names for {x.shape[1]} conditions; at least two, one a condition")
        member = np.zeros(len(rows), dtype=np.int64)
    else:
        codes, labels = label_codes([] if groups is None else groups, name="groups")
        if len(codes) != len(x) or len(labels) < 2:
            raise DegenerateDataError(
                f"{len(codes)} group labels, {len(labels)} groups, {len(x)} rows: two groups needed"
            )
        member = codes[grouping.keep]

    def ladder(keep: NDArray[np.bool_]) -> tuple[list[StructureFit], list[tuple[float, float]]]:
        flat = rows[keep].reshape(int(keep.sum()), -1)
        samples = [sample_moments(flat[member[keep] == g]) for g in range(1 if repeated else len(labels))]
        fits = []
        means: list[tuple[float, float]] = []
        for step in STEPS:
            spec = _specification(factors, len(columns), len(labels) if repeated else 0, step, free)
            fit, means = _fit(spec, samples)
            fits.append(fit)
        return fits, means

    fits, means = ladder(np.ones(len(rows), dtype=bool))
    flags = [] if grouping.keep.all() else ["missing"]
    left: list[list[float]] = []
    if clusters is not None:
        flags += ["chi2_ignores_clusters"]
        flags += ["few_clusters"] if grouping.n_clusters < enough_clusters.JACKKNIFE else []
        dealt = delete_groups(grouping.codes, n_clusters=grouping.n_clusters)
        for g in range(int(dealt.max()) + 1):
            try:
                left.append([f.cfi for f in ladder(dealt != g)[0]])
            except (ConvergenceError, DegenerateDataError):
                left.append([math.nan] * len(STEPS))
        flags += ["unstable"] if any(math.isnan(row[0]) for row in left) else []
    notes = tuple(flags)

    def estimate(name: str, value: float, n: int) -> Estimate:
        return Estimate(statistic=name, value=value, n=n, unit="row", method="ML", flags=notes)

    def cfi_change(k: int) -> Estimate:
        value = fits[k].cfi - fits[k - 1].cfi
        interval = None
        if left:
            interval = jackknife_interval(np.array([r[k] - r[k - 1] for r in left]), estimate=value)
        return Estimate(
            statistic="cfi_difference",
            value=value,
            n=fits[k].n,
            unit="row" if clusters is None else unit,
            n_units=None if clusters is None else grouping.n_clusters,
            method="ML" + ("" if clusters is None else f", jackknife over {unit}"),
            se=None if interval is None else interval.se,
            df=None if interval is None else float(interval.df),
            flags=notes,
        )

    steps = []
    for k, (step, fit) in enumerate(zip(STEPS, fits, strict=True)):
        before = fits[k - 1] if k else None
        steps.append(
            InvarianceStep(
                step=step,
                fit=fit,
                chi2_difference=None if before is None else _chi2_change(fit, before, notes),
                cfi_difference=None if before is None else cfi_change(k),
                rmsea_difference=None
                if before is None
                else estimate("rmsea_difference", fit.rmsea - before.rmsea, fit.n),
                srmr_difference=None if before is None else estimate("srmr_difference", fit.srmr - before.srmr, fit.n),
            )
        )
    names = [(name, label) for label in labels[1:] for name in model]
    return MeasurementInvariance(
        steps=tuple(steps),
        labels=tuple(labels),
        factor_means=tuple(
            (name, label, _factor_mean(value, se, fits[-1].n, level, notes))
            for (name, label), (value, se) in zip(names, means, strict=True)
        ),
        flags=notes,
    )


def _specification(
    factors: tuple[tuple[int, ...], ...], p: int, n_conditions: int, step: Step, free: frozenset[int]
) -> FactorModel:
    """The model of one step; with conditions, items and factors are repeated and an item's residuals correlate."""
    single = FactorModel(
        n_variables=p,
        factors=factors,
        means=True,
        free_items=free,
        equal_loadings=step != "configural",
        equal_intercepts=step == "scalar",
    )
    if not n_conditions:
        return single
    turns = range(n_conditions)
    return replace(
        single,
        n_variables=p * n_conditions,
        factors=tuple(tuple(t * p + i for i in variables) for t in turns for variables in factors),
        residual_pairs=tuple((s * p + i, t * p + i) for i in range(p) for t in turns for s in range(t)),
        items=tuple(i for _ in turns for i in range(p)),
        occasions=tuple(t for t in turns for _ in factors),
    )


def _fit(spec: FactorModel, samples: list[Moments]) -> tuple[StructureFit, list[tuple[float, float]]]:
    """Fit and, where they are free, factor means with standard errors, in the order of groups or conditions."""
    blocks, start = factor_blocks(spec, samples)
    structure = fit_structure(blocks, samples, start=start)
    numbers = [
        int(number)
        for block in blocks
        if block.factor_means is not None
        for number in block.factor_means.index
        if number >= 0
    ]
    means = [(float(structure.theta[i]), math.sqrt(float(structure.covariance[i, i]))) for i in numbers]
    return structure_fit(structure, samples, means=True), means


def _chi2_change(fit: StructureFit, before: StructureFit, flags: tuple[str, ...]) -> Estimate:
    df = fit.df - before.df
    value = max(0.0, fit.chi2 - before.chi2)
    return Estimate(
        statistic="chi2_difference",
        value=value,
        n=fit.n,
        unit="row",
        method="likelihood ratio",
        df=float(df),
        p=float(stats.chi2.sf(value, df)) if df > 0 else None,
        flags=flags,
    )


def _factor_mean(value: float, se: float, n: int, level: float, flags: tuple[str, ...]) -> Estimate:
    reach = float(stats.norm.ppf(upper_tail(level))) * se
    return Estimate(
        statistic="factor_mean_difference",
        value=value,
        low=value - reach,
        high=value + reach,
        level=level,
        n=n,
        unit="row",
        method="ML, expected information",
        se=se,
        p=float(2 * stats.norm.sf(abs(value) / se)) if se > 0 else None,
        flags=flags,
    )
