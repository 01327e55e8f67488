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
from motivelab.numerics.closed_choice import require_choice
from motivelab.numerics.cluster_jackknife import JackknifeError, delete_groups, jackknife_error
from motivelab.numerics.clustering import Clusters, clustering
from motivelab.numerics.complete_rows import require_complete_rows
from motivelab.numerics.covariance_structure import Structure, fit_structure
from motivelab.numerics.factor_blocks import FactorModel, factor_layout
from motivelab.numerics.loading_summary import loading_summary, possible, summary_errors
from motivelab.numerics.model_columns import model_columns
from motivelab.numerics.named_variables import Model, Variable, named_variables
from motivelab.numerics.nominal_level import upper_tail
from motivelab.numerics.published_matrix import published_matrix, require_rows
from motivelab.numerics.sample_moments import Moments, moments, sample_moments
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
        variable: column of the data, as the model calls it.
        raw: in the units of the data, given the scaling.
        standardised: factor and variable in standard deviations.
    """

    factor: str
    variable: Variable
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
        implied: (p, p) covariance matrix of the model, in the order of `residual_variances`: columns by number
            ascending, or by name as the model first mentions them.
        n: rows used.
        n_dropped: rows left out because a cell of theirs is missing.
        flags: `heywood` (a negative variance, or correlations of factors or residuals that cannot be), `missing`,
            `saturated`, `few_rows` (below 150: loadings' intervals are a little short), `few_clusters`,
            `unstable` (fits without some cluster failed), `chi2_ignores_clusters`; single estimates also `heavy_tails`.
    """

    fit: ConfirmatoryFit
    loadings: tuple[Loading, ...]
    correlations: tuple[Estimate, ...]
    residual_variances: tuple[float, ...]
    implied: Floats
    n: int
    n_dropped: int
    flags: tuple[str, ...]


def confirmatory_factor_analysis(
    data: ArrayLike | Mapping[str, ArrayLike],
    *,
    model: Model,
    orthogonal: bool = False,
    residual_covariances: Sequence[tuple[Variable, Variable]] = (),
    means: bool = False,
    scaling: Literal["marker", "unit"] = "marker",
    clusters: Clusters = None,
    level: float = 0.95,
    n_observations: int | None = None,
    unit: str = "family",
) -> ConfirmatoryFactorAnalysis:
    """Maximum-likelihood confirmatory factor analysis with fit indices and standardised loadings.

    Formula: Sigma = L Phi L' + Theta; chi2 = N (log|Sigma| + tr(S Sigma^-1) - log|S| - p) with S of divisor N. Errors
    from the expected information; standardised loadings L sqrt(phi)/sqrt(sigma) with errors by the delta method,
    intervals value +- z se, as lavaan. With clusters, errors are the jackknife over clusters (at most 30 groups), t;
    chi2 and rmsea then still take rows as independent, and are flagged.

    When to use: for a structure that was stated beforehand. To find one use `factor_analysis` on other data.

    Args:
        data: (n_rows, p), NaN for missing; only complete rows are used (lavaan's default). Or covariances (p, p) of
            divisor n - 1, as R's `cov` gives them, with `n_observations`; correlations are taken for covariances.
        model: columns of each factor, by number, `{"want": [0, 2, 5], "able": [3, 4]}`, or by name where the data are a
            frame or a mapping of columns, `{"want": ["interest", "value"]}`; the first is the marker.
        orthogonal: factors do not correlate.
        residual_covariances: pairs of columns with correlated residuals.
        means: adds intercepts (saturated; they change srmr, aic and bic as in lavaan, not chi2).
        scaling: `marker` (first loading 1) or `unit` (factor variances 1).
        clusters: a label a row, or the shared `ClusterWeights`; None where rows are independent.
        level: nominal coverage of loadings and correlations.
        n_observations: rows behind printed covariances; None for data.
        unit: what a cluster is.

    Raises:
        DegenerateDataError: columns out of range, more parameters than moments, singular covariances, a model that is
            not identified (with the parameters), clusters or means with printed covariances.
        ConvergenceError: the likelihood has no maximum that can be reached.

    Example:
        >>> rng = np.random.default_rng(1)
        >>> x = rng.normal(size=(300, 1)) * [1.0, 0.8, 0.6, 0.9] + rng.normal(size=(300, 4))
        >>> cfa = confirmatory_factor_analysis(x, model={"g": [0, 1, 2, 3]})
        >>> print(cfa.loadings[0].standardised, cfa.fit.chi2.df)
        standardised_loading 0.7367 [0.6435, 0.8298] 2.0

    In R:
        `lavaan::cfa("want =~ x1 + x3 + x6; able =~ x4 + x5", data)`, `lavaan::cfa(model, sample.cov = s, sample.nobs =
        n)`; `fitMeasures()`, `standardizedSolution()`.

    Reference:
        Joreskog (1969), Psychometrika 34, 183-202; Bollen (1989), Structural Equations with Latent Variables.
    """
    require_choice(scaling, ("marker", "unit"), name="scaling")
    named = named_variables(data, model)
    x = named.table
    if x.ndim != 2:
        raise DegenerateDataError(f"data has shape {x.shape!r}; rows by variables are needed")
    names = list(model)
    covaried = [named.numbers(pair, what="residual_covariances") for pair in residual_covariances]
    read = model_columns(named.model, n_columns=x.shape[1], residual_covariances=covaried)
    columns, p = read.columns, len(read.columns)
    variables = named.titles(columns, what="variable")
    if n_observations is None:
        require_rows(x)
        require_complete_rows(x[:, columns], names=variables)
        grouping = clustering(clusters, x[:, columns])
        rows = x[grouping.keep][:, columns]
        sample = sample_moments(rows, names=variables)
    else:
        if clusters is not None or means:
            raise DegenerateDataError("clusters and means need rows, but data is a printed matrix (n_observations)")
        printed = published_matrix(x[list(named.positions)], n_observations=n_observations)[np.ix_(columns, columns)]
        n = int(n_observations)
        grouping, rows = None, np.empty((0, p))
        sample = moments(n, np.zeros(p), printed * (n - 1) / n)
    spec = FactorModel(
        n_variables=p,
        factors=read.factors,
        orthogonal=orthogonal,
        residual_pairs=read.residual_pairs,
        means=means,
        scaling=scaling,
        variable_names=variables,
        factor_names=tuple(repr(name) for name in names),
    )
    layout = factor_layout(spec, [sample])
    spare = p * (p + 1) // 2 + (p if means else 0) - len(layout.start)
    if spare < 0:
        raise DegenerateDataError(
            f"the model has {len(layout.start)} parameters, {-spare} more than there are moments: it is not "
            "identified; give factors more variables, or free fewer covariances"
        )
    structure = fit_structure(layout, [sample])
    block = layout.blocks[0]
    summary = loading_summary(block, structure.theta)
    errors = summary_errors(layout, structure)
    df = np.full(len(summary), math.inf)
    n_dropped = 0 if grouping is None else int((~grouping.keep).sum())
    flags = ["missing"] if n_dropped else []
    flags += ["saturated"] if spare == 0 else []
    phi, residual = block.factors.at(structure.theta), block.residuals.at(structure.theta)
    m = len(names)
    flags += ["heywood"] if not (possible(phi) and possible(residual)) else []
    flags += ["few_rows"] if clusters is None and sample.n < FEW_ROWS else []
    below = above = np.full(len(summary), float(stats.norm.ppf(upper_tail(level))))
    heavy = np.zeros(len(summary), dtype=bool)
    if clusters is not None and grouping is not None:
        flags += ["chi2_ignores_clusters"]
        flags += ["few_clusters"] if grouping.n_clusters < enough_clusters.JACKKNIFE else []
        block_of = delete_groups(grouping.codes, n_clusters=grouping.n_clusters, at_most=30)
        found, failed = _jackknife(rows, block_of, spec, structure, level=level)
        errors, df, below, above, heavy = found.se, found.df, found.below, found.above, found.heavy_tails
        flags += ["unstable"] if failed else []
    notes = tuple(flags)

    def estimate(name: str, k: int) -> Estimate:
        value, se = float(summary[k]), float(errors[k])
        known = se > 0 and math.isfinite(value)
        return Estimate(
            statistic=name,
            value=value,
            low=value - float(below[k]) * se if known else None,
            high=value + float(above[k]) * se if known else None,
            level=level,
            n=sample.n,
            unit="row" if clusters is None else unit,
            n_units=None if clusters is None or grouping is None else grouping.n_clusters,
            method="ML, " + ("expected information" if clusters is None else f"jackknife over {unit}"),
            se=se if known else None,
            df=None if clusters is None else float(df[k]),
            p=float(2 * stats.norm.sf(abs(value) / se)) if known and clusters is None else None,
            flags=(*notes, *(("heavy_tails",) if heavy[k] else ())),
        )

    places = [(j, i) for j, own in enumerate(spec.factors) for i in own]
    stacked = {place: k for k, place in enumerate(sorted(places))}
    q = len(places)
    pairs = [(a, b) for b in range(m) for a in range(b)]
    return ConfirmatoryFactorAnalysis(
        fit=_fit(structure, sample, means=means, flags=notes),
        loadings=tuple(
            Loading(
                factor=names[j],
                variable=named.words[columns[i]],
                raw=estimate("loading", stacked[j, i]),
                standardised=estimate("standardised_loading", q + stacked[j, i]),
            )
            for j, i in places
        ),
        correlations=tuple(
            estimate(f"correlation {names[a]} ~ {names[b]}", 2 * q + k) for k, (a, b) in enumerate(pairs)
        ),
        residual_variances=tuple(float(v) for v in np.diag(residual) / np.diag(structure.implied[0][1])),
        implied=structure.implied[0][1],
        n=sample.n,
        n_dropped=n_dropped,
        flags=notes,
    )


def _jackknife(
    rows: Floats, groups: NDArray[np.int64], spec: FactorModel, full: Structure, *, level: float
) -> tuple[JackknifeError, int]:
    """Standard errors and reaches from leaving each group out in turn, and how many fits failed."""
    values: list[Floats] = []
    failed = 0
    for g in range(int(groups.max()) + 1):
        try:
            sample = sample_moments(rows[groups != g])
            layout = factor_layout(spec, [sample])
            found = fit_structure(layout, [sample], start=full.theta, tolerance=1e-9)
            values.append(loading_summary(layout.blocks[0], found.theta))
        except (ConvergenceError, DegenerateDataError):
            failed += 1
    k = len(values)
    if k < 3:
        raise DegenerateDataError(f"the model can be fitted without a cluster {k} times only; use fewer parameters")
    return jackknife_error(np.array(values), level=level), failed


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
