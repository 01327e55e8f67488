"""The mixed model: lmerTest's and lme4's values, laws, recovery."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motivelab.errors import DegenerateDataError
from motivelab.stats.mixed_model import MixedModel, mixed_model

REFERENCE = Path(__file__).parent / "reference"
R = json.loads((REFERENCE / "mixed_model.json").read_text())
T = np.genfromtxt(
    REFERENCE / "mixed_model.csv", delimiter=",", names=True, dtype=None, encoding="utf8", missing_values="NA"
)
DATA: dict[str, Any] = {name: T[name] for name in T.dtype.names or ()}
FULL = "score ~ condition + (1|family/task) + (1|model) + (1|family:condition) + (1|model:condition) + (1|task:model)"
NONE = {"condition": "none"}


@pytest.fixture(scope="module")
def full() -> MixedModel:
    return mixed_model(DATA, formula=FULL, reference=NONE)


def _agrees(fit: MixedModel, r: dict[str, Any], *, tolerance: float) -> None:
    e = list(fit.fixed.values())
    scale = max(abs(v) for v in r["coef"])
    assert [x.value for x in e] == pytest.approx(r["coef"], rel=tolerance, abs=tolerance * scale / 10)
    assert [x.se for x in e] == pytest.approx(r["se"], rel=tolerance)
    assert fit.log_likelihood == pytest.approx(r["ll"], abs=1e-3)
    for name, sd in r["sd"].items():
        ours = {"Residual": "residual", "task:family": "family:task"}.get(name, name)
        assert fit.deviations[ours].value == pytest.approx(sd, rel=5 * tolerance, abs=2e-3), name
    if "df" in r:
        assert [x.df for x in e] == pytest.approx(r["df"], rel=5e-3)
        assert [x.p for x in e] == pytest.approx(r["p"], rel=2e-2, abs=1e-8)


def test_nested_and_crossed_terms_equal_lmertest(full: MixedModel) -> None:
    _agrees(full, R["full"], tolerance=1e-3)
    assert list(full.fixed) == ["intercept", "condition[money]", "condition[punish]"]
    assert full.groups == {
        "family": 12,
        "family:task": 36,
        "model": 6,
        "family:condition": 36,
        "model:condition": 18,
        "task:model": 216,
    }
    assert full.n == 646
    assert {"missing", "few_levels"} <= set(full.fixed["intercept"].flags)


def test_contrasts_have_the_df_of_contest1d_and_contestmd(full: MixedModel) -> None:
    c = full.contrast({"condition[money]": 1, "condition[punish]": -1})
    for name, value in R["contrast"].items():
        assert getattr(c, name) == pytest.approx(value, rel=5e-3), name
    j = full.joint_test(["condition[money]", "condition[punish]"])
    assert [j.value, j.df, j.p] == pytest.approx(list(R["joint"].values()), rel=1e-2)
    with pytest.raises(DegenerateDataError, match=r"did you mean 'condition\[money\]'"):
        full.contrast({"condition[mony]": 1})


def test_maximum_likelihood_interactions_and_random_slopes_equal_lme4() -> None:
    fit = mixed_model(DATA, formula="score ~ condition * x + (1|family) + (1|model)", reml=False, reference=NONE)
    _agrees(fit, R["ml"], tolerance=1e-3)
    assert list(fit.fixed)[-1] == "condition[punish]:x"
    fit = mixed_model(DATA, formula="score ~ x + (1 + x|family) + (1|model)")
    r = dict(R["slope"])
    _agrees(fit, r, tolerance=1e-3)


@pytest.mark.parametrize("r", R["written"], ids=lambda r: f"{r['formula']}, {'REML' if r['reml'] else 'ML'}")
def test_formulas_as_written_for_lme4_give_its_numbers_and_lmertests(r: dict[str, Any]) -> None:
    fit = mixed_model(
        DATA, formula=r["formula"], reml=r["reml"], reference=NONE if "condition" in r["formula"] else None
    )
    e = list(fit.fixed.values())
    assert [x.value for x in e] == pytest.approx(np.atleast_1d(r["coef"]), rel=1e-5, abs=1e-4)
    assert [x.se for x in e] == pytest.approx(np.atleast_1d(r["se"]), rel=1e-5)
    assert [x.df for x in e] == pytest.approx(np.atleast_1d(r["df"]), rel=1e-3)
    assert [x.p for x in e] == pytest.approx(np.atleast_1d(r["p"]), rel=1e-3, abs=1e-6)
    assert fit.log_likelihood == pytest.approx(r["ll"], abs=1e-6)
    assert sorted(d.value for d in fit.deviations.values()) == pytest.approx(
        sorted(r["sd"].values()), rel=1e-4, abs=1e-3
    )
    assert [c.value for c in fit.correlations.values()] == pytest.approx(np.atleast_1d(r["cor"]), abs=1e-3)
    last = fit.contrast({list(fit.fixed)[-1]: 1.0})
    assert [last.value, last.se, last.df] == pytest.approx(r["last"], rel=1e-3)
    joint = fit.joint_test(list(fit.fixed))
    assert [joint.value, joint.df, joint.p] == pytest.approx(r["all"], rel=1e-3, abs=1e-8)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("score~condition*x+(1|family)", "score ~ condition + x + condition:x + ( 1 | family )"),
        ("score ~ x + (x||family)", "score ~ 1 + x + (1|family) + (0 + x|family)"),
        ("score ~ x + (x|family)", "score ~ x + (1 + x|family)"),
        ("score ~ (1|family/task)", "score ~ 1 + (1|family) + (1|family:task)"),
        ("score ~ 0 + condition + (1|model)", "score ~ condition - 1 + (1|model)"),
        ("score ~ x + I(x^2) + (1|model)", "score ~ x + I( x ** 2 ) + (1|model)"),
    ],
)
def test_two_ways_of_writing_one_model_give_one_fit(one: str, other: str) -> None:
    a, b = mixed_model(DATA, formula=one), mixed_model(DATA, formula=other)
    assert list(a.fixed) == list(b.fixed)
    assert list(a.deviations) == list(b.deviations)
    assert a.log_likelihood == pytest.approx(b.log_likelihood, abs=1e-8)
    assert [e.df for e in a.fixed.values()] == pytest.approx([e.df for e in b.fixed.values()], rel=1e-6)


@pytest.mark.parametrize(
    ("formula", "way_out"),
    [
        ("score ~ C(family) + (1|model)", "as text, which makes it a factor"),
        ("score ~ factor(family) + (1|model)", "as text, which makes it a factor"),
        ("log(score) ~ x + (1|family)", "a column of its own"),
        ("score ~ poly(x, 2) + (1|family)", "a column of its own"),
        ("score ~ I(x * 2) + (1|family)", "a column of its own"),
        ("score ~ condition/x + (1|family)", "understood are terms like"),
        ("score ~ (condition + x)^2 + (1|family)", "understood are terms like"),
        ("score ~ condition:x + (1|family)", r"write condition \* x"),
        ("score ~ condition + (condition||family)", r"write \(1\|g\) \+ \(1\|g:condition\)"),
        ("score ~ x + (1|family/task) + (1|family)", "twice"),
        ("score ~ x + (0|family)", r"write \(1\|...\)"),
        ("score ~ score + (1|family)", "both sides"),
        ("score ~ 0 + (1|family)", "no fixed effect"),
        ("score x (1|family)", "one ~"),
        ("yes / x ~ x + (1|family)", "a row for each answer"),
        ("score ~ condition + (1|condition)", "already tell the levels of 'condition' apart"),
        ("score ~ x + (1|task) + (1|family:task)", "cannot be told apart"),
    ],
)
def test_a_formula_that_would_be_read_differently_than_in_r_is_refused_with_a_way_out(
    formula: str, way_out: str
) -> None:
    with pytest.raises(DegenerateDataError, match=way_out):
        mixed_model(DATA, formula=formula)


def test_a_correlation_with_an_effect_that_does_not_vary_is_no_number() -> None:
    y = np.random.default_rng(6).normal(size=len(T))
    for model in np.unique(DATA["model"]):
        own = DATA["model"] == model
        y[own] -= np.polyval(np.polyfit(DATA["x"][own], y[own], 1), DATA["x"][own])
    fit = mixed_model(DATA | {"score": y}, formula="score ~ x + (x|model)")
    assert fit.singular
    e = fit.correlations["model[intercept, x]"]
    assert np.isnan(e.value)
    assert {"boundary", "few_levels"} <= set(e.flags)


def test_lists_frames_and_their_missing_cells_are_taken_as_arrays_are() -> None:
    formula = "score ~ condition + x + (1|family) + (1|model)"
    plain = mixed_model(DATA, formula=formula, reference=NONE)
    columns = {name: DATA[name] for name in ("score", "condition", "x", "family", "model")}
    frame = pd.DataFrame(columns)
    nullable = frame.convert_dtypes()
    given: tuple[Any, ...] = (
        {name: c.tolist() for name, c in columns.items()},
        frame,
        nullable,
        pl.DataFrame(columns).with_columns(pl.col("score").fill_nan(None)),
        columns | {"model": [f"m{m}" for m in columns["model"]]},
    )
    for data in given:
        fit = mixed_model(data, formula=formula, reference=NONE)
        assert [e.value for e in fit.fixed.values()] == pytest.approx([e.value for e in plain.fixed.values()])
        assert fit.n == plain.n
    ordered = frame.assign(
        condition=pd.Categorical(frame["condition"], categories=["punish", "none", "money", "never"])
    )
    assert list(mixed_model(ordered, formula=formula).fixed)[1:3] == ["condition[none]", "condition[money]"]
    years = frame.assign(condition=pd.Categorical(frame["model"]))
    assert "condition[2]" in mixed_model(years, formula="score ~ condition + (1|family)").fixed


def test_offsets_and_units_cost_no_digits() -> None:
    formula = "score ~ condition + x + (1|family/task)"
    plain = mixed_model(DATA, formula=formula)
    far = mixed_model(DATA | {"score": DATA["score"] + 1e9, "x": DATA["x"] + 1e6}, formula=formula)
    small = mixed_model(DATA | {"score": DATA["score"] * 1e-9, "x": DATA["x"] * 1e9}, formula=formula)
    for name in ("condition[none]", "condition[punish]", "x"):
        a, b, c = plain.fixed[name], far.fixed[name], small.fixed[name]
        unit = 1e-18 if name == "x" else 1e-9
        assert [b.value, b.se, b.df] == pytest.approx([a.value, a.se, a.df], rel=1e-5)
        assert [c.value / unit, (c.se or 0) / unit, c.df] == pytest.approx([a.value, a.se, a.df], rel=1e-6)
    assert far.deviations["family"].value == pytest.approx(plain.deviations["family"].value, rel=1e-6)


def test_rows_and_names_of_levels_may_be_in_any_order(full: MixedModel) -> None:
    rng = np.random.default_rng(3)
    rows = rng.permutation(len(T))
    names = rng.permutation(1000)
    mixed = {name: c[rows] for name, c in DATA.items()}
    mixed["family"], mixed["task"] = names[mixed["family"]], names[mixed["task"]]
    again = mixed_model(mixed, formula=FULL, reference=NONE)
    for name, e in full.fixed.items():
        assert [again.fixed[name].value, again.fixed[name].se] == pytest.approx([e.value, e.se], rel=1e-7)
        assert again.fixed[name].df == pytest.approx(e.df, rel=1e-4)


def test_an_outcome_that_its_groups_explain_to_the_last_digit_is_refused() -> None:
    family = DATA["family"].astype(float)
    with pytest.raises(DegenerateDataError, match="last digit"):
        mixed_model(DATA | {"score": family}, formula="score ~ x + (1|family)")
    with pytest.raises(DegenerateDataError, match="nothing is left"):
        mixed_model(DATA | {"score": 2 * DATA["x"]}, formula="score ~ x + (1|family)")


def test_a_variance_of_zero_is_flagged_and_the_rest_equals_lme4() -> None:
    fit = mixed_model(DATA, formula="x ~ condition + (1|family) + (1|model)", reference=NONE)
    r = {k: v for k, v in R["singular"].items() if k not in ("df", "p")}
    _agrees(fit, r, tolerance=1e-3)
    zero = [name for name, e in fit.deviations.items() if "boundary" in e.flags]
    assert fit.singular == bool(zero)
    assert zero
    assert all(fit.deviations[name].low is None for name in zero)
    assert "singular" in fit.fixed["intercept"].flags


def test_stretching_the_scores_stretches_every_estimate_and_keeps_df(full: MixedModel) -> None:
    stretched = mixed_model({**DATA, "score": DATA["score"] * 10 + 3}, formula=FULL, reference=NONE)
    for name, e in full.fixed.items():
        s = stretched.fixed[name]
        assert s.value == pytest.approx(10 * e.value + 3 * (name == "intercept"), rel=1e-4)
        assert s.df == pytest.approx(e.df, rel=2e-2)
    for name, e in full.deviations.items():
        assert stretched.deviations[name].value == pytest.approx(10 * e.value, rel=2e-3)


@given(seed=st.integers(0, 10**6), unit=st.sampled_from([-1e-6, 1e-3, 1.0, 1e4]), shift=st.sampled_from([0.0, 1e5]))
@settings(max_examples=25, deadline=None)
def test_units_origin_and_order_of_rows_change_no_conclusion(seed: int, unit: float, shift: float) -> None:
    rng = np.random.default_rng(seed)
    family, x = np.repeat(np.arange(8), 5), rng.normal(size=40)
    y = rng.normal(0, rng.choice([0.0, 1.0]), 8)[family] + 0.4 * x + rng.normal(size=40)
    plain = mixed_model({"y": y, "x": x, "g": family}, formula="y ~ x + (1|g)")
    rows = rng.permutation(40)
    names = np.array([f"f{k}" for k in rng.permutation(8)])
    moved = {"y": unit * (y[rows] + shift), "x": x[rows], "g": names[family[rows]]}
    other = mixed_model(moved, formula="y ~ x + (1|g)")
    a, b = plain.fixed["x"], other.fixed["x"]
    assert [b.value / unit, (b.se or 0) / abs(unit)] == pytest.approx([a.value, a.se or 0], rel=1e-4, abs=1e-6)
    assert b.p == pytest.approx(a.p, rel=1e-2, abs=1e-4)
    assert other.deviations["g"].value / abs(unit) == pytest.approx(plain.deviations["g"].value, rel=1e-3, abs=1e-3)


def test_an_effect_that_varies_by_respondent_needs_its_own_term_for_an_honest_error() -> None:
    rng = np.random.default_rng(8)
    family, model, condition = (a.ravel() for a in np.meshgrid(range(40), range(8), range(2)))
    y = 60 + rng.normal(0, 6, 40)[family] + rng.normal(0, 5, 8)[model] + rng.normal(0, 4, len(family))
    y += (5 + rng.normal(0, 4, 8))[model] * condition
    data = {"y": y, "family": family, "model": model, "condition": np.where(condition == 1, "money", "none")}
    blind = mixed_model(data, formula="y ~ condition + (1|family) + (1|model)", reference=NONE)
    honest = mixed_model(data, formula="y ~ condition + (1|family) + (1|model) + (1|model:condition)", reference=NONE)
    a, b = blind.fixed["condition[money]"], honest.fixed["condition[money]"]
    assert (b.se or 0) > 3 * (a.se or 0)
    assert (b.low or 0) < 5 < (b.high or 0)
    assert b.df == pytest.approx(7, abs=2)


def test_what_cannot_be_fitted_is_refused_by_name() -> None:
    with pytest.raises(DegenerateDataError, match="did you mean 'family'"):
        mixed_model(DATA, formula="score ~ x + (1|famly)")
    with pytest.raises(DegenerateDataError, match="no random term"):
        mixed_model(DATA, formula="score ~ x")
    with pytest.raises(DegenerateDataError, match="fewer than two values"):
        mixed_model({**DATA, "score": np.ones(len(T))}, formula="score ~ x + (1|family)")
    with pytest.raises(DegenerateDataError, match="levels in"):
        mixed_model({**DATA, "row": np.arange(len(T))}, formula="score ~ x + (1|row)")
    with pytest.raises(DegenerateDataError, match="formula"):
        mixed_model({**DATA, "w": 2 * DATA["x"]}, formula="score ~ x + w + (1|family)")
    with pytest.raises(DegenerateDataError, match="formula"):
        mixed_model(DATA, formula="score ~ x + (1|family")
    with pytest.raises(DegenerateDataError, match="reference"):
        mixed_model(DATA, formula="score ~ condition + (1|family)", reference={"condition": "nona"})
