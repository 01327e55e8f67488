"""Restricted likelihood of condition effects once every unit's own level is taken out.

What does not change within a unit (one respondent at one task) says nothing about conditions in a complete design, so
the levels of families, tasks, respondents and of both together need not be fitted: scores are centred within units.
What is left are the conditions and what varies with them: families, respondents and wordings. Families are many, but a
unit belongs to one family, so that their cross-products fall into one small block a family.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from motivelab.errors import DegenerateDataError

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AbsorbedFit:
    """The profiled likelihood at given variances.

    Attributes:
        deviance: minus twice the log restricted likelihood.
        effects: (n_conditions - 1,) of the conditions after the first.
        covariance: of the effects.
        sigma: residual standard deviation.
    """

    deviance: float
    effects: Floats
    covariance: Floats
    sigma: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AbsorbedDesign:
    """Cross-products of the centred columns; the data are not needed any more.

    Attributes:
        roots: (n_families * n_conditions,) eigenvalues of the families' blocks.
        rotated: (n_families * n_conditions, q) products of family-by-condition columns with the rest, in the blocks'
            eigenvectors.
        rest: (q, q) of the rest: other random columns term by term, then conditions, then the outcome.
        widths: columns of each other random term.
        n_effects: conditions less one.
        df: rows less units less effects.
    """

    roots: Floats
    rotated: Floats
    rest: Floats
    widths: tuple[int, ...]
    n_effects: int
    df: int

    def fit(self, ratios: Floats) -> AbsorbedFit:
        """Fit at variances given as ratios to the residual variance.

        Args:
            ratios: (1 + number of other terms,) families first; not negative.

        Raises:
            DegenerateDataError: nothing is left to fit, or the conditions cannot be told apart.
        """
        weighted = self.rotated * np.sqrt(ratios[0] / (1 + ratios[0] * self.roots))[:, None]
        k = self.rest - weighted.T @ weighted
        log_det = float(np.log1p(ratios[0] * self.roots).sum())
        random = sum(self.widths)
        scale = np.sqrt(np.repeat(ratios[1:], self.widths))
        if random:
            block = np.eye(random) + scale[:, None] * k[:random, :random] * scale
            across = scale[:, None] * k[:random, random:]
            k = k[random:, random:] - across.T @ np.linalg.solve(block, across)
            log_det += float(np.linalg.slogdet(block)[1])
        p = self.n_effects
        sign, log_fixed = np.linalg.slogdet(k[:p, :p])
        if sign <= 0 or not math.isfinite(log_fixed):
            raise DegenerateDataError("the conditions cannot be told apart within units")
        inverse = np.linalg.inv(k[:p, :p])
        effects = inverse @ k[:p, p]
        squares = float(k[p, p] - k[:p, p] @ effects)
        if squares <= 1e-10 * float(self.rest[-1, -1]):
            raise DegenerateDataError("scores do not vary within units beyond what conditions explain")
        sigma = math.sqrt(squares / self.df)
        deviance = log_det + float(log_fixed) + self.df * (1 + math.log(2 * math.pi * sigma**2))
        return AbsorbedFit(deviance=deviance, effects=effects, covariance=inverse * sigma**2, sigma=sigma)


def absorbed_design(
    outcome: Floats,
    *,
    units: Integers,
    conditions: Integers,
    families: Integers,
    others: tuple[Integers, ...],
) -> AbsorbedDesign:
    """Centre within units and take cross-products.

    Args:
        outcome: (n,) scores, complete.
        units: (n,) what is centred: a respondent at a task. Codes are 0, 1, ... without gaps, here and below.
        conditions: (n,) the first is the one that others are compared with.
        families: (n,) family of each unit.
        others: further random terms, by the level of each row.

    Raises:
        DegenerateDataError: no more rows than units and conditions.
    """
    n, n_conditions, n_families = len(outcome), int(conditions.max()) + 1, int(families.max()) + 1
    df = n - (int(units.max()) + 1) - (n_conditions - 1)
    if df < 1:
        raise DegenerateDataError(f"{n} rows of {int(units.max()) + 1} units; conditions need units that saw several")
    in_unit = _indicator(units)
    by_family = _indicator(families * n_conditions + conditions, width=n_families * n_conditions)
    random = [_indicator(levels) for levels in others]
    fixed = _indicator(conditions, width=n_conditions)[:, 1:]
    centred = outcome - outcome.mean()  # large means would cancel in sums of squares
    rest = sparse.hstack([*random, fixed, sparse.csr_array(centred[:, None])], format="csr")
    share = sparse.diags_array(1.0 / np.bincount(units))

    def cross(a: sparse.csr_array, b: sparse.csr_array) -> sparse.coo_array:
        return sparse.coo_array(a.T @ b - (a.T @ in_unit) @ share @ (in_unit.T @ b))

    blocks = cross(by_family, by_family)
    row, column = blocks.coords
    inside = np.zeros((n_families, n_conditions, n_conditions))
    np.add.at(inside, (row // n_conditions, row % n_conditions, column % n_conditions), blocks.data)
    roots, vectors = np.linalg.eigh(inside)
    with_rest = cross(by_family, rest).toarray().reshape(n_families, n_conditions, -1)
    return AbsorbedDesign(
        roots=np.maximum(roots, 0.0).ravel(),
        rotated=(vectors.transpose(0, 2, 1) @ with_rest).reshape(n_families * n_conditions, -1),
        rest=cross(rest, rest).toarray(),
        widths=tuple(int(levels.max()) + 1 for levels in others),
        n_effects=n_conditions - 1,
        df=df,
    )


def _indicator(codes: Integers, *, width: int | None = None) -> sparse.csr_array:
    n = len(codes)
    return sparse.csr_array(
        (np.ones(n), (np.arange(n), codes)), shape=(n, int(codes.max()) + 1 if width is None else width)
    )
