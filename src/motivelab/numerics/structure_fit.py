"""How well a fitted structure reproduces means and covariances, in the conventions of lavaan."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from motivelab.numerics.covariance_structure import Structure
from motivelab.numerics.noncentral_chi_squared import noncentrality
from motivelab.numerics.sample_moments import Moments


@dataclass(frozen=True, slots=True, kw_only=True)
class StructureFit:
    """Indices of fit.

    Attributes:
        n: rows over all groups.
        chi2: likelihood ratio against the saturated model.
        df: its degrees of freedom.
        p: its upper tail; None without degrees of freedom.
        cfi: comparative fit index, from 0 to 1.
        tli: Tucker-Lewis index; NaN without degrees of freedom.
        rmsea: root mean square error of approximation.
        rmsea_low: lower end of its 90% interval.
        rmsea_high: upper end.
        srmr: standardised root mean square residual (means included where modelled).
        log_likelihood: of the model.
        aic: -2 log L + 2 q.
        bic: -2 log L + q log n.
        parameters: q, free ones.
    """

    n: int
    chi2: float
    df: int
    p: float | None
    cfi: float
    tli: float
    rmsea: float
    rmsea_low: float
    rmsea_high: float
    srmr: float
    log_likelihood: float
    aic: float
    bic: float
    parameters: int


def structure_fit(structure: Structure, samples: Sequence[Moments], *, means: bool) -> StructureFit:
    """Fit indices of a structure against these samples.

    chi2 = N F with covariances of divisor n; the baseline has free variances (and means) and no covariances; rmsea =
    sqrt(groups) sqrt(max(0, chi2 - df)/(N df)); srmr averages squared residuals over sqrt(s_ii s_jj), the diagonal (and
    means) included, group by group.

    Reference:
        Bentler (1990), Psychological Bulletin 107, 238-246; Steiger (1990), Multivariate Behavioral Research 25,
        173-180.
    """
    n = sum(s.n for s in samples)
    q = len(structure.theta)
    p = len(samples[0].mean)
    groups = len(samples)
    df = groups * (p * (p + 1) // 2 + (p if means else 0)) - q
    chi2 = n * structure.discrepancy
    base_df = groups * p * (p - 1) // 2
    base = 0.0
    log_likelihood = 0.0
    srmr = 0.0
    for sample, (mu, sigma) in zip(samples, structure.implied, strict=True):
        variance = np.diag(sample.cov)
        base += sample.n * float(np.log(variance).sum() - np.linalg.slogdet(sample.cov)[1])
        gap = sample.mean - mu if means else np.zeros(p)
        inner = float(np.linalg.slogdet(sigma)[1]) + float(np.trace(np.linalg.solve(sigma, sample.cov)))
        inner += float(gap @ np.linalg.solve(sigma, gap)) + p * math.log(2 * math.pi)
        log_likelihood -= sample.n / 2 * inner
        residual = ((sample.cov - sigma) / np.sqrt(np.outer(variance, variance)))[np.tril_indices(p)]
        squares, count = float((residual**2).sum()), len(residual)
        if means:
            squares, count = squares + float((gap**2 / variance).sum()), count + p
        srmr += sample.n / n * math.sqrt(squares / count)
    excess, base_excess = max(0.0, chi2 - df), max(0.0, base - base_df)
    worst = max(excess, base_excess)
    rmsea, low, high, tli = 0.0, 0.0, 0.0, math.nan
    if df > 0:
        size = math.sqrt(groups / (n * df))
        rmsea = math.sqrt(excess) * size
        low, high = (math.sqrt(noncentrality(chi2, df=df, quantile=t)) * size for t in (0.95, 0.05))
        if base / base_df != 1:
            tli = (base / base_df - chi2 / df) / (base / base_df - 1)
    return StructureFit(
        n=n,
        chi2=chi2,
        df=df,
        p=float(stats.chi2.sf(chi2, df)) if df > 0 else None,
        cfi=1 - excess / worst if worst > 0 else 1.0,
        tli=tli,
        rmsea=rmsea,
        rmsea_low=low,
        rmsea_high=max(high, rmsea),
        srmr=srmr,
        log_likelihood=log_likelihood,
        aic=-2 * log_likelihood + 2 * q,
        bic=-2 * log_likelihood + q * math.log(n),
        parameters=q,
    )
