"""What is read off a fitted factor model: loadings, standardised loadings, factor correlations, and their errors."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from motivelab.numerics.covariance_structure import Block, Layout, Structure

Floats: TypeAlias = NDArray[np.float64]


def loading_summary(block: Block, theta: Floats) -> Floats:
    """Raw loadings, standardised loadings, factor correlations: one vector, for the delta method and the jackknife.

    Loadings run factor by factor, variables ascending; correlations as the lower triangle of their matrix, by rows.
    What would be divided by the root of a negative variance is NaN.
    """
    loadings, phi = block.loadings.at(theta), block.factors.at(theta)
    sigma = loadings @ phi @ loadings.T + block.residuals.at(theta)
    sd, spread = (np.sqrt(np.where(np.diag(v) > 0, np.diag(v), np.nan)) for v in (phi, sigma))
    present = ((block.loadings.index >= 0) | (block.loadings.value != 0)).T
    standard = loadings * sd / spread[:, None]
    below = np.tril_indices(len(phi), -1)
    return np.concatenate([loadings.T[present], standard.T[present], (phi / np.outer(sd, sd))[below]])


def summary_errors(layout: Layout, structure: Structure) -> Floats:
    """Standard errors of the summary by the delta method, from the covariance of the parameters."""
    theta, block = structure.theta, layout.blocks[0]
    width = 1e-5 * np.maximum(np.sqrt(np.diag(structure.covariance)), 1e-8 * layout.units)
    jacobian = np.column_stack(
        [
            (loading_summary(block, theta + w * e) - loading_summary(block, theta - w * e)) / (2 * w)
            for w, e in zip(width, np.eye(len(theta)), strict=True)
        ]
    )
    variance = np.einsum("ab,bc,ac->a", jacobian, structure.covariance, jacobian)
    return np.asarray(np.sqrt(np.maximum(variance, 0.0)), dtype=np.float64)


def possible(covariances: Floats) -> bool:
    """Whether a fitted matrix could be one of covariances: no negative variance, no contradicting correlations.

    Example:
        >>> possible(np.array([[1.0, 0.9], [0.9, 1.0]])), possible(np.array([[1.0, 1.1], [1.1, 1.0]]))
        (True, False)
    """
    variance = np.diag(covariances)
    if (variance < 0).any():
        return False
    sd = np.where(variance > 0, np.sqrt(variance), 1.0)
    return bool(np.linalg.eigvalsh(covariances / np.outer(sd, sd))[0] > -1e-9)
