"""Scores explained by conditions while families, tasks and respondents each bring their own level."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from motivelab.errors import DegenerateDataError, choices
from motivelab.numerics.formula_frame import formula_frame
from motivelab.numerics.mixed_deviations import correlations, deviations
from motivelab.numerics.mixed_fit import MixedFit, mixed_fit
from motivelab.numerics.mixed_terms import singular
from motivelab.numerics.satterthwaite import VarianceUncertainty, satterthwaite_df, satterthwaite_f
from motivelab.numerics.student_t import t_interval
from motivelab.schema.estimate import Estimate

Floats: TypeAlias = NDArray[np.float64]
MixedFamily: TypeAlias = Literal["gaussian", "binomial"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MixedModel:
    """A fitted mixed model.

    Attributes:
        fixed: by coefficient name, Estimate `slope` (or `log_odds`).
        deviations: standard deviation of each random term, by group (`family`, `family:condition`, `group[x]` for a
            random slope), and `residual`; Estimate `sd`.
        correlations: of random effects that may correlate, `family[intercept, x]`; Estimate `correlation` without
            interval, NaN (flag `boundary`) where a variance is 0.
        covariance: of the fixed effects, in the order of `fixed`.
        log_likelihood: restricted for REML, Laplace's for `binomial`.
        groups: number of levels of each grouping.
        singular: whether a variance was estimated as 0 or a correlation as 1 (usual with few respondents).
        n: rows used.
        uncertainty: what Satterthwaite degrees of freedom are computed from; None for `binomial`.
    """

    fixed: Mapping[str, Estimate]
    deviations: Mapping[str, Estimate]
    correlations: Mapping[str, Estimate]
    covariance: Floats
    log_likelihood: float
    groups: Mapping[str, int]
    singular: bool
    n: int
    uncertainty: VarianceUncertainty | None

    def contrast(self, weights: Mapping[str, float], *, level: float = 0.95) -> Estimate:
        """Weighted sum of fixed effects with its own Satterthwaite df (R: `lmerTest::contest1D`).

        Raises:
            DegenerateDataError: an unknown coefficient.
        """
        names = list(self.fixed)
        for name in weights:
            if name not in names:
                raise DegenerateDataError(f"contrast names {name!r}; {choices(name, names)}")
        c = np.array([weights.get(name, 0.0) for name in names])
        first = self.fixed[names[0]]
        value = float(c @ np.array([e.value for e in self.fixed.values()]))
        return _fixed(value, c, self.covariance, self.uncertainty, like=first, level=level, statistic="contrast")

    def joint_test(self, names: list[str]) -> Estimate:
        """F test that several fixed effects are all 0 (R: `lmerTest::contestMD`); `value` is F, `p` its p value.

        Raises:
            DegenerateDataError: a logistic model, no name, or an unknown one.
        """
        known = list(self.fixed)
        if self.uncertainty is None or not names or any(name not in known for name in names):
            raise DegenerateDataError(f"joint_test of {names!r} needs a gaussian model and coefficients of {known!r}")
        rows = np.array([[float(k == name) for k in known] for name in names])
        b = np.array([e.value for e in self.fixed.values()])
        f, denominator = satterthwaite_f(rows, b, self.covariance, self.uncertainty)
        q = len(names)
        p = float(special.fdtrc(q, denominator, f))
        words = f"F({q}, {denominator:.4g}), Satterthwaite"
        return replace(
            self.fixed[names[0]],
            statistic="f",
            value=f,
            low=None,
            high=None,
            se=None,
            df=denominator,
            p=p,
            method=words,
        )


def mixed_model(
    data: Mapping[str, ArrayLike],
    *,
    formula: str,
    family: MixedFamily = "gaussian",
    reml: bool = True,
    reference: Mapping[str, str] | None = None,
    level: float = 0.95,
) -> MixedModel:
    """Linear (REML or ML) or logistic mixed model by an lme4-like formula.

    Formula: y = X b + Z u + e, u normal with a variance for each random term. `(1|family/task)` nests, `(1|model) +
    (1|task)` crosses, `(1|family:condition)` lets families differ in their response, `(x|family)` in their slope of x
    (`||`: uncorrelated). `a * x` is `a + x + a:x`; `I(x**2)` a power; `0 +` leaves out the intercept. Linear: t on
    Satterthwaite df. Logistic: Laplace approximation, normal intervals, errors by the curvature of the likelihood in
    all parameters, as lme4 prints them (given the variances, R's `vcov(fit, use.hessian = FALSE)`, where one lies at
    its bound and there is no such curvature).

    When to use: one effect across respondents. Give every random sample that a condition varies over its own term:
    without `(1|model:condition)` the error of a condition can be an order of magnitude too small. With five respondents
    their variances rest on four df; show the t on respondent means beside it.

    Edge conventions: a text column is a factor with levels in sorted order (a pandas categorical in its own), the first
    (or `reference`) being the one compared with; coefficients are named `condition[money]`. Rows with a missing cell
    are left out (flag `missing`). A variance of 0 is reported as such (flags `singular`; `boundary` on its deviation,
    which then has no interval). Functions and factors made in the formula, and interactions without what they are
    marginal to, are refused with what to write instead.

    Args:
        data: columns by name, or a pandas or polars frame; numbers, or text for factors and groups.
        formula: for instance `score ~ condition + (1|family/task) + (1|model)`.
        family: `gaussian` or `binomial` (outcome 0/1).
        reml: restricted likelihood (else ML); ignored for `binomial`.
        reference: level to compare with, by factor.
        level: nominal coverage.

    Returns:
        MixedModel. Flags: `missing`, `singular`, `few_levels` (a grouping with fewer than ten levels; for `binomial`
        fewer than fifty, where normal intervals of what varies between its levels are short; for a standard deviation
        fewer than thirty, where its interval is rough), `few_df` (below 4).

    Raises:
        DegenerateDataError: a formula that is not understood, an unknown column, no random term, an outcome that does
            not vary or that its groups explain to the last digit, columns that repeat others, groupings that the data
            do not tell apart, one with a single level or as many levels as rows; outcomes other than 0 and 1, or
            separated ones, for `binomial`.
        ConvergenceError: no optimum found.

    Example:
        >>> rng = np.random.default_rng(1)
        >>> g = np.repeat(np.arange(30), 8)
        >>> c = np.tile(["money", "none"], 120)
        >>> y = 60 + rng.normal(0, 5, 30)[g] + 6 * (c == "money") + rng.normal(0, 4, 240)
        >>> fit = mixed_model({"y": y, "c": c, "g": g}, formula="y ~ c + (1|g)", reference={"c": "none"})
        >>> print(fit.fixed["c[money]"], sorted(fit.deviations))
        slope 5.943 [4.969, 6.917] ['g', 'residual']

    In R:
        `lmerTest::lmer(score ~ condition + (1|family/task), d)`; `lme4::glmer(..., family = binomial)`, to the last
        digits with `glmerControl(tolPwrss = 1e-12)`: its default stops up to 1e-3 in the log likelihood short, which
        moves errors by some thousandths.

    Reference:
        Bates et al. (2015), JSS 67(1); Kuznetsova et al. (2017), JSS 82(13); Fai and Cornelius (1996).
    """
    if family not in ("gaussian", "binomial"):
        raise DegenerateDataError(f"family is {family!r}; {choices(family, ['gaussian', 'binomial'])}")
    prepared = formula_frame(data, formula, reference or {})
    n = len(prepared.frame)
    fitted = mixed_fit(prepared, formula=formula, logistic=family == "binomial", reml=reml)
    groups = {term.grouping: term.levels for term in fitted.terms}
    is_singular = singular(fitted.theta, fitted.terms)
    flags = (() if prepared.complete else ("missing",)) + (("singular",) if is_singular else ())
    flags += ("few_levels",) if min(groups.values()) < (50 if family == "binomial" else 10) else ()
    unit = min(groups, key=lambda name: groups[name])
    words = f"mixed model, {'REML' if reml else 'ML'}, Satterthwaite t"
    if family == "binomial":
        words = "logistic mixed model, Laplace, normal interval"
    like = Estimate(
        statistic="slope" if family == "gaussian" else "log_odds",
        value=0.0,
        level=level,
        n=n,
        unit=unit,
        method=words,
        n_units=groups[unit],
        flags=flags,
    )
    names = fitted.names
    fixed = {
        name: _fixed(
            float(fitted.coefficients[j]),
            np.eye(len(names))[j],
            fitted.covariance,
            fitted.uncertainty,
            like=like,
            level=level,
        )
        for j, name in enumerate(names)
    }
    return MixedModel(
        fixed=fixed,
        deviations=_deviations(fitted, like=like),
        correlations=_correlations(fitted, like=like),
        covariance=fitted.covariance,
        log_likelihood=-fitted.deviance / 2,
        groups=groups,
        singular=is_singular,
        n=n,
        uncertainty=fitted.uncertainty,
    )


def _fixed(
    value: float,
    c: Floats,
    covariance: Floats,
    uncertainty: VarianceUncertainty | None,
    *,
    like: Estimate,
    level: float,
    statistic: str | None = None,
) -> Estimate:
    se = math.sqrt(max(0.0, float(c @ covariance @ c)))
    df = math.inf if uncertainty is None else satterthwaite_df(c, covariance, uncertainty)
    i = t_interval(value, se=se, df=df, level=level)
    return replace(
        like,
        statistic=statistic or like.statistic,
        value=value,
        low=i.low,
        high=i.high,
        level=level,
        se=se,
        p=i.p,
        df=None if math.isinf(df) else df,
        flags=like.flags + (("few_df",) if df < 4 else ()),
    )


def _deviations(fitted: MixedFit, *, like: Estimate) -> dict[str, Estimate]:
    out: dict[str, Estimate] = {}
    missing = tuple(f for f in like.flags if f == "missing")
    shown = deviations(fitted.terms, fitted.theta, sigma=fitted.sigma, uncertainty=fitted.uncertainty, level=like.level)
    for d in shown:
        few = ("few_levels",) if d.levels is not None and d.levels < 30 else ()
        out[d.name] = replace(
            like,
            statistic="sd",
            value=d.value,
            low=d.low,
            high=d.high,
            unit=d.unit,
            n_units=d.levels,
            method="mixed model, normal interval on the log scale",
            flags=() if d.levels is None else missing + few + (("boundary",) if d.boundary else ()),
        )
    return out


def _correlations(fitted: MixedFit, *, like: Estimate) -> dict[str, Estimate]:
    out: dict[str, Estimate] = {}
    for c in correlations(fitted.terms, fitted.theta):
        cautions = {"few_levels": c.levels < 30, "boundary": not abs(c.value) < 1 - 1e-6}
        out[c.name] = replace(
            like,
            statistic="correlation",
            value=c.value,
            unit=c.unit,
            n_units=c.levels,
            method="mixed model, correlation of random effects, no interval",
            flags=tuple(f for f in like.flags if f == "missing") + tuple(f for f, holds in cautions.items() if holds),
        )
    return out
