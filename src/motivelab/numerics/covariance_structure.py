"""Linear factor structures of means and covariances in one or more groups, fitted by maximum likelihood."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from motivelab.errors import ConvergenceError, DegenerateDataError
from motivelab.numerics.sample_moments import Moments

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pattern:
    """Entries of one model matrix: which parameter each holds, or its fixed value.

    Attributes:
        index: parameter number of each entry; -1 is fixed. The same number in two places is an equality.
        value: fixed values (anything where a parameter stands).
    """

    index: Integers
    value: Floats

    def at(self, theta: Floats) -> Floats:
        """The matrix for these parameters."""
        return np.where(self.index >= 0, theta[self.index], self.value)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Block:
    """One group: Sigma = L Phi L' + Theta, mu = nu + L kappa.

    Attributes:
        loadings: (p, m) L.
        factors: (m, m) Phi, symmetric.
        residuals: (p, p) Theta, symmetric.
        intercepts: (p,) nu; None leaves means out of the model.
        factor_means: (m,) kappa; None with intercepts None.
    """

    loadings: Pattern
    factors: Pattern
    residuals: Pattern
    intercepts: Pattern | None
    factor_means: Pattern | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Layout:
    """A model written down: its blocks and its parameters.

    Attributes:
        blocks: one a group.
        start: (q,) parameters to begin with.
        other_starts: where to begin if the search from there comes to nothing.
        units: (q,) what each parameter is measured in, such as the variance of a variable for its residual variance.
        names: of the parameters, for messages.
    """

    blocks: tuple[Block, ...]
    start: Floats
    other_starts: tuple[Floats, ...]
    units: Floats
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Structure:
    """A fitted structure.

    Attributes:
        theta: parameters.
        covariance: of the estimates, from expected information.
        discrepancy: minimum of the fit function; chi2 is n times this.
        implied: (mean, covariance) of each group.
    """

    theta: Floats
    covariance: Floats
    discrepancy: float
    implied: tuple[tuple[Floats, Floats], ...]


def fit_structure(
    layout: Layout, samples: Sequence[Moments], *, start: Floats | None = None, tolerance: float = 1e-13
) -> Structure:
    """Minimise the normal-theory discrepancy by Fisher scoring.

    F = sum_g n_g/N [log|Sigma| + tr(S Sigma^-1) - log|S| - p + (m - mu)' Sigma^-1 (m - mu)]; the last term only with
    means. Variances are not bounded: an improper solution shows as a negative variance (the caller flags it).

    Args:
        layout: the model, a block a group.
        samples: moments, one a group.
        start: parameters to begin with instead of the layout's, such as those of nearly the same data. Without it the
            layout's starts are tried in turn until one leads to a solution.
        tolerance: stop when the best step would lower F by less. The default is what double precision shows reliably;
            1e-9 leaves an error far below a standard error, enough for resamples.

    Raises:
        ConvergenceError: no step lowers F although its gradient is not flat, or 500 steps were not enough.
        DegenerateDataError: the information matrix is singular: the model is not identified in these data.

    Reference:
        Joreskog (1971), Psychometrika 36, 409-426; Bollen (1989), Structural Equations with Latent Variables, chapter
        4.
    """
    if start is not None:
        return _search(layout, samples, start, tolerance=tolerance)
    try:
        return _search(layout, samples, layout.start, tolerance=tolerance)
    except (ConvergenceError, DegenerateDataError) as reason:
        for begin in layout.other_starts:
            try:
                return _search(layout, samples, begin, tolerance=tolerance)
            except (ConvergenceError, DegenerateDataError):
                continue
        raise reason


def _search(layout: Layout, samples: Sequence[Moments], start: Floats, *, tolerance: float) -> Structure:
    blocks = layout.blocks
    theta = start.copy()
    total = sum(s.n for s in samples)
    value = _discrepancy(blocks, samples, theta)
    if not math.isfinite(value):
        raise ConvergenceError("the starting values do not give a positive definite covariance matrix")
    for _ in range(500):
        gradient, information = _derivatives(blocks, samples, theta)
        scale = np.sqrt(np.maximum(np.diag(information), 1e-300))
        steepest = float(np.abs(gradient / scale).max())
        if steepest < 1e-8:
            break
        step = _solve(information, -gradient, scale, ridge=0.0)
        slope = float(gradient @ step)
        if slope >= 0:
            step = _solve(information, -gradient, scale, ridge=1e-3)
            slope = float(gradient @ step)
        if -slope < tolerance:
            break
        length = 1.0
        while length > 1e-10:
            trial = _discrepancy(blocks, samples, theta + length * step)
            if trial <= value + 1e-4 * length * slope:
                break
            length /= 2
        else:
            if steepest < 1e-5:
                break
            raise ConvergenceError(f"maximum likelihood stopped with gradient {steepest:.2g}; is the model too rich?")
        theta = theta + length * step
        value = trial
        far = np.abs(theta - layout.start) / layout.units
        if far.max() > 1e6:
            raise ConvergenceError(
                f"maximum likelihood runs off to infinity ({layout.names[int(far.argmax())]}); a factor has too little "
                "to hold on to: give it more variables, or leave it out"
            )
    else:
        raise ConvergenceError(f"maximum likelihood did not converge in 500 steps (gradient {steepest:.2g})")
    _, information = _derivatives(blocks, samples, theta)
    scale = np.sqrt(np.maximum(np.diag(information), 1e-300))
    scaled = information / np.outer(scale, scale)
    values, vectors = np.linalg.eigh(scaled)
    if values[0] < 1e-9:
        share = np.abs(vectors[:, 0])
        which = [layout.names[i] for i in np.argsort(-share, kind="stable")[:4] if share[i] > 0.1]
        raise DegenerateDataError(
            f"the model is not identified in these data: {', '.join(which)} cannot be told apart; a factor needs three "
            "variables of its own, or two and another factor that it correlates with"
        )
    # The second derivative of F is twice the information per row.
    covariance: Floats = np.linalg.inv(scaled) / np.outer(scale, scale) * 2 / total
    return Structure(
        theta=theta,
        covariance=covariance,
        discrepancy=max(0.0, value),
        implied=tuple(_implied(b, theta) for b in blocks),
    )


def _solve(information: Floats, right: Floats, scale: Floats, *, ridge: float) -> Floats:
    scaled = information / (scale[:, None] * scale) + ridge * np.eye(len(scale))
    try:
        root = np.linalg.cholesky(scaled)
        sound = float(np.diag(root).min()) > 1e-4
    except np.linalg.LinAlgError:
        sound = False
    # Where parameters can hardly be told apart, the shortest of the best steps.
    step = np.linalg.solve(scaled, right / scale) if sound else np.linalg.lstsq(scaled, right / scale, rcond=1e-12)[0]
    return np.asarray(step / scale, dtype=np.float64)


def _implied(block: Block, theta: Floats) -> tuple[Floats, Floats]:
    loadings = block.loadings.at(theta)
    sigma = loadings @ block.factors.at(theta) @ loadings.T + block.residuals.at(theta)
    if block.intercepts is None or block.factor_means is None:
        return np.zeros(len(loadings)), sigma
    return block.intercepts.at(theta) + loadings @ block.factor_means.at(theta), sigma


def _discrepancy(blocks: Sequence[Block], samples: Sequence[Moments], theta: Floats) -> float:
    total = sum(s.n for s in samples)
    value = 0.0
    for block, sample in zip(blocks, samples, strict=True):
        mu, sigma = _implied(block, theta)
        try:
            root = np.linalg.cholesky(sigma)
        except np.linalg.LinAlgError:
            return math.inf
        inverse = np.linalg.inv(root)
        f = 2 * float(np.log(np.diag(root)).sum()) + float((inverse @ sample.cov * inverse).sum())
        f -= float(np.linalg.slogdet(sample.cov)[1]) + len(sigma)
        if block.intercepts is not None:
            f += float(((inverse @ (sample.mean - mu)) ** 2).sum())
        value += sample.n / total * f
    return value


def _derivatives(blocks: Sequence[Block], samples: Sequence[Moments], theta: Floats) -> tuple[Floats, Floats]:
    """Gradient of F and expected second derivatives (twice the information per row)."""
    q = len(theta)
    total = sum(s.n for s in samples)
    gradient, information = np.zeros(q), np.zeros((q, q))
    for block, sample in zip(blocks, samples, strict=True):
        mu, sigma = _implied(block, theta)
        d_sigma, d_mu = slopes(block, theta)
        precision = np.linalg.inv(sigma)
        share = sample.n / total
        gap = np.zeros(len(mu)) if block.intercepts is None else sample.mean - mu
        off = precision @ (sigma - sample.cov - np.outer(gap, gap)) @ precision
        gradient += share * (np.einsum("ij,aij->a", off, d_sigma) - 2 * d_mu @ (precision @ gap))
        half = precision @ d_sigma  # (q, p, p)
        flat, turned = half.reshape(q, -1), np.swapaxes(half, 1, 2).reshape(q, -1)
        information += share * (flat @ turned.T + 2 * d_mu @ precision @ d_mu.T)
    return gradient, information


def slopes(block: Block, theta: Floats) -> tuple[Floats, Floats]:
    """Derivatives of the implied covariances (q, p, p) and means (q, p) by every parameter."""
    q = len(theta)
    loadings = block.loadings.at(theta)
    p, m = loadings.shape
    cross = block.factors.at(theta) @ loadings.T
    kappa = np.zeros(m) if block.factor_means is None else block.factor_means.at(theta)
    d_sigma, d_mu = np.zeros((q, p, p)), np.zeros((q, p))
    # One parameter may stand in several places: `add.at` adds them all up.
    i, j = np.nonzero(block.loadings.index >= 0)
    a = block.loadings.index[i, j]
    np.add.at(d_sigma, (a, i), cross[j])
    np.add.at(np.swapaxes(d_sigma, 1, 2), (a, i), cross[j])
    np.add.at(d_mu, (a, i), kappa[j])
    i, j = np.nonzero(block.factors.index >= 0)
    np.add.at(d_sigma, block.factors.index[i, j], loadings.T[i][:, :, None] * loadings.T[j][:, None, :])
    i, j = np.nonzero(block.residuals.index >= 0)
    np.add.at(d_sigma, (block.residuals.index[i, j], i, j), 1.0)
    if block.intercepts is not None and block.factor_means is not None:
        for (i,) in np.argwhere(block.intercepts.index >= 0):
            d_mu[block.intercepts.index[i], i] += 1.0
        for (j,) in np.argwhere(block.factor_means.index >= 0):
            d_mu[block.factor_means.index[j]] += loadings[:, j]
    return d_sigma, d_mu
