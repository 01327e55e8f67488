"""Two-part effort: R's values, laws, recovery."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from scipy import special

from motivelab.errors import DegenerateDataError
from motivelab.stats.two_part_effort import two_part_effort

REFERENCE = Path(__file__).parent / "reference"
R = json.loads((REFERENCE / "models.json").read_text())
D = np.genfromtxt(REFERENCE / "models.csv", delimiter=",", names=True)


def test_effort_equals_survreg_and_glm_with_cluster_sums() -> None:
    m = two_part_effort(
        D["tokens"],
        complied=D["b"],
        predictors={"x": D["x"], "z": D["z"]},
        cap=400,
        clusters=D["family"],
        errors="CR1",
    )
    r = R["effort"]
    parts = [*m.effort.values(), m.log_scale]
    assert [e.value for e in parts] == pytest.approx([*r["b"], r["log_scale"]], rel=1e-6)
    assert [e.se for e in parts] == pytest.approx(r["se"], rel=1e-5)
    assert (m.n_complied, m.n_censored) == (r["n"], r["censored"])
    assert [e.value for e in m.compliance.values()] == pytest.approx(r["compliance"], rel=1e-6)
    assert [e.se for e in m.compliance.values()] == pytest.approx(r["compliance_se"], rel=1e-6)


def test_errors_of_effort_are_near_those_of_fitting_anew_without_each_family_in_r() -> None:
    """One Newton step leaves the last tenth of a large move undone."""
    m = two_part_effort(
        D["tokens"], complied=D["b"], predictors={"x": D["x"], "z": D["z"]}, cap=400, clusters=D["family"]
    )
    r = R["effort"]
    assert [e.se for e in (*m.effort.values(), m.log_scale)] == pytest.approx(r["jackknife_se"], rel=0.03)
    assert [e.se for e in m.compliance.values()] == pytest.approx(r["compliance_jackknife_se"], rel=0.03)
    assert all(2 <= (e.df or 0) <= 23 for e in (*m.effort.values(), m.log_scale, *m.compliance.values()))
    assert "few_clusters" in m.effort["x"].flags
    with pytest.raises(DegenerateDataError, match="errors is 'CR2'"):
        two_part_effort(D["tokens"], complied=D["b"], predictors={"x": D["x"]}, errors="CR2")  # type: ignore[arg-type]


def test_a_cluster_without_which_a_slope_is_not_defined_is_named_as_a_hinge() -> None:
    family = np.repeat(np.arange(12), 10)
    rng = np.random.default_rng(6)
    only = np.where(family == 4, rng.normal(size=120), 0.0)
    m = two_part_effort(np.exp(rng.normal(size=120)), complied=np.ones(120), predictors={"only": only}, clusters=family)
    assert m.effort["only"].flags == ("few_clusters", "hinge_family")


def test_slopes_are_recovered_through_the_cap_where_least_squares_shrinks() -> None:
    rng = np.random.default_rng(3)
    family = np.repeat(np.arange(120), 5)
    x = rng.normal(size=600)
    motive = x + rng.normal(size=600)
    tokens = np.ceil(np.exp(6.5 + 0.4 * x + rng.normal(0, 0.3, 120)[family] + rng.normal(0, 0.4, 600)))
    complied = rng.random(600) < special.expit(2 + motive)
    m = two_part_effort(np.minimum(tokens, 1000), complied=complied, predictors={"x": x}, cap=1000, clusters=family)
    e = m.effort["x"]
    assert (e.low or 0) < 0.4 < (e.high or 0)
    naive = np.polyfit(x[complied], np.log(np.minimum(tokens, 1000))[complied], 1)[0]
    assert naive < 0.33
    assert m.n_censored > 80


def test_without_cap_the_second_part_is_least_squares() -> None:
    m = two_part_effort(D["tokens"], complied=D["b"], predictors={"x": D["x"]})
    did = D["b"] == 1
    assert m.effort["x"].value == pytest.approx(np.polyfit(D["x"][did], np.log(D["tokens"][did]), 1)[0], rel=1e-8)
    assert m.n_censored == 0


def test_degenerate_effort_is_flagged_or_refused() -> None:
    t, x = D["tokens"], D["x"]
    assert two_part_effort(t, complied=np.ones(len(t)), predictors={"x": x}).compliance_flags == ("all_complied",)
    separated = two_part_effort(t, complied=x > 0, predictors={"x": x})
    assert (separated.compliance, separated.compliance_flags) == ({}, ("separated",))
    with pytest.raises(DegenerateDataError, match="uncensored rows"):
        two_part_effort(t, complied=D["b"], predictors={"x": x}, cap=1)
    with pytest.raises(DegenerateDataError, match="positive"):
        two_part_effort(np.zeros(len(t)), complied=D["b"], predictors={"x": x})
    with pytest.raises(DegenerateDataError, match="no row complied"):
        two_part_effort(t, complied=np.zeros(len(t)), predictors={"x": x})
    with pytest.raises(DegenerateDataError, match="exactly"):
        two_part_effort(np.exp(x), complied=np.ones(len(t)), predictors={"x": x})


def test_what_is_no_cap_no_yes_or_no_or_no_name_is_refused() -> None:
    t, x, done = D["tokens"], D["x"], D["b"]
    for cap, words in ((np.nan, "cap holds nan"), (-5, r"cap holds -5\.0"), ([1.0, 2.0], r"cap has shape \(2,\)")):
        with pytest.raises(DegenerateDataError, match=words):
            two_part_effort(t, complied=done, predictors={"x": x}, cap=cap)
    with pytest.raises(DegenerateDataError, match=r"complied holds 2\.0"):
        two_part_effort(t, complied=done + 1, predictors={"x": x})
    with pytest.raises(DegenerateDataError, match="named 'log_scale'"):
        two_part_effort(t, complied=done, predictors={"log_scale": x})
    each = two_part_effort(t, complied=done, predictors={"x": x}, cap=np.where(x > 0, 400.0, np.inf))
    assert each.n_censored == int(((t >= 400) & (x > 0) & (done == 1)).sum())
