"""Scores explained by conditions while families, tasks and respondents each bring their own level."""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

import mixedlm
import numpy as np
from mixedlm.matrices.design import build_model_matrices
from mixedlm.models.checks import ModelCheckError
from numpy.typing import ArrayLike, NDArray
from scipy import special

from motivelab.errors import ConvergenceError, DegenerateDataError, choices
from motivelab.numerics.formula_frame import FormulaFrame, coefficient_name, formula_frame
from motivelab.numerics.linear_mixed_fit import linear_mixed_fit
from motivelab.numerics.mixed_deviations import deviations
from motivelab.numerics.mixed_terms import RandomTerm, random_terms, singular
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
        covariance: of the fixed effects, in the order of `fixed`.
        log_likelihood: restricted for REML, Laplace's for `binomial`.
        groups: number of levels of each grouping.
        singular: whether a variance was estimated as 0 or a correlation as 1 (usual with few respondents).
        n: rows used.
        uncertainty: what Satterthwaite degrees of freedom are computed from; None for `binomial`.
    """

    fixed: Mapping[str, Estimate]
    deviations: Mapping[str, Estimate]
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
    (1|task)` crosses, `(1|family:condition)` lets families differ in their response. Linear: t on Satterthwaite df.
    Logistic: Laplace approximation, normal intervals, errors given the estimated variances (in R `vcov(fit,
    use.hessian = FALSE)`; lme4's printed ones let them vary and were 1.4% larger in our check).

    When to use: one effect across respondents. Give every random sample that a condition varies over its own term:
    without `(1|model:condition)` the error of a condition can be an order of magnitude too small. With five respondents
    their variances rest on four df; show the t on respondent means beside it.

    Edge conventions: a text column is a factor with levels in sorted order, the first (or `reference`) being the one
    compared with; coefficients are named `condition[money]`. Rows with a missing cell are left out (flag `missing`). A
    variance of 0 is reported as such (flags `singular`; `boundary` on its deviation, which then has no interval).

    Args:
        data: columns by name; numbers, or text for factors and groups.
        formula: for instance `score ~ condition + (1|family/task) + (1|model)`.
        family: `gaussian` or `binomial` (outcome 0/1).
        reml: restricted likelihood (else ML); ignored for `binomial`.
        reference: level to compare with, by factor.
        level: nominal coverage.

    Returns:
        MixedModel. Flags: `missing`, `singular`, `few_levels` (a grouping with fewer than ten levels; for a
        standard deviation fewer than thirty, where its interval is rough), `few_df` (below
        4).

    Raises:
        DegenerateDataError: unknown column, no random term, an outcome that does not vary, columns that repeat others,
            a grouping with one level or as many levels as rows.
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
        `lmerTest::lmer(score ~ condition + (1|family/task), d)`; `lme4::glmer(..., family = binomial)`.

    Reference:
        Bates et al. (2015), JSS 67(1); Kuznetsova et al. (2017), JSS 82(13); Fai and Cornelius (1996).
    """
    if family not in ("gaussian", "binomial"):
        raise DegenerateDataError(f"family is {family!r}; {choices(family, ['gaussian', 'binomial'])}")
    prepared = formula_frame(data, formula, reference or {})
    n = len(prepared.frame)
    fitted = _fitted(prepared, formula=formula, family=family, reml=reml)
    groups = {term.grouping: term.levels for term in fitted.terms}
    is_singular = singular(fitted.theta, fitted.terms)
    flags = (() if prepared.complete else ("missing",)) + (("singular",) if is_singular else ())
    flags += ("few_levels",) if min(groups.values()) < 10 else ()
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
        covariance=fitted.covariance,
        log_likelihood=-fitted.deviance / 2,
        groups=groups,
        singular=is_singular,
        n=n,
        uncertainty=fitted.uncertainty,
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Fitted:
    names: tuple[str, ...]
    terms: tuple[RandomTerm, ...]
    theta: Floats
    coefficients: Floats
    covariance: Floats
    sigma: float | None
    deviance: float
    uncertainty: VarianceUncertainty | None


def _fitted(prepared: FormulaFrame, *, formula: str, family: MixedFamily, reml: bool) -> _Fitted:
    matrices: Any = build_model_matrices(prepared.formula, prepared.frame)
    names = tuple(coefficient_name(raw, prepared.levels) for raw in matrices.fixed_names)
    if not names:
        raise DegenerateDataError(f"formula {formula!r} has no fixed effect; leave out the 0 to keep the intercept")
    norms = np.linalg.norm(matrices.X, axis=0)
    if not norms.all() or np.linalg.matrix_rank(matrices.X / norms) < len(names):
        raise DegenerateDataError(f"formula {formula!r}: columns of {names!r} repeat others; leave one out")
    shapes = [
        (
            grouping,
            [coefficient_name(raw, prepared.levels) for raw in structure.term_names],
            int(structure.n_levels),
            bool(structure.correlated),
        )
        for grouping, structure in zip(prepared.groupings, matrices.random_structures, strict=True)
    ]
    n = len(prepared.frame)
    for grouping, effects, levels, _ in shapes:
        if levels < 2 or (levels * len(effects) >= n and family == "gaussian"):
            raise DegenerateDataError(
                f"grouping {grouping!r} has {levels} levels in {n} rows for {effects!r}; variances are not identified"
            )
    terms = random_terms(shapes, matrices.Z)
    if family == "gaussian":
        fit = linear_mixed_fit(matrices, terms, reml=reml)
        return _Fitted(
            names=names,
            terms=terms,
            theta=fit.theta,
            coefficients=fit.coefficients,
            covariance=fit.covariance,
            sigma=fit.sigma,
            deviance=fit.deviance,
            uncertainty=fit.uncertainty,
        )
    return _logistic(prepared, names, terms, formula=formula)


def _logistic(
    prepared: FormulaFrame, names: tuple[str, ...], terms: tuple[RandomTerm, ...], *, formula: str
) -> _Fitted:
    outcome = prepared.frame[prepared.formula.response].to_numpy()
    if not np.isin(outcome, (0.0, 1.0)).all():
        odd = float(outcome[~np.isin(outcome, (0.0, 1.0))][0])
        raise DegenerateDataError(
            f"outcome {prepared.formula.response!r} holds {odd!r}; a logistic model needs 0 and 1"
        )
    control = mixedlm.glmerControl(check_rankX="ignore", check_nlev_gtreq_5="ignore")
    with warnings.catch_warnings():
        # The flags say what the library's advice says; nothing of ours emits warnings.
        warnings.simplefilter("ignore")
        try:
            fit: Any = mixedlm.glmer(
                prepared.formula, prepared.frame, family=mixedlm.families.Binomial(), control=control
            )
        except (ValueError, ModelCheckError, np.linalg.LinAlgError) as error:
            raise DegenerateDataError(f"formula {formula!r}: {error}") from error
        covariance = np.asarray(fit.vcov(), dtype=np.float64)
    if not fit.converged:
        raise ConvergenceError(f"formula {formula!r}: the optimiser stopped without converging")
    coefficients = np.asarray(fit.beta, dtype=np.float64)
    if not (np.isfinite(coefficients).all() and np.isfinite(covariance).all()):
        raise ConvergenceError(f"formula {formula!r}: the fit holds values that are not finite")
    if float(np.sqrt(np.diag(covariance)).max()) > 100:
        raise DegenerateDataError(
            "the outcomes are separated by the fixed effects; an odds ratio has no finite estimate"
        )
    return _Fitted(
        names=names,
        terms=terms,
        theta=np.asarray(fit.theta, dtype=np.float64),
        coefficients=coefficients,
        covariance=covariance,
        sigma=None,
        deviance=float(fit.deviance() if callable(fit.deviance) else fit.deviance),
        uncertainty=None,
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


def _deviations(fitted: _Fitted, *, like: Estimate) -> dict[str, Estimate]:
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
