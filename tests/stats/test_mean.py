"""The clustered mean: R's values, laws, recovery."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motivelab.errors import DegenerateDataError
from motivelab.numerics.cluster_resampling import cluster_weights
from motivelab.stats.mean import mean

REFERENCE = Path(__file__).parent / "reference"
R = json.loads((REFERENCE / "mean.json").read_text())


def _table(name: str) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    return np.loadtxt(REFERENCE / name, delimiter=",", skiprows=1)


def test_unequal_families_give_the_cr2_satterthwaite_interval_of_r() -> None:
    d = _table("mean.csv")
    e = mean(d[:, 1], clusters=d[:, 0])
    for name in ("value", "se", "df", "low", "high", "p"):
        assert getattr(e, name) == pytest.approx(R[name], rel=1e-6), name
    assert (e.n, e.n_units, e.unit) == (57, 12, "family")


def test_equal_families_give_the_t_interval_on_family_means_of_r() -> None:
    d = _table("mean_balanced.csv")
    e = mean(d[:, 1], clusters=d[:, 0])
    for name, value in R["balanced"].items():
        assert getattr(e, name) == pytest.approx(value, rel=1e-6), name


def test_without_clusters_it_is_the_one_sample_t_interval_of_r() -> None:
    e = mean(_table("mean.csv")[:, 1])
    for name, value in R["rows"].items():
        assert getattr(e, name) == pytest.approx(value, rel=1e-6), name
    assert e.unit == "row"


@pytest.mark.parametrize("level", [0.9, 0.99])
def test_intervals_of_other_levels_equal_r(level: float) -> None:
    d, r = _table("mean.csv"), R["levels"][str(level)]
    families, rows = mean(d[:, 1], clusters=d[:, 0], level=level), mean(d[:, 1], level=level)
    assert [families.low, families.high] == pytest.approx(r["families"], rel=1e-6)
    assert [rows.low, rows.high] == pytest.approx(r["rows"], rel=1e-6)


@given(
    seed=st.integers(0, 10**6),
    shift=st.floats(-1e3, 1e3),
    scale=st.floats(0.01, 100),
)
@settings(max_examples=40, deadline=None)
def test_shifting_and_stretching_the_scores_shifts_and_stretches_the_interval(
    seed: int, shift: float, scale: float
) -> None:
    rng = np.random.default_rng(seed)
    g = rng.integers(0, 15, 60)
    y = rng.normal(size=60)
    for clusters in (g, cluster_weights(g.tolist(), n_resamples=99, rng=np.random.default_rng(1))):
        a, b = mean(y, clusters=clusters), mean(shift + scale * y, clusters=clusters)
        assert a.low is not None
        assert b.low == pytest.approx(shift + scale * a.low, rel=1e-6, abs=1e-6)
        assert b.se == pytest.approx(scale * (a.se or 0), rel=1e-6)


def test_equal_rows_inside_families_have_the_error_of_the_families_alone() -> None:
    y = np.random.default_rng(2).normal(size=12)
    once, often = mean(y), mean(np.repeat(y, 5), clusters=np.repeat(np.arange(12), 5))
    assert often.low == pytest.approx(once.low)
    assert often.df == pytest.approx(11)


def test_skewed_heaped_reports_bootstrap_interval_leans_with_the_skew() -> None:
    rng = np.random.default_rng(3)
    family = np.repeat(np.arange(60), 5)
    y = np.round(100 - np.minimum(99, rng.exponential(15, 60)[family] + rng.exponential(3, 300)) / 5) * 5
    w = cluster_weights(family.tolist(), n_resamples=2000, rng=rng)
    e, t = mean(y, clusters=w), mean(y, clusters=family)
    assert e.low is not None
    assert e.high is not None
    assert t.low is not None
    assert t.high is not None
    assert e.value - e.low > e.high - e.value
    assert e.high - e.low == pytest.approx(t.high - t.low, rel=0.15)
    assert e.df is None


def test_missing_values_are_left_out_and_said_so() -> None:
    e = mean([1.0, np.nan, 3.0, 8.0], clusters=["a", "a", "b", "c"])
    assert (e.n, e.value, "missing" in e.flags, "few_clusters" in e.flags) == (3, 4.0, True, True)


def test_families_that_agree_have_no_interval_but_a_flag() -> None:
    e = mean([5.0] * 6, clusters=[1, 1, 2, 2, 3, 3])
    assert (e.value, e.low, e.flags[-1]) == (5.0, None, "no_variance")


@pytest.mark.parametrize("values", [[np.nan, np.nan], [3.0, np.nan]])
def test_fewer_than_two_families_with_a_value_is_refused(values: list[float]) -> None:
    with pytest.raises(DegenerateDataError, match="at least 2"):
        mean(values, clusters=["a", "b"])


def test_an_infinite_score_and_a_missing_label_are_refused_by_name() -> None:
    with pytest.raises(DegenerateDataError, match="values holds an infinite"):
        mean([1.0, np.inf])
    with pytest.raises(DegenerateDataError, match="row 1 has no label"):
        mean([1.0, 2.0], clusters=["a", None])
    with pytest.raises(DegenerateDataError, match="3 labels for 2 rows"):
        mean([1.0, 2.0], clusters=["a", "b", "c"])
