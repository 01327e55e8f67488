"""Varimax with the start and the early stop of the library that the published computation used."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]


def early_varimax(loadings: Floats, *, tolerance: float = 1e-5, limit: int = 500) -> Floats:
    """Rows brought to unit length (Kaiser), rotated from the identity, brought back.

    Stops as soon as the sum of singular values grows by less than the factor 1 + tolerance, which is well before the
    optimum: on correlated facets loadings differ from converged ones by some thousandths.

    Args:
        loadings: (items, components).
        tolerance: relative growth below which it stops.
        limit: most iterations.

    Reference:
        Kaiser (1958); the iteration by singular values is the one described for R's varimax.
    """
    if loadings.shape[1] < 2:
        return loadings.copy()
    length = np.sqrt((loadings**2).sum(axis=1, keepdims=True))
    x = loadings / length
    rotation, reached = np.eye(x.shape[1]), 0.0
    for _ in range(limit):
        turned = x @ rotation
        gradient = x.T @ (turned**3 - turned * (turned**2).sum(axis=0) / len(x))
        u, s, v = np.linalg.svd(gradient)
        rotation, before, reached = u @ v, reached, float(s.sum())
        if reached < before * (1 + tolerance):
            break
    return np.asarray(x @ rotation * length, dtype=np.float64)
