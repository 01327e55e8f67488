"""A linear mixed model's optimum: where it starts, that it is one, and what its curvature says."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from mixedlm.estimation.reml import LMMOptimizer
from mixedlm.matrices.design import build_model_matrices

from motivelab.numerics import linear_mixed_fit as fitting
from motivelab.numerics.formula_frame import formula_frame
from motivelab.numerics.linear_mixed_fit import LinearMixedFit, linear_mixed_fit
from motivelab.numerics.mixed_terms import RandomTerm, Start, moment_start, random_terms
from motivelab.numerics.satterthwaite import satterthwaite_df


def _world(seed: int, *, sd: float = 2.0, kept: float = 1.0) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    g, h, c = (a.ravel() for a in np.meshgrid(range(12), range(5), range(4), indexing="ij"))
    x = rng.normal(size=len(g))
    y = 50 + rng.normal(0, sd, 12)[g] + rng.normal(0, sd, 5)[h] + rng.normal(0, sd / 2, (12, 4))[g, c]
    y = y + (1 + rng.normal(0, sd / 2, 12)[g]) * x + rng.normal(0, 2, len(g))
    keep = rng.random(len(g)) < kept
    return {"y": y[keep], "x": x[keep], "g": g[keep], "h": h[keep], "c": c[keep]}


def _prepared(data: dict[str, Any], formula: str) -> tuple[Any, tuple[RandomTerm, ...]]:
    frame = formula_frame(data, formula, {})
    matrices: Any = build_model_matrices(frame.formula, frame.frame)
    shapes = [
        (name, s.term_names, int(s.n_levels), bool(s.correlated))
        for name, s in zip(frame.groupings, matrices.random_structures, strict=True)
    ]
    return matrices, random_terms(shapes, matrices.Z)


def _fit(data: dict[str, Any], formula: str, *, reml: bool = True) -> LinearMixedFit:
    matrices, terms = _prepared(data, formula)
    return linear_mixed_fit(matrices, terms, reml=reml)


def test_on_balanced_data_the_moment_start_is_the_optimum() -> None:
    matrices, terms = _prepared(_world(1), "y ~ (1|g) + (1|h) + (1|g:c)")
    basis, _ = np.linalg.qr(matrices.X)
    residual = matrices.y - basis @ (basis.T @ matrices.y)
    start = moment_start(residual, basis, matrices.Z, terms)
    assert start.theta == pytest.approx(linear_mixed_fit(matrices, terms, reml=True).theta, rel=1e-6)


@pytest.mark.parametrize("reml", [True, False])
@pytest.mark.parametrize("kept", [1.0, 0.6])
@pytest.mark.parametrize("sd", [2.0, 0.05])
@pytest.mark.parametrize(
    "formula", ["y ~ x + (1|g) + (1|h) + (1|g:c)", "y ~ x + (x|g) + (1|h)", "y ~ x + (x||g)", "y ~ x + (1 + x|g/c)"]
)
def test_no_other_search_finds_a_lower_deviance(formula: str, sd: float, kept: float, reml: bool) -> None:
    """Far from zero and at it, complete and not: the library's slower searches end no lower."""
    matrices, terms = _prepared(_world(2, sd=sd, kept=kept), formula)
    ours = linear_mixed_fit(matrices, terms, reml=reml)
    library = LMMOptimizer(matrices, REML=reml)
    theirs = min(float(library.optimize(method=method).deviance) for method in ("auto", "COBYQA"))
    assert ours.deviance <= theirs + 1e-6
    assert ours.deviance == pytest.approx(float(library.objective(ours.theta)), abs=1e-7)


def test_a_search_that_begins_where_all_variances_are_zero_leaves_that_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """The gradient vanishes there by symmetry, whether it is the lowest place or not."""
    matrices, terms = _prepared(_world(3, kept=0.8), "y ~ x + (1|g) + (1|h)")
    usual = linear_mixed_fit(matrices, terms, reml=True)

    def at_zero(*given: Any) -> Start:
        start = moment_start(*given)
        return Start(theta=np.zeros_like(start.theta), scale=start.scale)

    monkeypatch.setattr(fitting, "moment_start", at_zero)
    fit = linear_mixed_fit(matrices, terms, reml=True)
    assert usual.theta.min() > 0.3
    assert fit.theta == pytest.approx(usual.theta, rel=1e-4)


def test_where_theory_knows_the_degrees_of_freedom_the_curvature_gives_them() -> None:
    """A mean of 12 groups of equal size rests on 11 df, an effect with slopes in every group as well."""
    rng = np.random.default_rng(4)
    g, x = np.repeat(np.arange(12), 20), np.tile(np.linspace(-1, 1, 20), 12)
    y = rng.normal(0, 3, 12)[g] + (2 + rng.normal(0, 2, 12)[g]) * x + rng.normal(size=240)
    fit = _fit({"y": y, "x": x, "g": g}, "y ~ x + (x|g)")
    for row in np.eye(2):
        assert satterthwaite_df(row, fit.covariance, fit.uncertainty) == pytest.approx(11, rel=1e-4)
