"""Confirmatory factor analysis: does a structure that was stated beforehand reproduce the data?"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from motivelab.errors import ConvergenceError, DegenerateDataError
from motivelab.numerics import enough_clusters
from motivelab.numerics.cluster_jackknife import delete_groups, heavy_tails, jackknife_df
from motivelab.numerics.clustering import Clusters, clustering
from motivelab.numerics.covariance_structure import Block, Moments, Structure, fit_structure, sample_moments
from motivelab.numerics.factor_blocks import FactorModel, factor_blocks
from motivelab.numerics.nominal_level import upper_tail
from motivelab.numerics.number_array import number_array
from motivelab.numerics.structure_fit import structure_fit
from motivelab.schema.estimate import Estimate

Floats: TypeAlias = NDArray[np.float64]

# Below this many independent rows intervals of loadings were measured to cover 92%.
FEW_ROWS = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmatoryFit:
    """Fit in lavaan's conventions; see `numerics.structure_fit` for the formulas.

    Attributes:
        chi2: with df and p.
        cfi: comparative fit index.
        tli: Tucker-Lewis index; None without degrees of freedom.
        rmsea: with its 90% interval.
        srmr: standardised root mean square residual.
        aic: for comparing models on the same data; smaller is better.
        bic: likewise, harder on parameters.
    """

    chi2: Estimate
    cfi: Estimate
    tli: Estimate | None
    rmsea: Estimate
    srmr: Estimate
    aic: Estimate
    bic: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Loading:
    """One loading.

    Attributes:
        factor: its factor's name.
        variable: column of the data.
        raw: in the units of the data, given the scaling.
        standardised: factor and variable in standard deviations.
    """

    factor: str
    variable: int
    raw: Estimate
    standardised: Estimate


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ConfirmatoryFactorAnalysis:
    """A fitted confirmatory model.

    Attributes:
        fit: indices of fit.
        loadings: one a factor and variable, in the order of the model.
        correlations: of each pair of factors, with their names in `statistic` (`correlation want ~ able`).
        residual_variances: (p,) standardised.
        implied: (p, p) covariance matrix of the model.
        flags: `heywood` (negative residual variance or factor correlation beyond 1), `missing` (rows dropped),
            `saturated`, `few_rows` (below 150: loadings' intervals are a little short), `few_clusters`,
            `unstable` (fits without some cluster failed), `chi2_ignores_clusters`; single estimates also `heavy_tails`.
    """

    fit: ConfirmatoryFit
    loadings: tuple[Loading, ...]
    correlations: tuple[Estimate, ...]
    residual_variances: tuple[float, ...]
    implied: Floats
    flags: tuple[str, ...]


def confirmatory_factor_analysis(
    data: ArrayLike,
    *,
    model: Mapping[str, Sequence[int]],
    orthogonal: bool = False,
    residual_covariances: Sequence[tuple[int, int]] = (),
    means: bool = False,
    scaling: Literal["marker", "unit"] = "marker",
    clusters: Clusters = None,
    level: float = 0.95,
    unit: str = "family",
) -> ConfirmatoryFactorAnalysis:
    """Maximum-likelihood confirmatory factor analysis with fit indices and standardised loadings.

    Formula: Sigma = L Phi L' + Theta; chi2 = N (log|Sigma| + tr(S Sigma^-1) - log|S| - p) with S of divisor N. Errors
    from the expected information; standardised loadings L sqrt(phi)/sqrt(sigma) with errors by the delta method,
    intervals value +- z se, as lavaan. With clusters, errors are the jackknife over clusters (at most 30 groups), t;
    chi2 and rmsea then still take rows as independent, and are flagged.

    When to use: for a structure that was stated beforehand. To find one use `factor_analysis` on other data.

    Args:
        data: (n_rows, p), NaN for missing; only complete rows are used (lavaan's default).
        model: columns of each factor, `{"want": [0, 2, 5], "able": [3, 4]}`; the first is the marker.
        orthogonal: factors do not correlate.
        residual_covariances: pairs of columns with correlated residuals.
        means: adds intercepts (saturated; they change srmr, aic and bic as in lavaan, not chi2).
        scaling: `marker` (first loading 1) or `unit` (factor variances 1).
        clusters: a label a row, or the shared `ClusterWeights`; None where rows are independent.
        level: nominal coverage of loadings and correlations.
        unit: what a cluster is.

    Raises:
        DegenerateDataError: columns out of range, more parameters than moments, singular covariances, not identified.
        ConvergenceError: the likelihood has no maximum that can be reached.

    Example:
        >>> rng = np.random.default_rng(1)
        >>> x = rng.normal(size=(300, 1)) * [1.0, 0.8, 0.6, 0.9] + rng.normal(size=(300, 4))
        >>> cfa = confirmatory_factor_analysis(x, model={"g": [0, 1, 2, 3]})
        >>> print(cfa.loadings[0].standardised, cfa.fit.chi2.df)
        standardised_loading 0.7367 [0.6435, 0.8298] 2.0

    In R:
        `lavaan::cfa("want =~ x1 + x3 + x6; able =~ x4 + x5", data)`; `fitMeasures()`, `standardizedSolution()`.

    Reference:
        Joreskog (1969), Psychometrika 34, 183-202; Bollen (1989), Structural Equations with Latent Variables.
    """
    x = number_array(data, name="data")
    if x.ndim != 2:
        raise DegenerateDataError(f"data has shape {x.shape!r}; rows by variables are needed")
    names = list(model)
    columns = sorted({int(c) for variables in model.values() for c in variables})
    if not columns or columns[0] < 0 or columns[-1] >= x.shape[1]:
        raise DegenerateDataError(f"the model names columns {columns!r}; the data has 0..{x.shape[1] - 1}")
    place = {c: i for i, c in enumerate(columns)}
    unknown = [pair for pair in residual_covariances if any(c not in place for c in pair) or pair[0] == pair[1]]
    if unknown:
        raise DegenerateDataError(f"residual covariance {unknown[0]!r} is not a pair of columns of the model")
    x = x[:, columns]
    grouping = clustering(clusters, x)
    rows = x[grouping.keep]
    spec = FactorModel(
        n_variables=len(columns),
        factors=tuple(tuple(place[int(c)] for c in model[name]) for name in names),
        orthogonal=orthogonal,
        residual_pairs=tuple((place[a], place[b]) for a, b in residual_covariances),
        means=means,
        scaling=scaling,
    )
    sample = sample_moments(rows)
    blocks, start = factor_blocks(spec, [sample])
    p = len(columns)
    spare = p * (p + 1) // 2 + (p if means else 0) - len(start)
    if spare < 0:
        raise DegenerateDataError(f"the model has {len(start)} parameters, {-spare} more than there are moments")
    structure = fit_structure(blocks, [sample], start=start)
    block = blocks[0]
    summary = _summary(block, structure.theta)
    errors = _delta(block, structure)
    df = np.full(len(summary), math.inf)
    flags = [] if grouping.keep.all() else ["missing"]
    flags += ["saturated"] if spare == 0 else []
    phi, residual = block.factors.at(structure.theta), np.diag(block.residuals.at(structure.theta))
    m = len(names)
    off = summary[-(m * (m - 1) // 2) :] if m > 1 else np.zeros(0)
    if (residual < 0).any() or (np.diag(phi) < 0).any() or (np.abs(off) > 1).any():
        flags.append("heywood")
    flags += ["few_rows"] if clusters is None and len(rows) < FEW_ROWS else []
    reach = np.full(len(summary), float(stats.norm.ppf(upper_tail(level))))
    if clusters is not None:
        flags += ["chi2_ignores_clusters"]
        flags += ["few_clusters"] if grouping.n_clusters < enough_clusters.JACKKNIFE else []
        block_of = delete_groups(grouping.codes, n_clusters=grouping.n_clusters, at_most=30)
        errors, df, failed = _jackknife(rows, block_of, spec, structure, summary)
        reach = np.asarray(stats.t.ppf(upper_tail(level), df), dtype=np.float64)
        flags += ["unstable"] if failed else []
    notes = tuple(flags)

    def estimate(name: str, k: int) -> Estimate:
        value, se = float(summary[k]), float(errors[k])
        known = se > 0 and math.isfinite(value)
        return Estimate(
            statistic=name,
            value=value,
            low=value - float(reach[k]) * se if known else None,
            high=value + float(reach[k]) * se if known else None,
            level=level,
            n=len(rows),
            unit="row" if clusters is None else unit,
            n_units=None if clusters is None else grouping.n_clusters,
            method="ML, " + ("expected information" if clusters is None else f"jackknife over {unit}"),
            se=se if known else None,
            df=None if clusters is None else float(df[k]),
            p=float(2 * stats.norm.sf(abs(value) / se)) if known and clusters is None else None,
            flags=(*notes, *(("heavy_tails",) if clusters is not None and heavy_tails(df[k], n_clusters=30) else ())),
        )

    places = [(j, i) for j, variables in enumerate(spec.factors) for i in variables]
    stacked = {place: k for k, place in enumerate(sorted(places))}
    q = len(places)
    pairs = [(a, b) for b in range(m) for a in range(b)]
    return ConfirmatoryFactorAnalysis(
        fit=_fit(structure, sample, means=means, flags=notes),
        loadings=tuple(
            Loading(
                factor=names[j],
                variable=columns[i],
                raw=estimate("loading", stacked[j, i]),
                standardised=estimate("standardised_loading", q + stacked[j, i]),
            )
            for j, i in places
        ),
        correlations=tuple(
            estimate(f"correlation {names[a]} ~ {names[b]}", 2 * q + k) for k, (a, b) in enumerate(pairs)
        ),
        residual_variances=tuple(float(v) for v in residual / np.diag(structure.implied[0][1])),
        implied=structure.implied[0][1],
        flags=notes,
    )


def _summary(block: Block, theta: Floats) -> Floats:
    """Raw loadings, standardised loadings, factor correlations: one vector, for the delta method and the jackknife."""
    loadings, phi = block.loadings.at(theta), block.factors.at(theta)
    sigma = loadings @ phi @ loadings.T + block.residuals.at(theta)
    sd = np.sqrt(np.maximum(np.diag(phi), 1e-300))
    present = ((block.loadings.index >= 0) | (block.loadings.value != 0)).T
    standard = loadings * sd / np.sqrt(np.maximum(np.diag(sigma), 1e-300))[:, None]
    below = np.tril_indices(len(phi), -1)
    return np.concatenate([loadings.T[present], standard.T[present], (phi / np.outer(sd, sd))[below]])


def _delta(block: Block, structure: Structure) -> Floats:
    theta = structure.theta
    width = 1e-5 * np.maximum(np.sqrt(np.diag(structure.covariance)), 1e-8)
    jacobian = np.column_stack(
        [
            (_summary(block, theta + w * e) - _summary(block, theta - w * e)) / (2 * w)
            for w, e in zip(width, np.eye(len(theta)), strict=True)
        ]
    )
    variance = np.einsum("ab,bc,ac->a", jacobian, structure.covariance, jacobian)
    return np.asarray(np.sqrt(np.maximum(variance, 0.0)), dtype=np.float64)


def _jackknife(
    rows: Floats, groups: NDArray[np.int64], spec: FactorModel, full: Structure, summary: Floats
) -> tuple[Floats, Floats, int]:
    """Standard errors without each group in turn, their degrees of freedom, and how many fits failed."""
    values: list[Floats] = []
    failed = 0
    for g in range(int(groups.max()) + 1):
        try:
            sample = sample_moments(rows[groups != g])
            blocks, _ = factor_blocks(spec, [sample])
            values.append(_summary(blocks[0], fit_structure(blocks, [sample], start=full.theta, tolerance=1e-9).theta))
        except (ConvergenceError, DegenerateDataError):
            failed += 1
    k = len(values)
    if k < 3:
        raise DegenerateDataError(f"the model can be fitted without a cluster {k} times only; use fewer parameters")
    pseudo = k * summary - (k - 1) * np.array(values)
    return np.asarray(pseudo.std(axis=0, ddof=1) / math.sqrt(k), dtype=np.float64), jackknife_df(pseudo), failed


def _fit(structure: Structure, sample: Moments, *, means: bool, flags: tuple[str, ...]) -> ConfirmatoryFit:
    found = structure_fit(structure, [sample], means=means)

    def estimate(name: str, value: float) -> Estimate:
        return Estimate(statistic=name, value=value, n=found.n, unit="row", method="ML", flags=flags)

    return ConfirmatoryFit(
        chi2=replace(estimate("chi2", found.chi2), df=float(found.df), p=found.p),
        cfi=estimate("cfi", found.cfi),
        tli=estimate("tli", found.tli) if math.isfinite(found.tli) else None,
        rmsea=replace(estimate("rmsea", found.rmsea), low=found.rmsea_low, high=found.rmsea_high, level=0.9),
        srmr=estimate("srmr", found.srmr),
        aic=estimate("aic", found.aic),
        bic=estimate("bic", found.bic),
    )
