"""Extract common factors from a correlation matrix: minimum residuals, maximum likelihood, principal axes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from motivelab.errors import ConvergenceError, DegenerateDataError
from motivelab.numerics.closed_choice import require_choice
from motivelab.numerics.optimise import Minimum, minimise

Floats: TypeAlias = NDArray[np.float64]
Extractor: TypeAlias = Literal["minres", "ml", "principal_axis"]

# Uniquenesses are kept at or above this, as in R's factanal and psych::fa.
LOWEST_UNIQUENESS = 0.005
# An improper solution may be one of several; it is looked for from this many other places too.
OTHER_STARTS = 12


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Extraction:
    """Unrotated factors.

    Attributes:
        loadings: (p, m), factors in order of their sum of squares, each with a positive column sum.
        uniquenesses: (p,) of the model: at or above 0.005 by `minres` and `ml`, what the factors leave by principal
            axes.
        heywood: whether a uniqueness ran into its lower bound (or, by principal axes, fell below it).
    """

    loadings: Floats
    uniquenesses: Floats
    heywood: bool


def extract_factors(
    correlation: Floats,
    *,
    n_factors: int,
    method: Extractor = "minres",
    start: Floats | None = None,
    tolerance: float = 1e-8,
) -> Extraction:
    """Extract factors and iterate until they no longer move.

    `minres` minimises the squared residual correlations, `ml` the normal likelihood's discrepancy log|M| + tr(R/M) -
    log|R| - p, both over uniquenesses in [0.005, 1] with loadings in closed form; `principal_axis` iterates
    communalities to their fixed point, which is the minres solution unless a case is improper. An improper solution is
    sought again from twelve other starts, always the same, and the best is kept; a proper one is taken as it is, as R
    does.

    Args:
        correlation: (p, p), positive diagonal of ones; for `ml` positive definite.
        n_factors: m of at least 1 with non-negative degrees of freedom, (p - m)^2 >= p + m.
        method: as above.
        start: (p,) uniquenesses to begin with, such as those of nearly the same matrix; None takes 1 - SMC.
        tolerance: largest gradient of `minres` and `ml`; 1e-5 leaves an error far below a standard error, enough for
            resamples.

    Raises:
        DegenerateDataError: too many factors for p, or a singular matrix with `ml`.
        ConvergenceError: the iterations do not settle.

    Example:
        >>> truth = np.array([[0.9], [0.8], [0.7], [0.6]])
        >>> r = truth @ truth.T + np.diag(1 - truth[:, 0] ** 2)
        >>> extract_factors(r, n_factors=1).loadings[:, 0].round(4).tolist()
        [0.9, 0.8, 0.7, 0.6]

    Reference:
        Harman and Jones (1966), Psychometrika 31, 351-368; Joreskog (1967), Psychometrika 32, 443-482.
    """
    p = len(correlation)
    if n_factors < 1 or (p - n_factors) ** 2 < p + n_factors:
        raise DegenerateDataError(f"{n_factors} factors cannot be identified from {p} variables; use fewer")
    require_choice(method, ("minres", "ml", "principal_axis"), name="method")
    if method == "ml" and np.linalg.eigvalsh(correlation)[0] <= 1e-10:
        raise DegenerateDataError("the correlation matrix is singular; maximum likelihood needs one of full rank")
    begin = np.clip(1 - squared_multiple_correlations(correlation), 0.05, 0.95) if start is None else start
    if method == "principal_axis":
        loadings = _principal_axes(correlation, 1 - begin, n_factors)
        uniquenesses = 1 - (loadings**2).sum(axis=1)
        heywood = bool((uniquenesses < LOWEST_UNIQUENESS).any())
    else:
        objective = _least_squares if method == "minres" else _likelihood

        def search(at: Floats) -> Minimum:
            return minimise(
                lambda psi: objective(psi, correlation, n_factors)[:2],
                start=at,
                bounds=[(LOWEST_UNIQUENESS, 1.0)] * p,
                gradient_tolerance=tolerance,
                what=f"{method} extraction of {n_factors} factors from {p} variables",
            )

        found = search(begin)
        if start is None and _improper(found.x):
            for at in np.random.default_rng(0).uniform(0.05, 0.95, size=(OTHER_STARTS, p)):
                try:
                    other = search(at)
                except ConvergenceError:
                    continue
                found = other if other.value < found.value - 1e-9 else found
        loadings = objective(found.x, correlation, n_factors)[2]
        uniquenesses = found.x
        heywood = _improper(found.x)
    signs = np.where(loadings.sum(axis=0) < 0, -1.0, 1.0)
    return Extraction(loadings=loadings * signs, uniquenesses=uniquenesses, heywood=heywood)


def _improper(uniquenesses: Floats) -> bool:
    return bool((uniquenesses <= LOWEST_UNIQUENESS + 1e-8).any())


def squared_multiple_correlations(correlation: Floats) -> Floats:
    """R squared of each variable on all others; a singular matrix goes through its pseudo-inverse.

    Example:
        >>> squared_multiple_correlations(np.array([[1.0, 0.5], [0.5, 1.0]])).round(6).tolist()
        [0.25, 0.25]
    """
    inverse = np.linalg.pinv(correlation, rcond=1e-10, hermitian=True)
    return np.clip(1 - 1 / np.maximum(np.diag(inverse), 1.0), 0.0, 1.0)


def _least_squares(psi: Floats, r: Floats, m: int) -> tuple[float, Floats, Floats]:
    values, vectors = np.linalg.eigh(r - np.diag(psi))
    loadings: Floats = (vectors[:, -m:] * np.sqrt(np.maximum(values[-m:], 0.0)))[:, ::-1]
    residual = r - np.diag(psi) - loadings @ loadings.T
    return float((residual**2).sum()) / 2, -np.diag(residual).copy(), loadings


def _likelihood(psi: Floats, r: Floats, m: int) -> tuple[float, Floats, Floats]:
    root = np.sqrt(psi)
    values, vectors = np.linalg.eigh(r / root[:, None] / root)
    rest = values[:-m]
    loadings: Floats = (root[:, None] * vectors[:, -m:] * np.sqrt(np.maximum(values[-m:] - 1, 0.0)))[:, ::-1]
    # The discrepancy at the best loadings for these uniquenesses depends on the small eigenvalues alone.
    small = np.maximum(np.concatenate([rest, np.minimum(values[-m:], 1.0)]), 1e-300)
    value = float((small - np.log(small) - 1).sum())
    return value, np.diag(loadings @ loadings.T + np.diag(psi) - r) / psi**2, loadings


def _principal_axes(r: Floats, communalities: Floats, m: int) -> Floats:
    off = r - np.diag(np.diag(r))
    for _ in range(20_000):
        values, vectors = np.linalg.eigh(off + np.diag(communalities))
        loadings: Floats = (vectors[:, -m:] * np.sqrt(np.maximum(values[-m:], 0.0)))[:, ::-1]
        update = (loadings**2).sum(axis=1)
        moved = float(np.abs(update - communalities).max())
        communalities = update
        if moved < 1e-9:
            return loadings
        if communalities.max() > 10:
            break
    raise ConvergenceError(
        f"principal axes of {m} factors did not settle (communality {communalities.max():.3g}, last step {moved:.2g}); "
        "the solution is improper: use fewer factors, or minres, which bounds it"
    )
