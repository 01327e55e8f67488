"""Measurement invariance: does a questionnaire mean the same in every group, or under every condition?"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from motivelab.errors import ConvergenceError, DegenerateDataError
from motivelab.numerics import enough_clusters
from motivelab.numerics.cluster_jackknife import delete_groups, jackknife_interval
from motivelab.numerics.clustering import Clusters, clustering, label_codes
from motivelab.numerics.complete_rows import require_complete_rows
from motivelab.numerics.covariance_structure import fit_structure
from motivelab.numerics.factor_blocks import FactorModel, factor_layout
from motivelab.numerics.invariance_model import SCALAR, STEPS, Step, invariance_model
from motivelab.numerics.model_columns import model_columns
from motivelab.numerics.named_variables import Model, Variable, named_variables
from motivelab.numerics.nominal_level import upper_tail
from motivelab.numerics.sample_moments import Moments, sample_moments
from motivelab.numerics.structure_fit import StructureFit, structure_fit
from motivelab.schema.estimate import Estimate

Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class InvarianceStep:
    """One model of the ladder, and what it costs against the one before.

    Attributes:
        step: `configural` (same structure), `metric` (same loadings: relations can be compared), `scalar` (same
            intercepts: means of factors can be compared) or `strict` (same residual variances: sums of items can be).
        fit: its indices.
        chi2_difference: likelihood ratio against the step before, with df and p; None for configural.
        cfi_difference: change of cfi (negative is worse; below -.01 is commonly called non-invariance), with a
            jackknife error where clusters are given; None for configural.
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
        steps: configural, metric, scalar, and strict where it was asked for.
        labels: groups or conditions, in order; the first is the reference of factor means.
        factor_means: under scalar invariance, (name of factor, label, mean in units of the marker item).
        n: rows used.
        n_dropped: rows left out because a cell of theirs is missing.
        flags: `missing` (rows dropped), `few_clusters`, `unstable` (fits without some cluster failed),
            `chi2_ignores_clusters`.
    """

    steps: tuple[InvarianceStep, ...]
    labels: tuple[Hashable, ...]
    factor_means: tuple[tuple[str, Hashable, Estimate], ...]
    n: int
    n_dropped: int
    flags: tuple[str, ...]


def measurement_invariance(
    data: ArrayLike | Mapping[str, ArrayLike],
    *,
    model: Model,
    groups: Sequence[Hashable] | NDArray[Any] | None = None,
    conditions: Sequence[Hashable] | None = None,
    free_items: Sequence[Variable] = (),
    residual_covariances: Sequence[tuple[Variable, Variable]] = (),
    strict: bool = False,
    clusters: Clusters = None,
    level: float = 0.95,
    unit: str = "family",
) -> MeasurementInvariance:
    """Configural, metric, scalar and strict invariance over independent groups, or over conditions of the same rows.

    Groups: a two-dimensional table and a group a row; the groups' models are fitted together with equalities.
    Conditions: a three-dimensional table (rows, conditions, items); one model holds every condition's factors, which
    correlate freely, and the residuals of the same item correlate between conditions. Treating conditions as groups
    would count each task as several independent ones. Any number of groups or conditions, of any sizes, and of factors.
    Scalar models free the factor means of all but the first. Fit as in `numerics.structure_fit`: rmsea carries the root
    of the number of groups, as in lavaan.

    When to use: before comparing scores of respondents or of conditions: a manipulation may change what an item means,
    not what it measures. With hundreds of rows chi2 rejects trifles; read the change of cfi beside it.

    Args:
        data: (n_rows, p) with `groups`, or (n_rows, n_conditions, p) with `conditions` or neither. Complete rows are
            used.
        model: items of each factor, by number, `{"want": [0, 2, 5]}`, or by name where the data are a frame or a
            mapping of columns; the first is the marker, equal by definition.
        groups: group of each row.
        conditions: names of the conditions.
        free_items: items exempt from every equality (partial invariance).
        residual_covariances: pairs of items with correlated residuals, in every group or condition.
        strict: adds the step with equal residual variances.
        clusters: a label a row, or the shared `ClusterWeights`: intervals of cfi differences by jackknife (at most 60
            groups).
        level: nominal coverage of the intervals of factor means.
        unit: what a cluster is.

    Raises:
        DegenerateDataError: fewer than two groups or conditions, a group with too few rows, an item without variance,
            singular covariances, a model that is not identified (with the parameters).
        ConvergenceError: a model does not converge.

    Example:
        >>> rng = np.random.default_rng(1)
        >>> x = rng.normal(size=(400, 1)) * [1.0, 0.8, 0.6, 0.9] + rng.normal(size=(400, 4))
        >>> steps = measurement_invariance(x, model={"g": [0, 1, 2, 3]}, groups=["a", "b"] * 200).steps
        >>> [(s.step, s.fit.df) for s in steps]
        [('configural', 4), ('metric', 7), ('scalar', 10)]

    In R:
        `lavaan::cfa(model, data, group = "g", group.equal = c("loadings", "intercepts", "residuals"))`, for partial
        invariance with `group.partial`; for conditions one factor a condition with labelled loadings and intercepts and
        residual covariances; `lavTestLRT()`.

    Reference:
        Meredith (1993), Psychometrika 58, 525-543; Cheung and Rensvold (2002), Structural Equation Modeling 9, 233-255.
    """
    named = named_variables(data, model)
    x = named.table
    repeated = groups is None
    if x.ndim != (3 if repeated else 2) or not len(x):
        raise DegenerateDataError(
            f"data has shape {x.shape!r}; give (rows, items) with groups, or (rows, conditions, items) without"
        )
    if groups is not None and conditions is not None:
        raise DegenerateDataError("groups and conditions are both given; a table has the one or the other")
    read = model_columns(
        named.model,
        n_columns=x.shape[-1],
        residual_covariances=[named.numbers(pair, what="residual_covariances") for pair in residual_covariances],
        free=named.numbers(free_items, what="free_items"),
    )
    x = x[..., read.columns]
    items = list(named.titles(read.columns, what="item"))
    if repeated:
        labels: list[Hashable] = list(range(x.shape[1])) if conditions is None else list(conditions)
        if len(labels) != x.shape[1] or len(labels) < 2:
            raise DegenerateDataError(f"{len(labels)} names for {x.shape[1]} conditions; at least two, one a condition")
        items = [f"{item} under {label!r}" for label in labels for item in items]
        member = np.zeros(len(x), dtype=np.int64)
    else:
        member, labels = label_codes([] if groups is None else groups, name="groups")
        if len(member) != len(x) or len(labels) < 2:
            raise DegenerateDataError(
                f"{len(member)} group labels, {len(labels)} groups, {len(x)} rows: two groups needed"
            )
    require_complete_rows(x.reshape(len(x), -1), names=items)
    grouping = clustering(clusters, x.reshape(len(x), -1))
    rows, member = x[grouping.keep], member[grouping.keep]
    # Neither a fit nor a difference of factor means depends on where an item's zero is; far from it, digits are lost.
    rows = rows - rows.mean(axis=(0, 1) if repeated else 0)
    wheres = [""] if repeated else [f"group {label!r}: " for label in labels]
    names = tuple(model)
    specs = [
        invariance_model(read, step, names=names, labels=labels, repeated=repeated)
        for step in STEPS[: len(STEPS) if strict else SCALAR + 1]
    ]

    def ladder(keep: NDArray[np.bool_]) -> tuple[list[StructureFit], list[tuple[float, float]]]:
        flat = rows[keep].reshape(int(keep.sum()), -1)
        samples = [sample_moments(flat[member[keep] == g], names=items, where=where) for g, where in enumerate(wheres)]
        found = [_fit(spec, samples) for spec in specs]
        return [fit for fit, _ in found], found[SCALAR][1]

    fits, means = ladder(np.ones(len(rows), dtype=bool))
    n_dropped = int((~grouping.keep).sum())
    flags = ["missing"] if n_dropped else []
    left: list[list[float]] = []
    if clusters is not None:
        flags += ["chi2_ignores_clusters"]
        flags += ["few_clusters"] if grouping.n_clusters < enough_clusters.JACKKNIFE else []
        dealt = delete_groups(grouping.codes, n_clusters=grouping.n_clusters)
        for g in range(int(dealt.max()) + 1):
            try:
                left.append([f.cfi for f in ladder(dealt != g)[0]])
            except (ConvergenceError, DegenerateDataError):
                left.append([math.nan] * len(specs))
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
    for k, (step, fit) in enumerate(zip(STEPS, fits, strict=False)):
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
    return MeasurementInvariance(
        steps=tuple(steps),
        labels=tuple(labels),
        factor_means=tuple(
            (name, label, _factor_mean(value, se, fits[SCALAR].n, level, notes))
            for (name, label), (value, se) in zip(
                [(name, label) for label in labels[1:] for name in names], means, strict=True
            )
        ),
        n=len(rows),
        n_dropped=n_dropped,
        flags=notes,
    )


def _fit(spec: FactorModel, samples: list[Moments]) -> tuple[StructureFit, list[tuple[float, float]]]:
    """Fit and, where they are free, factor means with standard errors, in the order of groups or conditions."""
    layout = factor_layout(spec, samples)
    structure = fit_structure(layout, samples)
    numbers = [
        int(number)
        for block in layout.blocks
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
