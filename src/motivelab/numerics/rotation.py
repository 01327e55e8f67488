"""Rotate loadings to simple structure: varimax with Kaiser's normalisation, and oblimin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from motivelab.errors import ConvergenceError

Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rotation:
    """Rotated loadings L and the factor correlations, with L Phi L' unchanged.

    Attributes:
        loadings: (p, m) pattern; factors in order of the variance they explain, each with a positive column sum.
        correlation: (m, m) of the factors; the identity for an orthogonal rotation.
        transform: (m, m) T with loadings = A inv(T)' and correlation = T'T.
    """

    loadings: Floats
    correlation: Floats
    transform: Floats


def unrotated(loadings: Floats) -> Rotation:
    """No rotation, in the same record."""
    m = loadings.shape[1]
    return Rotation(loadings=loadings, correlation=np.eye(m), transform=np.eye(m))


def varimax(loadings: Floats, *, normalise: bool = True) -> Rotation:
    """Maximise the variance of squared loadings within factors, by exact plane rotations to full convergence.

    R's `varimax` stops while steps still move the fifth decimal; here sweeps go on until no angle exceeds 1e-10.

    Args:
        loadings: (p, m) unrotated.
        normalise: Kaiser's: rows are brought to length 1 for the rotation, so that weak variables count as much as
            strong ones.

    Raises:
        ConvergenceError: after 1,000 sweeps angles still move.

    Example:
        >>> a = np.array([[0.6, 0.6], [0.5, 0.5], [0.6, -0.6], [0.5, -0.5]])
        >>> abs(varimax(a).loadings).round(3).tolist()
        [[0.849, 0.0], [0.707, 0.0], [0.0, 0.849], [0.0, 0.707]]

    Reference:
        Kaiser (1958), Psychometrika 23, 187-200.
    """
    p, m = loadings.shape
    if m < 2:
        return _ordered(loadings, np.eye(m))
    length = np.sqrt((loadings**2).sum(axis=1)) if normalise else np.ones(p)
    x = loadings / np.where(length > 0, length, 1.0)[:, None]
    transform = np.eye(m)
    for _ in range(1000):
        largest = 0.0
        for i in range(m):
            for j in range(i + 1, m):
                u = x[:, i] ** 2 - x[:, j] ** 2
                v = 2 * x[:, i] * x[:, j]
                top = 2 * float(u @ v) - 2 * float(u.sum() * v.sum()) / p
                bottom = float(u @ u - v @ v) - float(u.sum() ** 2 - v.sum() ** 2) / p
                angle = 0.25 * float(np.arctan2(top, bottom))
                if abs(angle) < 1e-12 or np.hypot(top, bottom) < 1e-14 * p:
                    continue
                largest = max(largest, abs(angle))
                c, s = np.cos(angle), np.sin(angle)
                turn = np.array([[c, -s], [s, c]])
                x[:, [i, j]] = x[:, [i, j]] @ turn
                transform[:, [i, j]] = transform[:, [i, j]] @ turn
        if largest < 1e-10:
            return _ordered(loadings, transform)
    raise ConvergenceError(f"varimax of {m} factors still turns by {largest:.2g} after 1000 sweeps; use fewer factors")


def oblimin(
    loadings: Floats,
    *,
    gamma: float = 0.0,
    normalise: bool = False,
    start: Floats | None = None,
    tolerance: float = 1e-8,
) -> Rotation:
    """Let factors correlate so that each variable loads on few: direct oblimin by gradient projection.

    Minimises the sum over pairs of factors of cov(squared loadings) (quartimin at gamma 0, psych's default).

    Args:
        loadings: (p, m) unrotated.
        gamma: 0 is quartimin; larger lets factors correlate more.
        normalise: Kaiser's row normalisation (psych does without it).
        start: (m, m) transform to begin with, such as that of nearly the same loadings; None tries two.
        tolerance: size of the projected gradient at which to stop; 1e-5 is enough for resamples.

    Raises:
        ConvergenceError: the projected gradient does not vanish.

    Example:
        >>> a = np.array([[0.6, 0.6], [0.5, 0.5], [0.6, -0.6], [0.5, -0.5]])
        >>> oblimin(a).correlation.round(6).tolist()
        [[1.0, 0.0], [0.0, 1.0]]

    Reference:
        Jennrich (2002), Psychometrika 67, 7-19; Bernaards and Jennrich (2005), Educational and Psychological
        Measurement 65, 676-696.
    """
    p, m = loadings.shape
    if m < 2:
        return _ordered(loadings, np.eye(m))
    length = np.sqrt((loadings**2).sum(axis=1)) if normalise else np.ones(p)
    a = loadings / np.where(length > 0, length, 1.0)[:, None]
    others = np.ones((m, m)) - np.eye(m)

    def criterion(transform: Floats) -> tuple[float, Floats]:
        # A step may not make two factors one: the criterion has no meaning there.
        if abs(float(np.linalg.det(transform))) < 1e-6:
            return np.inf, transform
        inverse = np.linalg.inv(transform)
        rotated = a @ inverse.T
        square = rotated**2
        cross = (square - gamma * square.sum(axis=0) / p) @ others
        return float((square * cross).sum()) / 4, -(rotated.T @ (rotated * cross) @ inverse).T

    # The varimax position is a good start; from the unrotated one the search can end in a poorer local minimum.
    best: Floats | None = None
    lowest = np.inf
    starts = (np.eye(m), varimax(loadings, normalise=True).transform) if start is None else (start,)
    for begin in starts:
        transform, value, slope = _descend(criterion, begin, tolerance=tolerance)
        if slope < max(1e-6, 2 * tolerance) and value < lowest - 1e-9:
            best, lowest = transform, value
    if best is None:
        raise ConvergenceError(f"oblimin of {m} factors did not converge (gradient {slope:.2g}); use fewer factors")
    return _ordered(loadings, best)


def _descend(
    criterion: Callable[[Floats], tuple[float, Floats]], start: Floats, *, tolerance: float
) -> tuple[Floats, float, float]:
    """Gradient projection on matrices with columns of length 1: transform, criterion, projected gradient's size."""
    transform = start
    step = 1.0
    value, full = criterion(transform)
    slope = np.inf
    for _ in range(5000):
        projected = full - transform * (transform * full).sum(axis=0)
        slope = float(np.sqrt((projected**2).sum()))
        if slope < tolerance:
            break
        step *= 2
        for _ in range(40):
            moved = transform - step * projected
            moved = moved / np.sqrt((moved**2).sum(axis=0))
            trial, trial_full = criterion(moved)
            if trial < value - 0.5 * slope**2 * step:
                break
            step /= 2
        else:
            break  # no lower value in double precision; the caller looks at the slope
        transform, value, full = moved, trial, trial_full
    return transform, value, slope


def _ordered(loadings: Floats, transform: Floats) -> Rotation:
    """Sort factors by explained variance and turn them to positive column sums."""
    rotated = loadings @ np.linalg.inv(transform).T
    phi = transform.T @ transform
    order = np.argsort(-np.diag(phi @ rotated.T @ rotated), kind="stable")
    sign = np.where(rotated[:, order].sum(axis=0) < 0, -1.0, 1.0)
    moved = transform[:, order] * sign
    return Rotation(loadings=rotated[:, order] * sign, correlation=moved.T @ moved, transform=moved)
