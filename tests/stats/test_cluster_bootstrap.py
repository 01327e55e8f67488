"""Contrasts by one shared bootstrap: R's values, laws, recovery."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motivelab.errors import DegenerateDataError
from motivelab.numerics.cluster_resampling import ClusterWeights, cluster_weights
from motivelab.stats.cluster_bootstrap import BootstrapInterval, cluster_bootstrap

REFERENCE = Path(__file__).parent / "reference"
R = json.loads((REFERENCE / "cluster_bootstrap.json").read_text())


def _given_counts() -> tuple[np.ndarray[tuple[int, int], np.dtype[np.float64]], ClusterWeights]:
    d = np.genfromtxt(REFERENCE / "cluster_bootstrap.csv", delimiter=",", skip_header=1)
    counts = np.loadtxt(REFERENCE / "cluster_bootstrap_counts.csv", delimiter=",", skiprows=1)
    codes = d[:, 0].astype(np.int64) - 1
    return d[:, 1:].T, ClusterWeights(codes=codes, labels=tuple(range(14)), weights=counts)


@pytest.mark.parametrize("interval", ["studentized", "percentile"])
@pytest.mark.parametrize("level", [0.8, 0.9, 0.95])
def test_with_the_same_counts_the_intervals_are_those_of_boot_ci(interval: BootstrapInterval, level: float) -> None:
    scores, w = _given_counts()
    out = cluster_bootstrap(
        scores, clusters=w, conditions=["none", "money", "guilt"], reference="none", interval=interval, level=level
    )
    for name, e in zip(out.conditions, out.estimates[0], strict=True):
        r = R[str(name)]
        assert e.value == pytest.approx(r["value"], rel=1e-9)
        assert e.se == pytest.approx(r["se"], rel=1e-9)
        ends = r if level == 0.95 else r[str(level)]
        assert [e.low, e.high] == pytest.approx(ends["stud" if interval == "studentized" else "perc"], rel=1e-8)


@given(seed=st.integers(0, 10**6))
@settings(max_examples=20, deadline=None)
def test_exchanging_condition_and_reference_turns_the_sign(seed: int) -> None:
    rng = np.random.default_rng(seed)
    w = cluster_weights(rng.integers(0, 20, 80).tolist(), n_resamples=99, rng=rng)
    y = rng.normal(size=(3, 2, 80))
    a = cluster_bootstrap(y, clusters=w, conditions=["a", "b"], reference="a")
    b = cluster_bootstrap(y, clusters=w, conditions=["a", "b"], reference="b")
    for (x,), (z,) in zip(a.estimates, b.estimates, strict=True):
        assert x.value == pytest.approx(-z.value)
        assert x.low is not None
        assert z.high == pytest.approx(-x.low)
    np.testing.assert_allclose(a.draws, -b.draws)


def test_respondents_and_conditions_share_resamples_so_that_equal_data_have_equal_draws() -> None:
    rng = np.random.default_rng(5)
    w = cluster_weights(np.repeat(np.arange(20), 4).tolist(), n_resamples=50, rng=rng)
    y = rng.normal(size=(1, 2, 80))
    out = cluster_bootstrap(np.concatenate([y, y]), clusters=w, conditions=[0, 1], reference=0)
    np.testing.assert_array_equal(out.draws[:, 0], out.draws[:, 1])


def test_effects_that_vary_by_family_are_recovered_with_an_error_that_knows_it() -> None:
    rng = np.random.default_rng(6)
    family = np.repeat(np.arange(120), 5)
    base = 70 + rng.normal(0, 8, 600)
    money = np.round(base + 6 + rng.normal(0, 5, 120)[family] + rng.normal(0, 2, 600))
    w = cluster_weights(family.tolist(), n_resamples=1000, rng=rng)
    e = cluster_bootstrap(np.stack([base, money]), clusters=w, conditions=["n", "m"], reference="n").estimates[0][0]
    assert e.value == pytest.approx(6, abs=1.5)
    assert e.se == pytest.approx(5 / np.sqrt(120), rel=0.25)
    assert e.p is not None
    assert e.p < 0.01


def test_a_cell_without_data_is_flagged_and_the_others_stand() -> None:
    rng = np.random.default_rng(7)
    w = cluster_weights(np.repeat(np.arange(12), 2).tolist(), n_resamples=99, rng=rng)
    y = rng.normal(size=(1, 4, 24))
    y[0, 1] = np.nan
    y[0, 2] = y[0, 0] + 3
    y[0, 3, 2:] = np.nan
    none, same, single = cluster_bootstrap(y, clusters=w, conditions=list("rabc"), reference="r").estimates[0]
    assert np.isnan(none.value)
    assert none.flags == ("no_data", "missing")
    assert same.value == pytest.approx(3)
    assert same.low is None
    assert same.flags == ("no_variance",)
    assert single.flags == ("one_cluster", "missing")


def test_conditions_of_one_name_labels_and_huge_scores_are_refused() -> None:
    w = cluster_weights([0, 0, 1, 1, 2, 2], n_resamples=50, rng=np.random.default_rng(1))
    y = np.arange(12.0).reshape(2, 6)
    for names in (["a", "a"], ["a"]):
        with pytest.raises(DegenerateDataError, match="two conditions of different names"):
            cluster_bootstrap(y[: len(names)], clusters=w, conditions=names, reference="a")
    with pytest.raises(DegenerateDataError, match="give the `ClusterWeights`"):
        cluster_bootstrap(y, clusters=[0, 0, 1, 1, 2, 2], conditions=["a", "b"], reference="a")  # type: ignore[arg-type]
    with pytest.raises(DegenerateDataError, match="rescale"):
        cluster_bootstrap(y * 1e200, clusters=w, conditions=["a", "b"], reference="a")


def test_wrong_shapes_and_names_are_refused() -> None:
    rng = np.random.default_rng(8)
    w = cluster_weights([0, 0, 1, 1], n_resamples=50, rng=rng)
    with pytest.raises(DegenerateDataError, match="shape"):
        cluster_bootstrap(np.zeros((2, 5)), clusters=w, conditions=["a", "b"], reference="a")
    with pytest.raises(DegenerateDataError, match="did you mean 'money'"):
        cluster_bootstrap(np.zeros((2, 4)), clusters=w, conditions=["none", "money"], reference="moneyy")
    few = cluster_weights([0, 0, 1, 1], n_resamples=0, rng=rng)
    with pytest.raises(DegenerateDataError, match="resamples"):
        cluster_bootstrap(np.zeros((2, 4)), clusters=few, conditions=["a", "b"], reference="a")
