"""A mixed model fitted to the columns of a formula: the only place that calls the library for logistic ones."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import mixedlm
import numpy as np
from mixedlm.matrices.design import build_model_matrices
from mixedlm.models.checks import ModelCheckError
from mixedlm.models.glmer_fit import GlmerMod
from numpy.typing import NDArray
from scipy import linalg

from motivelab.errors import ConvergenceError, DegenerateDataError
from motivelab.numerics.formula_frame import FormulaFrame, coefficient_name
from motivelab.numerics.laplace_logit import LaplaceLikelihood
from motivelab.numerics.linear_mixed_fit import linear_mixed_fit
from motivelab.numerics.mixed_terms import RandomTerm, oriented, random_terms
from motivelab.numerics.satterthwaite import VarianceUncertainty

Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MixedFit:
    """A fitted mixed model, its columns named.

    Attributes:
        names: of the coefficients.
        terms: layout of the random terms.
        theta: their relative parameters.
        coefficients: (p,) fixed effects.
        covariance: (p, p) of the fixed effects.
        sigma: residual standard deviation; None for a logistic model.
        deviance: minus twice the log likelihood.
        uncertainty: of the variance parameters; None for a logistic model.
    """

    names: tuple[str, ...]
    terms: tuple[RandomTerm, ...]
    theta: Floats
    coefficients: Floats
    covariance: Floats
    sigma: float | None
    deviance: float
    uncertainty: VarianceUncertainty | None


def mixed_fit(prepared: FormulaFrame, *, formula: str, logistic: bool, reml: bool) -> MixedFit:
    """Fit.

    Args:
        prepared: columns and terms of the formula.
        formula: for messages.
        logistic: Laplace's likelihood of outcomes 0 and 1, else a linear model.
        reml: restricted likelihood of a linear model, else full.

    Raises:
        DegenerateDataError: no fixed effect, columns that repeat others, a grouping that is not identified.
        ConvergenceError: no optimum found.
    """
    matrices: Any = build_model_matrices(prepared.formula, prepared.frame)
    names = tuple(coefficient_name(raw, prepared.levels) for raw in matrices.fixed_names)
    if not names:
        raise DegenerateDataError(f"formula {formula!r} has no fixed effect; leave out the 0 to keep the intercept")
    norms = np.linalg.norm(matrices.X, axis=0)
    if not norms.all() or np.linalg.matrix_rank(matrices.X / norms) < len(names):
        raise DegenerateDataError(
            f"formula {formula!r}: fixed effects repeat one another ({', '.join(names[:8])} ...); leave one out"
        )
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
        if levels < 2 or (levels * len(effects) >= n and not logistic):
            raise DegenerateDataError(
                f"grouping {grouping!r} has {levels} levels in {n} rows for {effects!r}; variances are not identified"
            )
    terms = random_terms(shapes, matrices.Z)
    if not logistic:
        fit = linear_mixed_fit(matrices, terms, reml=reml)
        return MixedFit(
            names=names,
            terms=terms,
            theta=fit.theta,
            coefficients=fit.coefficients,
            covariance=fit.covariance,
            sigma=fit.sigma,
            deviance=fit.deviance,
            uncertainty=fit.uncertainty,
        )
    return _logistic(prepared, matrices, names, terms, formula=formula)


def _logistic(
    prepared: FormulaFrame, matrices: Any, names: tuple[str, ...], terms: tuple[RandomTerm, ...], *, formula: str
) -> MixedFit:
    outcome = matrices.y
    if not np.isin(outcome, (0.0, 1.0)).all():
        odd = float(outcome[~np.isin(outcome, (0.0, 1.0))][0])
        raise DegenerateDataError(
            f"outcome {prepared.formula.response!r} holds {odd!r}; a logistic model needs 0 and 1"
        )
    n = len(outcome)
    basis, triangle = np.linalg.qr(matrices.X)
    # Columns that do not overlap, of size 1: offsets and units of predictors then cost no digits.
    basis, back = basis * np.sqrt(n), linalg.solve_triangular(triangle, np.eye(len(names))) * np.sqrt(n)
    control = mixedlm.glmerControl(check_rankX="ignore", check_nlev_gtreq_5="ignore")
    with warnings.catch_warnings():
        # The flags say what the library's advice says; nothing of ours emits warnings.
        warnings.simplefilter("ignore")
        try:
            model = GlmerMod(prepared.formula, prepared.frame, family=mixedlm.families.Binomial(), control=control)
            model.matrices = replace(model.matrices, X=basis)
            found: Any = model.fit()
        except (ValueError, RuntimeError, ModelCheckError, np.linalg.LinAlgError) as error:
            raise ConvergenceError(f"formula {formula!r}: {error}") from error
    likelihood = LaplaceLikelihood(y=outcome, x=basis, z=matrices.Z.tocsc(), structures=matrices.random_structures)
    fit = likelihood.fit(
        np.asarray(found.theta, dtype=np.float64),
        np.asarray(found.beta, dtype=np.float64),
        levels=[term.levels for term in terms for row in term.rows for _ in row],
        variances=[row[0] for term in terms for row in term.rows if len(row) == 1 and not term.names[1:]],
    )
    return MixedFit(
        names=names,
        terms=terms,
        theta=oriented(fit.theta, terms),
        coefficients=back @ fit.coefficients,
        covariance=back @ fit.covariance @ back.T,
        sigma=None,
        deviance=fit.deviance,
        uncertainty=None,
    )
