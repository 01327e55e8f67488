"""Estimates without each group of rows: one Newton step against fitting anew."""

from __future__ import annotations

import numpy as np
from scipy import special

from motivelab.numerics.dyadic_jackknife import logit_moves
from motivelab.numerics.dyads import dyads, rows_by_node
from motivelab.numerics.logit import fit_logit
from motivelab.numerics.tobit import fit_tobit, tobit_moves


def test_one_step_of_a_tobit_is_close_to_fitting_anew_also_where_most_rows_are_cut_off() -> None:
    rng = np.random.default_rng(1)
    codes = np.repeat(np.arange(8), 50)
    x = np.column_stack([np.ones(400), rng.normal(size=400)])
    y = 1 + 0.5 * x[:, 1] + rng.normal(size=400)
    censored = y > 0.2
    fit = fit_tobit(x, np.minimum(y, 0.2), censored)
    moves = tobit_moves(fit, codes, n_clusters=8)
    for g in range(8):
        rest = codes != g
        new = fit_tobit(x[rest], np.minimum(y, 0.2)[rest], censored[rest])
        gap = np.append(new.coefficients, new.log_scale) - np.append(fit.coefficients, fit.log_scale)
        assert np.abs(moves[g] - gap).max() < 0.03 * np.abs(moves).max()


def test_one_step_of_a_logit_is_close_to_fitting_anew_without_each_node_and_its_loops() -> None:
    rng = np.random.default_rng(2)
    d = dyads(rng.integers(0, 40, 600), rng.integers(0, 40, 600))
    assert not d.across.all()
    x = np.column_stack([np.ones(600), rng.normal(size=600)])
    y = (rng.random(600) < special.expit(x @ [0.3, 1.0])).astype(float)
    fit = fit_logit(x, y, names=["intercept", "x"])
    p = fit.probabilities
    moves = logit_moves(x, x * (y - p)[:, None], p * (1 - p), fit.bread, d)
    for node, rows in list(enumerate(rows_by_node(d)))[::5]:
        rest = np.setdiff1d(np.arange(600), rows)
        assert not ((d.first[rest] == node) | (d.second[rest] == node)).any()
        gap = fit_logit(x[rest], y[rest], names=["intercept", "x"]).coefficients - fit.coefficients
        assert np.abs(moves[node] - gap).max() < 0.05 * np.abs(moves).max()
