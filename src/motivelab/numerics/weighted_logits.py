"""The same logit refitted under many sets of row weights at once."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats: TypeAlias = NDArray[np.float64]


def weighted_logits(design: Floats, ones: Floats, row_weights: Floats, *, start: Floats) -> Floats:
    """Coefficients of each weighted fit, NaN where a fit has no maximum or does not settle.

    Args:
        design: (n, k).
        ones: (n,) of 0 and 1.
        row_weights: (n_fits, n) weights of the rows in each fit.
        start: (k,) the unweighted estimate, from which every fit starts.

    Returns:
        (n_fits, k).
    """
    out = np.full((len(row_weights), design.shape[1]), np.nan)
    products = (design[:, :, None] * design[:, None, :]).reshape(len(design), -1)
    k = design.shape[1]
    # Chunks keep the (fits x rows) working arrays in cache.
    for begin in range(0, len(row_weights), 100):
        w = row_weights[begin : begin + 100]
        b = np.tile(start, (len(w), 1))
        settled = np.zeros(len(w), dtype=bool)
        for _ in range(30):
            p = special.expit(b @ design.T)
            gradient = (w * (ones - p)) @ design
            information = ((w * p * (1 - p)) @ products).reshape(-1, k, k)
            sound = np.linalg.cond(information) < 1e12
            information[~sound] = np.eye(k)
            step = np.linalg.solve(information, gradient[:, :, None])[:, :, 0]
            step[~sound] = 0.0
            b = b + np.clip(step, -5, 5)
            settled = sound & (np.abs(step).max(axis=1) < 1e-8)
            if settled.all():
                break
        b[~settled | (np.abs(b).max(axis=1) > 50)] = np.nan
        out[begin : begin + 100] = b
    return out
