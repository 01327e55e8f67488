"""Means and covariances of a group, as maximum likelihood takes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from motivelab.errors import DegenerateDataError

Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Moments:
    """A group's rows, means and covariances with divisor n (maximum likelihood's)."""

    n: int
    mean: Floats
    cov: Floats


def sample_moments(rows: Floats, *, names: Sequence[str] = (), where: str = "") -> Moments:
    """Moments of complete rows (n, p).

    Args:
        rows: (n, p) without missing cells.
        names: of the variables, for messages; their numbers where none are given.
        where: the group, for messages, such as `group 'b': `.

    Raises:
        DegenerateDataError: no more rows than variables, a variable without variance, or a singular covariance matrix.
    """
    n, p = rows.shape
    if n <= p:
        raise DegenerateDataError(f"{where}{n} complete rows for {p} variables; more rows than variables are needed")
    cov = np.atleast_2d(np.cov(rows, rowvar=False, ddof=0))
    mean = rows.mean(axis=0)
    flat = np.sqrt(np.diag(cov)) <= 1e-12 * np.abs(mean)
    if flat.any():
        j = int(np.argmax(flat))
        raise DegenerateDataError(f"{where}{names[j] if names else f'variable {j}'} has no variance; leave it out")
    return moments(n, mean, np.asarray(cov, dtype=np.float64), where=where)


def moments(n: int, mean: Floats, cov: Floats, *, where: str = "") -> Moments:
    """The same from a mean and a covariance matrix of divisor n.

    Raises:
        DegenerateDataError: a singular covariance matrix, or variances that overflow or vanish when squared.
    """
    sd = np.sqrt(np.diag(cov))
    if sd.max() > 1e60 or sd.min() < 1e-60:
        raise DegenerateDataError(
            f"{where}standard deviations run from {sd.min():.3g} to {sd.max():.3g}, too far for a computer; rescale"
        )
    if np.linalg.eigvalsh(cov / np.outer(sd, sd))[0] < 1e-10:
        raise DegenerateDataError(f"{where}the covariance matrix is singular: a variable is a sum of others")
    return Moments(n=n, mean=mean, cov=cov)
