"""Parallel analysis: how many dimensions stand out from unrelated variables of the same size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from motivelab.errors import DegenerateDataError
from motivelab.numerics.closed_choice import require_choice
from motivelab.numerics.correlation_matrix import correlation_matrix
from motivelab.numerics.extraction import extract_factors, squared_multiple_correlations
from motivelab.schema.estimate import Estimate

Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ParallelAnalysis:
    """Number of dimensions by four readings, and the eigenvalues behind them.

    Attributes:
        components_percentile: components above the percentile of unrelated data (Horn, Glorfeld); the usual choice.
        components_mean: components above their mean; retains more.
        factors_percentile: common factors above the percentile.
        factors_mean: common factors above the mean.
        component_eigenvalues: (p,) of the correlation matrix, descending.
        component_thresholds: (p, 2) mean and percentile of unrelated data.
        factor_eigenvalues: (p,) with communalities on the diagonal.
        factor_thresholds: (p, 2).
    """

    components_percentile: Estimate
    components_mean: Estimate
    factors_percentile: Estimate
    factors_mean: Estimate
    component_eigenvalues: Floats
    component_thresholds: Floats
    factor_eigenvalues: Floats
    factor_thresholds: Floats


def parallel_analysis(
    data: ArrayLike,
    *,
    rng: np.random.Generator,
    n_simulations: int = 500,
    percentile: float = 95.0,
    communalities: Literal["smc", "minres"] = "smc",
    reference: Literal["normal", "permutation"] = "normal",
    n_observations: int | None = None,
    missing: Literal["pairwise", "listwise"] = "pairwise",
) -> ParallelAnalysis:
    """Horn's parallel analysis of components and of common factors, by percentile and by mean.

    Formula: count leading eigenvalues of the correlation matrix above those of unrelated variables with as many rows,
    up to the first that is not. For common factors the diagonal holds communalities, in the data and in every
    simulation alike.

    When to use: to choose the number of dimensions; print all four readings. Rows are taken as independent: with
    families of near-variants it can retain too many; analyse family means beside it.

    Args:
        data: (n_rows, p) with NaN for missing, or correlations or covariances with `n_observations`.
        rng: source of randomness.
        n_simulations: unrelated data sets.
        percentile: of the simulated eigenvalues (95 usual).
        communalities: `smc` (squared multiple correlations) or `minres` (of one factor; psych's default, slower).
        reference: `normal` draws correlation matrices of independent normals exactly (Bartlett's decomposition, no
            rows are made; as in psych they are complete, whatever is missing in the data); `permutation` shuffles each
            column of the data, which keeps heaped and skewed scores and missing cells as they are.
        n_observations: rows behind printed correlations or covariances; None for data.
        missing: `pairwise` (as psych does) or `listwise`.

    Returns:
        `ParallelAnalysis`; values are whole numbers without intervals.

    Raises:
        DegenerateDataError: fewer than 3 variables, no more rows than variables, `permutation` of a printed matrix,
            fewer than 20 simulations, a word not on its list.

    Example:
        >>> r = np.kron(np.eye(2), np.full((3, 3), 0.6)) + 0.4 * np.eye(6)
        >>> pa = parallel_analysis(r, n_observations=200, rng=np.random.default_rng(1))
        >>> pa.components_percentile.value, pa.factors_percentile.value
        (2.0, 2.0)

    In R:
        `psych::fa.parallel(x, n.iter = 500, SMC = TRUE, quant = .95)`: `sim` columns are `reference="normal"`; the
        percentile reading for common factors, which psych takes from its means, is computed here.

    Reference:
        Horn (1965), Psychometrika 30, 179-185; Glorfeld (1995), Educational and Psychological Measurement 55, 377-393.
    """
    require_choice(communalities, ("smc", "minres"), name="communalities")
    require_choice(reference, ("normal", "permutation"), name="reference")
    matrix = correlation_matrix(data, n_observations=n_observations, missing=missing, at_least=3)
    p = len(matrix.r)
    if matrix.n <= p or n_simulations < 20 or not 50 <= percentile < 100:
        raise DegenerateDataError(
            f"{matrix.n} rows, {p} variables, {n_simulations} simulations, percentile {percentile}: needed are more "
            "rows than variables, at least 20 simulations and a percentile from 50 to below 100"
        )
    if reference == "normal":
        null = _unrelated(p, matrix.n, n_simulations, rng)
    elif matrix.rows is None or matrix.kept is None:
        raise DegenerateDataError("reference='permutation' shuffles rows, but only a correlation matrix was given")
    else:
        null = _shuffled(matrix.rows[matrix.kept], n_simulations, rng)
    observed = _eigenvalues(matrix.r[None])[0]
    observed_factors = _eigenvalues(_reduced(matrix.r[None], communalities))[0]
    thresholds = _thresholds(_eigenvalues(null), percentile)
    factor_thresholds = _thresholds(_eigenvalues(_reduced(null, communalities)), percentile)

    def estimate(name: str, eigenvalues: Floats, limit: Floats) -> Estimate:
        below = np.flatnonzero(eigenvalues <= limit)
        return Estimate(
            statistic=name,
            value=float(below[0] if len(below) else p),
            n=matrix.n,
            unit="row",
            method=f"{n_simulations} {reference} simulations",
            flags=matrix.flags,
        )

    return ParallelAnalysis(
        components_percentile=estimate("parallel_components_percentile", observed, thresholds[:, 1]),
        components_mean=estimate("parallel_components_mean", observed, thresholds[:, 0]),
        factors_percentile=estimate("parallel_factors_percentile", observed_factors, factor_thresholds[:, 1]),
        factors_mean=estimate("parallel_factors_mean", observed_factors, factor_thresholds[:, 0]),
        component_eigenvalues=observed,
        component_thresholds=thresholds,
        factor_eigenvalues=observed_factors,
        factor_thresholds=factor_thresholds,
    )


def _unrelated(p: int, n: int, n_simulations: int, rng: np.random.Generator) -> Floats:
    """Correlation matrices of n rows of p independent normals, without making the rows."""
    root = np.zeros((n_simulations, p, p))
    lower = np.tril_indices(p, -1)
    root[:, lower[0], lower[1]] = rng.normal(size=(n_simulations, len(lower[0])))
    diagonal = np.arange(p)
    root[:, diagonal, diagonal] = np.sqrt(rng.chisquare(n - 1 - diagonal, size=(n_simulations, p)))
    scatter = root @ np.swapaxes(root, 1, 2)
    sd = np.sqrt(np.diagonal(scatter, axis1=1, axis2=2))
    scaled: Floats = scatter / sd[:, :, None] / sd[:, None, :]
    return scaled


def _shuffled(rows: Floats, n_simulations: int, rng: np.random.Generator) -> Floats:
    p = rows.shape[1]
    out = np.empty((n_simulations, p, p))
    for s in range(n_simulations):
        out[s] = correlation_matrix(rng.permuted(rows, axis=0)).r
    return out


def _reduced(r: Floats, communalities: Literal["smc", "minres"]) -> Floats:
    reduced = r.copy()
    diagonal = np.arange(r.shape[1])
    if communalities == "smc":
        inverse = np.linalg.pinv(r, rcond=1e-10, hermitian=True)
        reduced[:, diagonal, diagonal] = 1 - 1 / np.maximum(np.diagonal(inverse, axis1=1, axis2=2), 1.0)
    else:
        for one in reduced:
            # One start, as in psych: unrelated data are improper as a rule, and the search for the best costs far more.
            start = np.clip(1 - squared_multiple_correlations(one), 0.05, 0.95)
            loadings = extract_factors(one, n_factors=1, start=start, tolerance=1e-6).loadings
            np.fill_diagonal(one, (loadings**2).sum(axis=1))
    return reduced


def _eigenvalues(matrices: Floats) -> Floats:
    return np.asarray(np.linalg.eigvalsh(matrices)[:, ::-1], dtype=np.float64)


def _thresholds(eigenvalues: Floats, percentile: float) -> Floats:
    return np.column_stack([eigenvalues.mean(axis=0), np.percentile(eigenvalues, percentile, axis=0)])
