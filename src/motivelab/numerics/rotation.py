"""Rotate loadings to simple structure: varimax with Kaiser's normalisation, and oblimin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from motivelab.errors import ConvergenceError

Floats: TypeAlias = NDArray[np.float64]

# A criterion can have several optima. Besides the unrotated position this many random ones are tried, always the same.
OTHER_STARTS = 8
# Rows of loadings shorter than this hold nothing but rounding; Kaiser's normalisation leaves them as they are.
NO_LOADING = 1e-7


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rotation:
    """Rotated loadings L and the factor correlations, with L Phi L' unchanged.

    Attributes:
        loadings: (p, m) pattern; factors in order of the variance they explain, each with a positive column sum.
        correlation: (m, m) of the factors; the identity for an orthogonal rotation.
        transform: (m, m) T with loadings = A inv(T)' and correlation = T'T.
        several_optima: whether other starts ended in a poorer optimum of the criterion.
    """

    loadings: Floats
    correlation: Floats
    transform: Floats
    several_optima: bool = False


def unrotated(loadings: Floats) -> Rotation:
    """No rotation, in the same record."""
    m = loadings.shape[1]
    return Rotation(loadings=loadings, correlation=np.eye(m), transform=np.eye(m))


def varimax(loadings: Floats, *, normalise: bool = True) -> Rotation:
    """Maximise the variance of squared loadings within factors, by exact plane rotations to full convergence.

    R's `varimax` stops while steps still move the fifth decimal; here sweeps go on until no angle exceeds 1e-10. It
    starts from the unrotated position and from eight others, and the highest criterion is kept.

    Args:
        loadings: (p, m) unrotated.
        normalise: Kaiser's: rows are brought to length 1 for the rotation, so that weak variables count as much as
            strong ones; a row without loadings stays one.

    Raises:
        ConvergenceError: after 1,000 sweeps angles still move.

    Example:
        >>> a = np.array([[0.6, 0.6], [0.5, 0.5], [0.6, -0.6], [0.5, -0.5]])
        >>> abs(varimax(a).loadings).round(3).tolist()
        [[0.849, 0.0], [0.707, 0.0], [0.0, 0.849], [0.0, 0.707]]

    Reference:
        Kaiser (1958), Psychometrika 23, 187-200.
    """
    m = loadings.shape[1]
    if m < 2:
        return _ordered(loadings, np.eye(m))
    x = _rows_of_length_1(loadings) if normalise else loadings
    near = [_sweeps(x, begin, tolerance=1e-4) for begin in (np.eye(m), *_other_starts(m))]
    criteria = [float(((x @ transform) ** 2).var(axis=0).sum()) for transform in near]
    start = next(t for t, c in zip(near, criteria, strict=True) if c >= max(criteria) - 1e-6)
    return _ordered(
        loadings, _sweeps(x, start, tolerance=1e-10), several_optima=min(criteria) < max(criteria) * (1 - 1e-3)
    )


def _rows_of_length_1(loadings: Floats) -> Floats:
    length = np.sqrt((loadings**2).sum(axis=1))
    scaled: Floats = loadings / np.where(length > NO_LOADING, length, 1.0)[:, None]
    return scaled


def _other_starts(m: int) -> list[Floats]:
    """Random orthogonal positions, the same at every call."""
    rng = np.random.default_rng(0)
    return [np.linalg.qr(rng.normal(size=(m, m)))[0] for _ in range(OTHER_STARTS)]


def _sweeps(loadings: Floats, start: Floats, *, tolerance: float) -> Floats:
    """Turn pairs of factors until none turns by more than the tolerance: the transform."""
    x = loadings @ start
    p, m = x.shape
    transform = start.copy()
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
        if largest < tolerance:
            return transform
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

    Minimises the sum over pairs of factors of cov(squared loadings) (quartimin at gamma 0, psych's default). The
    criterion can have several minima, above all where factors are too many: the lowest found from the unrotated
    position, from varimax and from eight others is kept. psych starts from the unrotated position alone.

    Args:
        loadings: (p, m) unrotated.
        gamma: 0 is quartimin; larger lets factors correlate more.
        normalise: Kaiser's row normalisation (psych does without it).
        start: (m, m) transform to begin with, such as that of nearly the same loadings; None tries all of them.
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
    a = _rows_of_length_1(loadings) if normalise else loadings
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

    if start is None:
        begins = [np.eye(m), _sweeps(_rows_of_length_1(loadings), np.eye(m), tolerance=1e-4), *_other_starts(m)]
        near = [_descend(criterion, begin, tolerance=max(1e-4, tolerance)) for begin in begins]
        lowest = min(value for _, value, _ in near)
        several = any(value > lowest + 1e-3 * abs(lowest) + 1e-5 for _, value, _ in near)
        start = next(transform for transform, value, _ in near if value <= lowest + 1e-7)
    else:
        several = False
    transform, _, slope = _descend(criterion, start, tolerance=tolerance)
    if slope > 1e-5:  # where double precision shows no lower value above the tolerance, this is still where R stops
        raise ConvergenceError(f"oblimin of {m} factors did not converge (gradient {slope:.2g}); use fewer factors")
    return _ordered(loadings, transform, several_optima=several)


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


def _ordered(loadings: Floats, transform: Floats, *, several_optima: bool = False) -> Rotation:
    """Sort factors by explained variance and turn them to positive column sums."""
    rotated = loadings @ np.linalg.inv(transform).T
    phi = transform.T @ transform
    order = np.argsort(-np.diag(phi @ rotated.T @ rotated), kind="stable")
    sign = np.where(rotated[:, order].sum(axis=0) < 0, -1.0, 1.0)
    moved = transform[:, order] * sign
    return Rotation(
        loadings=rotated[:, order] * sign,
        correlation=moved.T @ moved,
        transform=moved,
        several_optima=several_optima,
    )
