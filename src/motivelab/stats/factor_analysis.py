"""Exploratory factor analysis: what the variables have in common, and how much of it fits."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import optimize, stats

from motivelab.errors import ConvergenceError, DegenerateDataError
from motivelab.numerics import enough_clusters
from motivelab.numerics.closed_choice import require_choice
from motivelab.numerics.cluster_jackknife import delete_groups, jackknife_error
from motivelab.numerics.clustering import Clusters, clustering
from motivelab.numerics.correlation_matrix import correlation_matrix
from motivelab.numerics.extraction import Extractor, extract_factors
from motivelab.numerics.factor_scores import Scoring, score_weights
from motivelab.numerics.noncentral_chi_squared import noncentrality
from motivelab.numerics.rotation import Rotation, oblimin, unrotated, varimax
from motivelab.schema.estimate import Estimate

Floats: TypeAlias = NDArray[np.float64]
Turning: TypeAlias = Literal["none", "varimax", "oblimin"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorFit:
    """How well the factors reproduce the correlations.

    Attributes:
        chi2: likelihood-ratio statistic with Bartlett's correction, with df and p.
        rmsea: root mean square error of approximation, 90% interval.
        tli: Tucker-Lewis index.
        bic: chi2 - df log n, for comparing numbers of factors; smaller is better.
        rmsr: root mean square residual correlation.

    All but `rmsr` are None without degrees of freedom, and where the correlations, or those reproduced, have no
    inverse.
    """

    chi2: Estimate | None
    rmsea: Estimate | None
    tli: Estimate | None
    bic: Estimate | None
    rmsr: Estimate


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FactorAnalysis:
    """Loadings, what they leave over, factor correlations, scores and fit.

    Attributes:
        loadings: (p, m) pattern: regression weights of variables on factors. Factors stand in order of the variance
            they explain, each turned so that its loadings sum to more than 0.
        structure: (p, m) correlations of variables with factors.
        correlation: (m, m) of the factors.
        communalities: (p,) variance of each variable that the factors explain; above .995 in an improper solution.
        uniquenesses: (p,) 1 - communalities.
        explained: (m,) share of the total variance each factor carries.
        weights: (p, m) from standardised variables to scores.
        scores: (n_rows, m); NaN rows where a variable is missing; None for a published matrix.
        loading_errors: (p, m) jackknife standard errors over clusters; None without clusters.
        loading_low: (p, m) lower ends of the loadings' intervals; None without clusters.
        loading_high: (p, m) upper ends.
        fit: indices of fit.
        n: rows used: with a value under `pairwise`, complete ones under `listwise`.
        flags: `heywood` (a uniqueness at its bound: the solution is improper), `missing`, `not_positive_definite`,
            `saturated` (no degrees of freedom: fit cannot be judged), `several_optima` (the rotation has poorer optima,
            where programs that start from one place may stop), `few_clusters`, `unstable` (left-out fits failed).
    """

    loadings: Floats
    structure: Floats
    correlation: Floats
    communalities: Floats
    uniquenesses: Floats
    explained: Floats
    weights: Floats
    scores: Floats | None
    loading_errors: Floats | None
    loading_low: Floats | None
    loading_high: Floats | None
    fit: FactorFit
    n: int
    flags: tuple[str, ...]


def factor_analysis(
    data: ArrayLike,
    *,
    n_factors: int,
    method: Extractor = "minres",
    rotation: Turning = "oblimin",
    scores: Scoring = "regression",
    clusters: Clusters = None,
    level: float = 0.95,
    n_observations: int | None = None,
    missing: Literal["pairwise", "listwise"] = "pairwise",
) -> FactorAnalysis:
    """Common factors of the correlation matrix: extraction, rotation, scores and fit.

    Formulas: R = L Phi L' + Psi. chi2 = (n - 1 - (2p+5)/6 - 2m/3) F with F = tr(R/M) - log|R/M| - p and M the
    reproduced correlations with ones on the diagonal; rmsea = sqrt(max(0, chi2/(n df) - 1/(n-1))); tli from F over df
    and its null model; bic = chi2 - df log n; all as psych has them. With clusters, loadings carry jackknife intervals:
    the analysis is repeated without each cluster (at most 30 groups of them), its factors matched to the full solution
    in order and sign.

    When to use: after `parallel_analysis` and `map_test` have said how many. Factors of answers usually correlate, so
    oblimin; a Heywood case says that there are too many factors or too few variables.

    Args:
        data: (n_rows, p) with NaN for missing, or correlations or covariances with `n_observations`. The unit is the
            task of one respondent; averages over respondents answer another question.
        n_factors: m, with (p - m)^2 >= p + m.
        method: `minres`, `ml` or `principal_axis`; see `numerics.extraction`.
        rotation: `oblimin` (quartimin), Kaiser `varimax` or `none`.
        scores: `regression` (Thurstone), `bartlett` (unbiased), `ten_berge` (keeps the factors' correlations).
        clusters: a label a row, or the shared `ClusterWeights`: errors of loadings over clusters. None gives no errors.
        level: nominal coverage of the loadings' intervals.
        n_observations: rows behind printed correlations or covariances; None for data.
        missing: `pairwise` (as psych does) or `listwise`.

    Raises:
        DegenerateDataError: too many factors, a singular matrix with `ml`, a constant variable, a word not on its list.
        ConvergenceError: extraction or rotation does not settle.

    Example:
        >>> truth = np.array([[0.9, 0], [0.8, 0], [0.7, 0], [0, 0.7], [0, 0.6], [0, 0.5]])
        >>> r = truth @ np.array([[1, 0.4], [0.4, 1]]) @ truth.T
        >>> np.fill_diagonal(r, 1)
        >>> fa = factor_analysis(r, n_factors=2, n_observations=500)
        >>> round(float(fa.correlation[0, 1]), 3), bool(np.abs(fa.loadings - truth).max() < 1e-4)
        (0.4, True)

    In R:
        `psych::fa(x, nfactors = m, fm = "minres", rotate = "oblimin", scores = "regression")` (psych stops rotations
        at 1e-5 and principal axes at 1e-3, and rotates from one start; here they run on, from several; psych counts
        rows without any value in n). Scores: `psych::factor.scores(x, fit, method =
        "tenBerge")`.

    Reference:
        Harman (1976), Modern Factor Analysis; ten Berge, Krijnen, Wansbeek and Shapiro (1999), Linear Algebra and its
        Applications 289, 311-318; Tucker and Lewis (1973), Psychometrika 38, 1-10.
    """
    require_choice(rotation, ("none", "varimax", "oblimin"), name="rotation")
    matrix = correlation_matrix(data, n_observations=n_observations, missing=missing)
    if clusters is not None and n_observations is not None:
        raise DegenerateDataError("clusters are given, but only a printed matrix; errors over clusters need rows")
    extraction = extract_factors(matrix.r, n_factors=n_factors, method=method)
    turned = _rotate(extraction.loadings, rotation)
    structure = turned.loadings @ turned.correlation
    flags = [*matrix.flags, *(["heywood"] if extraction.heywood else [])]
    p = len(matrix.r)
    df = ((p - n_factors) ** 2 - (p + n_factors)) // 2
    flags += ["saturated"] if df == 0 else []
    flags += ["several_optima"] if turned.several_optima else []

    weights = score_weights(
        matrix.r,
        loadings=turned.loadings,
        correlation=turned.correlation,
        uniquenesses=extraction.uniquenesses,
        how=scores,
    )
    values = None
    if matrix.rows is not None:
        complete = np.flatnonzero(np.isfinite(matrix.rows).all(axis=1))
        values = np.full((len(matrix.rows), n_factors), math.nan)
        values[complete] = matrix.rows[complete] @ weights

    errors = low = high = None
    if clusters is not None and matrix.rows is not None and matrix.kept is not None:
        grouping = clustering(clusters, np.where(matrix.kept, 0.0, math.nan), at_least=3)
        left, failed = _leave_out(
            matrix.rows[grouping.keep],
            delete_groups(grouping.codes, n_clusters=grouping.n_clusters, at_most=30),
            turned,
            extraction.uniquenesses,
            method=method,
            rotation=rotation,
        )
        k = len(left)
        flags += ["unstable"] if failed else []
        flags += ["few_clusters"] if grouping.n_clusters < enough_clusters.JACKKNIFE else []
        if k > 2:
            error = jackknife_error(left, level=level)
            errors = error.se
            low, high = turned.loadings - error.below * errors, turned.loadings + error.above * errors

    communalities = np.asarray((turned.loadings * structure).sum(axis=1), dtype=np.float64)
    return FactorAnalysis(
        loadings=turned.loadings,
        structure=structure,
        correlation=turned.correlation,
        communalities=communalities,
        uniquenesses=1 - communalities,
        explained=np.asarray((turned.loadings * structure).sum(axis=0) / p, dtype=np.float64),
        weights=weights,
        scores=values,
        loading_errors=errors,
        loading_low=low,
        loading_high=high,
        fit=_fit(matrix.r, extraction.loadings, n=matrix.n, df=df, method=method, flags=tuple(flags)),
        n=matrix.n,
        flags=tuple(flags),
    )


def _rotate(loadings: Floats, rotation: Turning, start: Floats | None = None, *, tolerance: float = 1e-8) -> Rotation:
    if rotation == "oblimin":
        return oblimin(loadings, start=start, tolerance=tolerance)
    return varimax(loadings) if rotation == "varimax" else unrotated(loadings)


def _leave_out(
    rows: Floats,
    codes: NDArray[np.int64],
    full: Rotation,
    uniquenesses: Floats,
    *,
    method: Extractor,
    rotation: Turning,
) -> tuple[Floats, int]:
    """Rotated loadings without each cluster, matched to the full solution; how many fits failed."""
    fits: list[Floats] = []
    failed = 0
    for c in range(int(codes.max()) + 1):
        try:
            r = correlation_matrix(rows[codes != c]).r
            found = extract_factors(
                r, n_factors=full.loadings.shape[1], method=method, start=uniquenesses, tolerance=1e-5
            )
            again = _rotate(found.loadings, rotation, start=full.transform, tolerance=1e-5)
        except (ConvergenceError, DegenerateDataError):
            failed += 1
            continue
        agreement = full.loadings.T @ again.loadings
        order = optimize.linear_sum_assignment(-np.abs(agreement))[1]
        sign = np.where(np.diag(agreement[:, order]) < 0, -1.0, 1.0)
        fits.append(again.loadings[:, order] * sign)
    return np.array(fits), failed


def _fit(r: Floats, loadings: Floats, *, n: int, df: int, method: Extractor, flags: tuple[str, ...]) -> FactorFit:
    p, m = loadings.shape
    reproduced = loadings @ loadings.T
    np.fill_diagonal(reproduced, 1.0)
    residual = r - reproduced

    def estimate(name: str, value: float, **more: float) -> Estimate:
        ends = {key: more[key] for key in ("low", "high") if key in more}
        return Estimate(
            statistic=name,
            value=value,
            level=0.9 if ends else 0.95,
            n=n,
            unit="row",
            method=f"{method} factors",
            df=more.get("df"),
            p=more.get("p"),
            flags=flags,
            low=ends.get("low"),
            high=ends.get("high"),
        )

    rmsr = estimate("rmsr", math.sqrt(float((residual**2).sum()) / (p * (p - 1))))
    factor = n - 1 - (2 * p + 5) / 6 - 2 * m / 3
    smallest = min(float(np.linalg.eigvalsh(matrix)[0]) for matrix in (r, reproduced))
    if df <= 0 or smallest <= 1e-10 or factor <= 0:
        return FactorFit(chi2=None, rmsea=None, tli=None, bic=None, rmsr=rmsr)
    ratio = np.linalg.solve(reproduced, r)
    discrepancy = max(0.0, float(np.trace(ratio) - np.linalg.slogdet(ratio)[1] - p))
    chi2 = factor * discrepancy
    per_row = math.sqrt((n - 1) * df)
    low, high = (math.sqrt(noncentrality(chi2, df=df, quantile=q)) / per_row for q in (0.95, 0.05))
    rmsea = math.sqrt(max(0.0, chi2 / (n * df) - 1 / (n - 1)))
    null = 2 * -float(np.linalg.slogdet(r)[1]) / (p * (p - 1))
    tli = (null - discrepancy / df) / (null - 1 / factor) if null > 1 / factor else math.nan
    return FactorFit(
        chi2=estimate("chi2", chi2, df=df, p=float(stats.chi2.sf(chi2, df))),
        rmsea=estimate("rmsea", rmsea, low=min(low, rmsea), high=max(high, rmsea)),
        tli=estimate("tli", tli) if math.isfinite(tli) else None,
        bic=estimate("bic", chi2 - df * math.log(n)),
        rmsr=rmsr,
    )
