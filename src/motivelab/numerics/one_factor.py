"""One common factor by maximum likelihood, for many covariance matrices at once."""

from __future__ import annotations

import math
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]


def one_factor(covariances: Floats, *, loadings: Floats, uniquenesses: Floats) -> tuple[Floats, Floats]:
    """Fisher scoring from a common start: for resamples, which lie close to the data's own solution.

    With P the inverse of Sigma = l l' + Psi the expected information is 2((l'Pl) P_ij + (Pl)_i (Pl)_j) for two
    loadings, 2 P_ij (Pl)_j for a loading and a variance, P_ij^2 for two variances. Uniquenesses stay at or above .005
    of the variance.

    Args:
        covariances: (b, p, p).
        loadings: (p,) start.
        uniquenesses: (p,) start.

    Returns:
        Loadings and uniquenesses, (b, p) each; NaN where 200 steps do not settle or a matrix is not positive definite.

    Reference:
        Joreskog (1967), Psychometrika 32, 443-482.
    """
    b, p = covariances.shape[:2]
    lowest = 0.005 * np.diagonal(covariances, axis1=1, axis2=2)
    good = np.asarray(np.isfinite(covariances).all(axis=(1, 2)))
    s = np.where(good[:, None, None], covariances, np.eye(p))
    lam, psi = (
        np.tile(loadings, (b, 1)),
        np.maximum(np.tile(uniquenesses, (b, 1)), np.where(good[:, None], lowest, 0.1)),
    )
    settled = np.zeros(b, dtype=bool)
    for _ in range(200):
        precision = np.linalg.inv(lam[:, :, None] * lam[:, None, :] + psi[:, :, None] * np.eye(p))
        pl = np.einsum("bij,bj->bi", precision, lam)
        off = precision @ s @ precision - precision
        gradient = np.concatenate([2 * np.einsum("bij,bj->bi", off, lam), np.diagonal(off, axis1=1, axis2=2)], axis=1)
        cross = 2 * precision * pl[:, None, :]
        top = 2 * (np.einsum("bi,bi->b", lam, pl)[:, None, None] * precision + pl[:, :, None] * pl[:, None, :])
        information = np.concatenate(
            [np.concatenate([top, cross], axis=2), np.concatenate([np.swapaxes(cross, 1, 2), precision**2], axis=2)],
            axis=1,
        )
        # A variance at its bound that the gradient pushes outward is held there.
        held = np.concatenate(
            [np.zeros((b, p), dtype=bool), (psi <= lowest * (1 + 1e-9)) & (gradient[:, p:] < 0)], axis=1
        )
        gradient = np.where(held, 0.0, gradient)
        information = np.where(held[:, :, None] | held[:, None, :], np.eye(2 * p), information)
        step = np.linalg.solve(information + 1e-12 * np.eye(2 * p), gradient[:, :, None])[:, :, 0]
        lam = lam + step[:, :p]
        psi = np.maximum(psi + step[:, p:], lowest)
        settled = np.abs(step[:, :p]).max(axis=1) < 1e-9 * np.maximum(1.0, np.abs(lam).max(axis=1))
        if settled[good].all():
            break
    usable = (settled & good)[:, None]
    return np.where(usable, lam, math.nan), np.where(usable, psi, math.nan)
