"""Regressions, category models, choice and effort: R's values, laws, recovery."""

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
from motivelab.numerics.robust_covariance import Correction
from motivelab.stats.category_regression import category_regression
from motivelab.stats.regression import Link, regression

REFERENCE = Path(__file__).parent / "reference"
R = json.loads((REFERENCE / "models.json").read_text())
D = np.genfromtxt(REFERENCE / "models.csv", delimiter=",", names=True)
C = np.genfromtxt(REFERENCE / "categories.csv", delimiter=",", names=True)
X = {"x": D["x"], "z": D["z"]}
LINKS: list[tuple[str, Link, str]] = [("lm", "identity", "y"), ("glm", "logit", "b")]
CORRECTIONS: list[Correction] = ["CR0", "CR1", "CR2", "CR3"]


@pytest.mark.parametrize(("key", "link", "outcome"), LINKS)
@pytest.mark.parametrize("correction", CORRECTIONS)
def test_coefficients_and_cluster_errors_equal_clubsandwich(
    key: str, link: Link, outcome: str, correction: Correction
) -> None:
    fit = regression(D[outcome], predictors=X, link=link, clusters=D["family"], correction=correction)
    e = list(fit.coefficients.values())
    assert [c.value for c in e] == pytest.approx(R[key]["b"], rel=1e-6)
    assert [c.se for c in e] == pytest.approx(R[key][correction]["se"], rel=1e-6)
    assert fit.log_likelihood == pytest.approx(R[key]["ll"], rel=1e-9)
    if correction in ("CR2", "CR3"):
        assert [c.df for c in e] == pytest.approx(R[key][correction]["df"], rel=1e-6)
        assert [c.p for c in e] == pytest.approx(R[key][correction]["p"], rel=1e-5)


@pytest.mark.parametrize("level", [0.9, 0.99])
def test_intervals_of_other_levels_equal_clubsandwich(level: float) -> None:
    linear = regression(D["y"], predictors=X, clusters=D["family"], level=level)
    logit = regression(D["b"], predictors=X, link="logit", clusters=D["family"], level=level)
    ends = R["lm"]["levels"][str(level)]
    assert [e.low for e in linear.coefficients.values()] == pytest.approx(ends["low"], rel=1e-6)
    assert [e.high for e in linear.coefficients.values()] == pytest.approx(ends["high"], rel=1e-6)
    assert [e.low for e in logit.coefficients.values()] == pytest.approx(ends["logit_low"], rel=1e-5)
    assert [e.high for e in logit.coefficients.values()] == pytest.approx(ends["logit_high"], rel=1e-5)


@pytest.mark.parametrize(("ours", "theirs"), [("CR0", "HC0"), ("CR1S", "HC1"), ("CR3", "HC3")])
def test_rows_that_are_no_families_have_the_errors_of_estimatr(ours: Correction, theirs: str) -> None:
    e = list(regression(D["y"], predictors=X, correction=ours).coefficients.values())
    assert [c.se for c in e] == pytest.approx(R["lm"]["hc"][theirs]["se"], rel=1e-6)
    if ours != "CR3":  # where df are Satterthwaite's here, n - k there
        assert [c.df for c in e] == R["lm"]["hc"][theirs]["df"]
        assert [c.low for c in e] == pytest.approx(R["lm"]["hc"][theirs]["low"], rel=1e-6)


@pytest.mark.parametrize("correction", CORRECTIONS)
@pytest.mark.parametrize(("link", "outcome"), [("identity", "y"), ("logit", "b")])
@pytest.mark.parametrize("offset", [2000.0, 1e9])
def test_predictors_far_from_zero_keep_their_slopes_errors_and_degrees_of_freedom(
    correction: Correction, link: Link, outcome: str, offset: float
) -> None:
    near = regression(D[outcome], predictors=X, link=link, clusters=D["family"], correction=correction)
    moved = {"x": D["x"] + offset, "z": D["z"] - offset}
    far = regression(D[outcome], predictors=moved, link=link, clusters=D["family"], correction=correction)
    digits = 1e-14 * offset
    for name in X:
        a, b = near.coefficients[name], far.coefficients[name]
        assert [b.value, b.se, b.df] == pytest.approx([a.value, a.se, a.df], rel=max(digits, 1e-9))
        assert b.flags == a.flags


def test_separation_is_found_and_named_far_from_zero() -> None:
    with pytest.raises(DegenerateDataError, match="separated by x; "):
        regression((D["x"] > 0) * 1.0, predictors={"x": D["x"] + 1e9}, link="logit")


def test_two_clusterings_take_stata_factor_where_asked_and_refuse_what_they_lack() -> None:
    for key, link, outcome in LINKS:
        fit = regression(
            D[outcome],
            predictors=X,
            link=link,
            clusters=D["family"],
            second_clusters=D["respondent"],
            correction="CR1S",
        )
        assert [e.se for e in fit.coefficients.values()] == pytest.approx(R[key]["two_stata"], rel=1e-6)
    with pytest.raises(DegenerateDataError, match="'CR2', which two clusterings lack"):
        regression(D["y"], predictors=X, clusters=D["family"], second_clusters=D["respondent"], correction="CR2")


def test_stata_correction_rowwise_errors_and_two_way_errors_equal_r() -> None:
    stata = regression(D["y"], predictors=X, clusters=D["family"], correction="CR1S")
    assert [e.se for e in stata.coefficients.values()] == pytest.approx(R["lm"]["CR1S"]["se"], rel=1e-6)
    rows = list(regression(D["y"], predictors=X).coefficients.values())
    assert [e.se for e in rows] == pytest.approx(R["lm"]["hc2"]["se"], rel=1e-6)
    assert [e.df for e in rows] == pytest.approx(R["lm"]["hc2"]["df"], rel=1e-6)
    for key, link, outcome in LINKS:
        fit = regression(D[outcome], predictors=X, link=link, clusters=D["family"], second_clusters=D["respondent"])
        assert [e.se for e in fit.coefficients.values()] == pytest.approx(R[key]["two"], rel=1e-5)
        assert fit.coefficients["x"].df == 8


def test_explained_variance_equals_r() -> None:
    assert regression(D["y"], predictors=X).r_squared == pytest.approx(R["lm"]["r2"])
    assert regression(D["b"], predictors=X, link="logit").r_squared == pytest.approx(R["glm"]["mcfadden"], rel=1e-6)


@given(seed=st.integers(0, 10**6), scale=st.floats(1e-4, 1e4))
@settings(max_examples=25, deadline=None)
def test_stretching_a_predictor_shrinks_its_slope_and_keeps_p(seed: int, scale: float) -> None:
    rng = np.random.default_rng(seed)
    x, g = rng.normal(size=60), rng.integers(0, 12, 60)
    y = x + rng.normal(size=60)
    a = regression(y, predictors={"x": x}, clusters=g).coefficients["x"]
    b = regression(y, predictors={"x": x * scale}, clusters=g).coefficients["x"]
    assert b.value * scale == pytest.approx(a.value)
    assert b.p == pytest.approx(a.p, rel=1e-5)
    assert b.df == pytest.approx(a.df, rel=1e-5)


def test_family_level_predictor_keeps_its_false_alarm_rate_with_cr2_and_loses_it_by_row() -> None:
    rng = np.random.default_rng(5)
    family = np.repeat(np.arange(20), 6)
    by_family, by_row = [], []
    for _ in range(400):
        x = rng.normal(size=20)[family]
        y = rng.exponential(size=20)[family] + rng.normal(size=120)
        by_family.append((regression(y, predictors={"x": x}, clusters=family).coefficients["x"].p or 0) < 0.05)
        by_row.append((regression(y, predictors={"x": x}).coefficients["x"].p or 0) < 0.05)
    assert np.mean(by_family) < 0.085
    assert np.mean(by_row) > 0.12


def test_what_one_family_determines_alone_has_no_interval() -> None:
    only = (D["family"] == 3) * 1.0
    for correction in CORRECTIONS:
        fit = regression(D["y"], predictors={"x": D["x"], "only": only}, clusters=D["family"], correction=correction)
        assert fit.coefficients["only"].flags[-1] == "one_cluster"
        assert (fit.coefficients["only"].low, fit.coefficients["only"].se) == (None, None)
        assert fit.coefficients["x"].low is not None
    row = (np.arange(len(D["y"])) == 5) * 1.0
    assert regression(D["y"], predictors={"row": row}).coefficients["row"].flags == ("one_cluster",)
    single = np.r_[1.0, np.zeros(len(D["y"]) - 1)]
    categories = category_regression(D["y"], memberships={"alone": single, "many": D["z"]})
    assert categories.means["alone"].flags == ("one_cluster",)
    assert categories.means["many"].low is not None


def test_errors_that_a_few_rows_carry_are_flagged_and_evenly_spread_ones_are_not() -> None:
    rng = np.random.default_rng(7)
    told = {True: 0, False: 0}
    for skewed in told:
        for _ in range(50):
            x = rng.exponential(1, 60) if skewed else rng.normal(size=60)
            y = 2 * x + (0.5 + x if skewed else 1.0) * rng.normal(size=60)
            told[skewed] += "heavy_tails" in regression(y, predictors={"x": x}).coefficients["x"].flags
    assert told[True] > 30
    assert told[False] < 6


def test_a_score_that_differs_by_rounding_alone_is_refused() -> None:
    y = np.where(np.arange(20) % 3 == 0, 0.1 * 3, 0.3)
    halves = (np.arange(20) < 10) * 1.0
    with pytest.raises(DegenerateDataError, match="nothing to explain"):
        category_regression(np.full(20, 0.1), memberships={"a": halves})
    with pytest.raises(DegenerateDataError, match="nothing to explain"):
        category_regression(y, memberships={"a": halves})
    with pytest.raises(DegenerateDataError, match="nothing to explain"):
        regression(y, predictors={"a": halves})
    with pytest.raises(DegenerateDataError, match="named 'intercept'"):
        category_regression(np.arange(20.0), memberships={"intercept": halves})
    with pytest.raises(DegenerateDataError, match="predictors is a list"):
        regression(np.arange(20.0), predictors=[halves])  # type: ignore[arg-type]


def test_degenerate_regressions_are_refused_with_the_guilty_column() -> None:
    with pytest.raises(DegenerateDataError, match="'w' is determined"):
        regression(D["y"], predictors={"x": D["x"], "w": 2 * D["x"] + 1})
    with pytest.raises(DegenerateDataError, match="separated by x; "):
        regression(D["x"] > 0.3, predictors={"x": D["x"]}, link="logit")
    with pytest.raises(DegenerateDataError, match="separated"):
        regression([0, 1, 0, 1, 1, 1, 1], predictors={"x": [0, 0, 0, 0, 1, 1, 1]}, link="logit")
    with pytest.raises(DegenerateDataError, match="nothing to explain"):
        regression(np.ones(9), predictors={"x": np.arange(9)})
    with pytest.raises(DegenerateDataError, match="shape"):
        regression([1, 2, 3], predictors={"x": [1, 2]})
    with pytest.raises(DegenerateDataError, match="0 or 1"):
        regression([0, 1, 2, 1], predictors={"x": [1, 2, 1, 3]}, link="logit")
    exact = regression([1.0, 2, 3, 4], predictors={"x": [1, 2, 3, 4]}).coefficients["x"]
    assert exact.low is None
    assert "no_variance" in exact.flags


def test_category_model_equals_r_under_every_coding() -> None:
    r = R["category"]
    members = {f"V{i}": C[f"V{i}"] for i in range(1, 5)}
    fit = category_regression(C["score"], memberships=members)
    assert [fit.overall.value, fit.f, fit.overall.p] == pytest.approx([r["r2"], r["f"], r["p"]], rel=1e-6)
    assert [fit.df_model, fit.df_residual] == r["df"]
    assert [e.value for e in fit.coefficients.values()] == pytest.approx(r["b"], rel=1e-6)
    for name, value in r["mean_V2"].items():
        assert getattr(fit.means["V2"], name) == pytest.approx(value, rel=1e-5), name
    reference = category_regression(C["score"], memberships=members, coding="reference", reference="V1")
    assert [e.value for e in reference.coefficients.values()] == pytest.approx(r["reference"], rel=1e-6)
    bare = category_regression(C["score"], memberships=members, coding="no_intercept")
    assert [e.value for e in bare.coefficients.values()] == pytest.approx(r["no"], rel=1e-6)
    assert bare.r_squared_uncentred == pytest.approx(r["no_r2"], rel=1e-9)
    assert bare.f == pytest.approx(fit.f)


def test_fifteen_overlapping_categories_on_264_families_have_15_and_248_df_and_the_printed_f() -> None:
    rng = np.random.default_rng(6)
    d = rng.random((264, 15)) < 0.15
    signal, noise = d @ rng.normal(size=15), rng.normal(size=264)
    full = np.column_stack([np.ones(264), d])
    noise -= full @ np.linalg.lstsq(full, noise, rcond=None)[0]
    signal -= signal.mean()
    y = 60 + signal / np.sqrt(signal @ signal) * np.sqrt(0.676) + noise / np.sqrt(noise @ noise) * np.sqrt(0.324)
    for coding in ("intercept", "no_intercept"):
        fit = category_regression(
            y,
            memberships={f"c{j}": d[:, j] for j in range(15)},
            coding="intercept" if coding == "intercept" else "no_intercept",
        )
        assert (fit.df_model, fit.df_residual) == (15, 248)
        assert fit.overall.value == pytest.approx(0.676)
        assert fit.f == pytest.approx(34.5, abs=0.05)


def test_exclusive_categories_need_no_intercept_and_then_give_category_means() -> None:
    y = np.array([1.0, 3, 5, 9, 2, 4])
    members = {"a": [1, 1, 0, 0, 0, 0], "b": [0, 0, 1, 1, 0, 0], "c": [0, 0, 0, 0, 1, 1]}
    with pytest.raises(DegenerateDataError, match="'c' is determined"):
        category_regression(y, memberships=members)
    fit = category_regression(y, memberships=members, coding="no_intercept")
    assert [e.value for e in fit.means.values()] == pytest.approx([2, 7, 3])
    assert (fit.df_model, fit.df_residual) == (2, 3)
    reference = category_regression(y, memberships=members, coding="reference", reference="a")
    assert [e.value for e in reference.means.values()] == pytest.approx([2, 7, 3])
    assert reference.f == pytest.approx(fit.f)
    with pytest.raises(DegenerateDataError, match="no row"):
        category_regression(y, memberships={"a": np.zeros(6)})
    with pytest.raises(DegenerateDataError, match="memberships are 0 or 1"):
        category_regression(y, memberships={"a": [1, 2, 0, 0, 0, 1]})


@pytest.mark.parametrize("frame", [pd.DataFrame(X), pl.DataFrame(X)], ids=["pandas", "Polars"])
def test_predictors_may_stand_in_a_frame(frame: Any) -> None:
    here, there = (regression(D["y"], predictors=p, clusters=D["family"]).coefficients for p in (frame, X))
    assert here == there
    with pytest.raises(DegenerateDataError, match="predictors is a ndarray; give columns by name"):
        regression(D["y"], predictors=np.column_stack(list(X.values())))  # type: ignore[arg-type]
