"""Generalisability: R's components, special cases, laws, a planted truth."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motivelab.errors import DegenerateDataError
from motivelab.stats.generalizability import generalizability
from motivelab.stats.intraclass_correlation import intraclass_correlation

HERE = Path(__file__).parent / "reference"
EXPECTED = json.loads((HERE / "reliability.json").read_text())["generalizability"]
ROWS = list(csv.DictReader((HERE / "generalizability.csv").read_text().splitlines()))
NAMES = {
    "respondent": "respondent",
    "family": "family",
    "family:task": "task",
    "wording": "wording",
    "respondent:family": "respondent x family",
    "respondent:family:task": "respondent x task",
    "respondent:wording": "respondent x wording",
    "family:wording": "family x wording",
    "family:task:wording": "task x wording",
    "respondent:family:wording": "respondent x family x wording",
    "respondent:family:task:wording": "respondent x task x wording",
    "Residuals": "residual",
}
LMER = {n.replace("family:task", "ft").replace("Residuals", "Residual"): m for n, m in NAMES.items()}


def design(rows: list[dict[str, str]]) -> dict[str, Any]:
    return {
        "scores": [float(r["score"]) for r in rows],
        "tasks": [(r["family"], r["task"]) for r in rows],
        "families": [r["family"] for r in rows],
        "respondents": [r["respondent"] for r in rows],
        "wordings": [r["wording"] for r in rows],
    }


def components(**kwargs: Any) -> dict[str, float]:
    return {c.statistic.removeprefix("variance_"): c.value for c in generalizability(**kwargs).components}


def test_equals_the_expected_mean_squares_of_r() -> None:
    got = components(**design(ROWS))
    assert set(got) == set(NAMES.values())
    for name, value in EXPECTED["anova"].items():
        assert got[NAMES[name]] == pytest.approx(value, rel=1e-9)


def test_equals_lmer_on_complete_data_with_and_without_replicates() -> None:
    got = components(**design(ROWS))
    for name, value in EXPECTED["lmer"].items():
        assert got[LMER[name]] == pytest.approx(value, rel=1e-3)
    single = components(**design([r for r in ROWS if r["replicate"] == "1"]))
    for name, value in EXPECTED["lmer_single"].items():
        assert single[LMER[name]] == pytest.approx(value, rel=1e-3)


def test_missing_rows_move_the_components_little() -> None:
    gaps = set(EXPECTED["gaps"])
    full, part = components(**design(ROWS)), components(**design([r for i, r in enumerate(ROWS, 1) if i not in gaps]))
    assert part["family"] == pytest.approx(full["family"], rel=0.05)
    assert part["residual"] == pytest.approx(full["residual"], rel=0.1)


def test_a_coefficient_of_one_facet_is_the_intraclass_correlation() -> None:
    x = np.random.default_rng(1).normal(size=(30, 1)) + np.random.default_rng(2).normal(size=(30, 4))
    icc = intraclass_correlation(x)
    task, column = np.repeat(np.arange(30), 4), np.tile(np.arange(4), 30)
    draws = generalizability(x.ravel(), tasks=task, decisions=[{}, {"replicate": 4}])
    assert draws.decisions[0].relative.value == pytest.approx(icc.icc1.value)
    assert draws.decisions[1].relative.value == pytest.approx(icc.icc1k.value)
    wordings = generalizability(x.ravel(), tasks=task, wordings=column, decisions=[{}, {"wording": 4}])
    assert wordings.decisions[0].relative.value == pytest.approx(icc.icc3.value)
    assert wordings.decisions[1].relative.value == pytest.approx(icc.icc3k.value)
    two_way = components(scores=x.ravel(), tasks=task, wordings=column)
    if two_way["wording"] > 0:
        assert wordings.decisions[0].absolute.value == pytest.approx(icc.icc2.value)


def test_weights_of_a_decision_study_follow_the_object() -> None:
    c = components(**design(ROWS))
    g = generalizability(
        **design(ROWS), object_of_measurement="respondent", decisions=[{"family": 10, "task": 3, "wording": 4}]
    )
    error = (
        c["respondent x family"] / 10
        + c["respondent x task"] / 30
        + c["respondent x wording"] / 4
        + c["respondent x family x wording"] / 40
        + (c["respondent x task x wording"] + c["residual"]) / 120
    )
    d = g.decisions[0]
    assert d.error.value == pytest.approx(error)
    assert d.relative.value == pytest.approx(c["respondent"] / (c["respondent"] + error))
    extra = (
        c["family"] / 10 + c["task"] / 30 + c["wording"] / 4 + c["family x wording"] / 40 + c["task x wording"] / 120
    )
    assert d.absolute.value == pytest.approx(c["respondent"] / (c["respondent"] + error + extra))
    assert d.relative.unit == "respondent"
    assert "few_clusters" in d.relative.flags


@given(seed=st.integers(0, 10**6), scale=st.floats(0.1, 10), shift=st.floats(-100, 100))
@settings(max_examples=15, deadline=None)
def test_coefficients_ignore_scale_and_order_and_grow_with_conditions(seed: int, scale: float, shift: float) -> None:
    rng = np.random.default_rng(seed)
    rows = np.array([(f, 10 * f + t, w) for f in range(6) for t in range(3) for w in range(3) for _ in range(2)])
    y = 5 * rng.normal(size=6)[rows[:, 0]] + 2 * rng.normal(size=3)[rows[:, 2]] + rng.normal(size=len(rows))
    y = np.where(rng.random(len(y)) < 0.1, np.nan, y)
    order = rng.permutation(len(y))
    plan: list[dict[Any, int]] = [{}, {"wording": 2}, {"wording": 2, "replicate": 3}]
    one = generalizability(y, families=rows[:, 0], tasks=rows[:, 1], wordings=rows[:, 2], decisions=plan)
    two = generalizability(
        (scale * y + shift)[order],
        families=rows[order, 0],
        tasks=rows[order, 1],
        wordings=rows[order, 2],
        decisions=plan,
    )
    for a, b in zip(one.decisions, two.decisions, strict=True):
        assert b.relative.value == pytest.approx(a.relative.value, abs=1e-7)
        assert 0 <= a.absolute.value <= a.relative.value <= 1
    values = [d.relative.value for d in one.decisions]
    assert values == sorted(values)
    assert two.components[0].value == pytest.approx(scale**2 * one.components[0].value, rel=1e-6)


def test_recovers_planted_components_with_unequal_families_and_gaps() -> None:
    rng = np.random.default_rng(5)
    sizes = rng.integers(1, 6, 400)
    family = np.repeat(np.arange(400), sizes)
    task = np.arange(len(family))
    f, t, w = np.repeat(family, 6), np.repeat(task, 6), np.tile(np.repeat(np.arange(3), 2), len(task))
    y = 4 * rng.normal(size=400)[f] + 3 * rng.normal(size=len(task))[t] + 2 * rng.normal(size=len(f))
    y[rng.random(len(y)) < 0.1] = np.nan
    c = components(scores=y, tasks=t, families=f, wordings=w)
    assert c["family"] == pytest.approx(16, rel=0.2)
    assert c["task"] == pytest.approx(9, rel=0.1)
    assert c["residual"] == pytest.approx(4, rel=0.06)
    assert c["wording"] == pytest.approx(0, abs=0.1)


def test_negative_estimates_become_zero_with_a_flag() -> None:
    y = [1.0, 9.0, 2.0, 8.0, 1.5, 8.8, 1.2, 9.1]
    g = generalizability(y, tasks=[0, 0, 1, 1, 2, 2, 3, 3])
    assert g.components[0].value == 0
    assert "boundary" in g.components[0].flags
    assert g.decisions[0].relative.value == 0
    assert "no_object_variance" in g.decisions[0].relative.flags


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"scores": [1.0] * 8}, "without variance"),
        ({"tasks": [0] * 8}, "fewer than 3 levels"),
        ({"families": [0, 1] * 4}, "two families"),
        ({"families": [0] * 3}, "3 labels"),
        ({"wordings": [0, 0, 1, 1, 2, 2, 3, 3]}, "confounded"),
        ({"decisions": [{"judge": 2}]}, "judge"),
        ({"decisions": [{"replicate": 1.5}]}, "whole numbers"),
        ({"decisions": [{"replicate": float("nan")}]}, "whole numbers"),
        ({"decisions": [{"replicate": "2"}]}, "whole numbers"),
        ({"object_of_measurement": "wording"}, "Valid: family, respondent, task"),
    ],
)
def test_degenerate_designs_are_refused(change: dict[str, Any], message: str) -> None:
    base: dict[str, Any] = {"scores": [1.0, 2, 3, 5, 6, 4, 9, 8], "tasks": [0, 0, 1, 1, 2, 2, 3, 3]}
    with pytest.raises(DegenerateDataError, match=message):
        generalizability(**{**base, **change})
