"""Ordinary least squares with everything that the published regressions print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LeastSquares:
    """A fitted regression.

    Attributes:
        names: of the coefficients.
        params: the coefficients; with a deficient design those of least norm.
        se: their standard errors; t: their t values; p: two-sided.
        r2: explained variance; r2_adj: adjusted.
        f: the overall F, the intercept apart; f_p: its p; df_model, df_resid: its degrees of freedom.
        f_all: F of all coefficients being 0, the intercept included; f_all_p, f_all_df: its p, its first df.
        n: rows; condition: ratio of the largest to the smallest singular value of the design.
    """

    names: tuple[str, ...]
    params: Floats
    se: Floats
    t: Floats
    p: Floats
    r2: float
    r2_adj: float
    f: float
    f_p: float
    df_model: float
    df_resid: float
    f_all: float
    f_all_p: float
    f_all_df: float
    n: int
    condition: float


def least_squares(y: Floats, x: Floats, names: tuple[str, ...]) -> LeastSquares | None:
    """Fit y on x (a constant is added in front unless x has one), or None with no residual degree of freedom.

    Args:
        y: (n,).
        x: (n, k), without the constant.
        names: of its columns.
    """
    constant = (np.ptp(x, axis=0) == 0) & (x != 0).all(axis=0) if len(x) else np.zeros(x.shape[1], dtype=np.bool_)
    if not constant.any():
        x, names = np.column_stack([np.ones(len(x)), x]), ("const", *names)
    n = len(y)
    rank = int(np.linalg.matrix_rank(x)) if n else 0
    df_resid = n - rank
    if df_resid < 1 or np.ptp(y) == 0:
        return None
    inverse = np.linalg.pinv(x, rcond=1e-15)
    params = inverse @ y
    residual = y - x @ params
    sse = float(residual @ residual)
    centred = float(((y - y.mean()) ** 2).sum())
    cov = sse / df_resid * (inverse @ inverse.T)
    se = np.sqrt(np.diag(cov))
    singular = np.linalg.svd(x, compute_uv=False)
    df_model = rank - 1
    r2 = 1 - sse / centred
    q = float(np.linalg.matrix_rank(cov))
    with np.errstate(divide="ignore", invalid="ignore"):
        t = params / se
        f = (centred - sse) / df_model / (sse / df_resid) if df_model else float("nan")
        f_all = float(params @ np.linalg.pinv(cov) @ params) / q
        condition = float(singular[0] / singular[-1])
    return LeastSquares(
        names=names,
        params=params,
        se=se,
        t=t,
        p=2 * special.stdtr(df_resid, -np.abs(t)),
        r2=r2,
        r2_adj=1 - (n - 1) / df_resid * (1 - r2),
        f=f,
        f_p=float(special.fdtrc(df_model, df_resid, f)) if df_model else float("nan"),
        df_model=float(df_model),
        df_resid=float(df_resid),
        f_all=f_all,
        f_all_p=float(special.fdtrc(q, df_resid, f_all)),
        f_all_df=q,
        n=n,
        condition=condition,
    )
