"""The mixed model: lmerTest's and lme4's values, laws, recovery."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

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


def test_a_variance_of_zero_is_flagged_and_the_rest_equals_lme4() -> None:
    fit = mixed_model(DATA, formula="x ~ condition + (1|family) + (1|model)", reference=NONE)
    r = {k: v for k, v in R["singular"].items() if k not in ("df", "p")}
    _agrees(fit, r, tolerance=1e-3)
    zero = [name for name, e in fit.deviations.items() if "boundary" in e.flags]
    assert fit.singular == bool(zero)
    assert zero
    assert all(fit.deviations[name].low is None for name in zero)
    assert "singular" in fit.fixed["intercept"].flags


def test_logistic_model_equals_glmer() -> None:
    fit = mixed_model(DATA, formula="yes ~ x + (1|family) + (1|model)", family="binomial")
    r = R["glmer"]
    assert [e.value for e in fit.fixed.values()] == pytest.approx(r["coef"], rel=2e-3, abs=2e-3)
    assert [e.se for e in fit.fixed.values()] == pytest.approx(r["se_given_variances"], rel=2e-3)
    assert [e.se for e in fit.fixed.values()] == pytest.approx(r["se"], rel=2e-2)
    assert fit.log_likelihood == pytest.approx(r["ll"], abs=1e-2)
    assert fit.fixed["x"].df is None
    assert fit.fixed["x"].statistic == "log_odds"


def test_stretching_the_scores_stretches_every_estimate_and_keeps_df(full: MixedModel) -> None:
    stretched = mixed_model({**DATA, "score": DATA["score"] * 10 + 3}, formula=FULL, reference=NONE)
    for name, e in full.fixed.items():
        s = stretched.fixed[name]
        assert s.value == pytest.approx(10 * e.value + 3 * (name == "intercept"), rel=1e-4)
        assert s.df == pytest.approx(e.df, rel=2e-2)
    for name, e in full.deviations.items():
        assert stretched.deviations[name].value == pytest.approx(10 * e.value, rel=2e-3)


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
