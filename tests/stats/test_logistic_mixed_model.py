"""The logistic mixed model: lme4's values, and no matter where predictors begin."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from motivelab.errors import DegenerateDataError
from motivelab.stats.mixed_model import mixed_model

REFERENCE = Path(__file__).parent / "reference"
R = json.loads((REFERENCE / "mixed_model.json").read_text())
T = np.genfromtxt(
    REFERENCE / "mixed_model.csv", delimiter=",", names=True, dtype=None, encoding="utf8", missing_values="NA"
)
DATA: dict[str, Any] = {name: T[name] for name in T.dtype.names or ()}
LOGISTIC = json.loads((REFERENCE / "logistic_mixed.json").read_text())["fits"]
BROODS = np.genfromtxt(REFERENCE / "logistic_mixed.csv", delimiter=",", names=True, dtype=None, encoding="utf8")


def test_logistic_model_equals_glmer() -> None:
    fit = mixed_model(DATA, formula="yes ~ x + (1|family) + (1|model)", family="binomial")
    r = R["glmer"]
    assert [e.value for e in fit.fixed.values()] == pytest.approx(r["coef"], rel=1e-4, abs=1e-5)
    assert [e.se for e in fit.fixed.values()] == pytest.approx(r["se"], rel=2e-4)
    assert fit.log_likelihood == pytest.approx(r["ll"], abs=1e-5)
    assert fit.fixed["x"].df is None
    assert fit.fixed["x"].statistic == "log_odds"


@pytest.mark.parametrize("r", LOGISTIC, ids=lambda r: str(r["formula"]))
def test_logistic_models_equal_glmer_where_plain_newton_steps_do_not_converge(r: dict[str, Any]) -> None:
    fit = mixed_model(
        {name: BROODS[name] for name in BROODS.dtype.names or ()}, formula=r["formula"], family="binomial"
    )
    assert fit.log_likelihood == pytest.approx(r["ll"], abs=1e-5)
    assert [e.value for e in fit.fixed.values()] == pytest.approx(r["coef"], rel=1e-3, abs=1e-3)
    assert [e.se for e in fit.fixed.values()] == pytest.approx(r["se"], rel=1e-3)
    assert sorted(d.value for d in fit.deviations.values()) == pytest.approx(
        sorted(np.atleast_1d(r["sd"])), rel=2e-3, abs=2e-3
    )


def test_a_logistic_model_does_not_mind_where_its_predictor_begins() -> None:
    plain = mixed_model(DATA, formula="yes ~ x + (1|family)", family="binomial")
    far = mixed_model(DATA | {"x": DATA["x"] + 1e6}, formula="yes ~ x + (1|family)", family="binomial")
    a, b = plain.fixed["x"], far.fixed["x"]
    assert [b.value, b.se] == pytest.approx([a.value, a.se], rel=1e-4)
    with pytest.raises(DegenerateDataError, match="needs 0 and 1"):
        mixed_model(DATA | {"yes": DATA["yes"] + 1}, formula="yes ~ x + (1|family)", family="binomial")
