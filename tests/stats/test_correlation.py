"""Correlations, plain, partial, taken apart and corrected for noise: R's values, laws, recovery."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from motivelab.errors import DegenerateDataError
from motivelab.numerics.cluster_resampling import cluster_weights
from motivelab.schema.estimate import Estimate
from motivelab.stats.correlation import correlation
from motivelab.stats.disattenuated_correlation import disattenuated_correlation
from motivelab.stats.partial_correlation import partial_correlation
from motivelab.stats.within_between_correlation import within_between_correlation

Column: TypeAlias = NDArray[np.float64]
REFERENCE = Path(__file__).parent / "reference"
R = json.loads((REFERENCE / "correlations.json").read_text())
D = np.genfromtxt(REFERENCE / "correlations.csv", delimiter=",", names=True)


def test_pearson_equals_cor_test_and_spearman_equals_cor_of_r() -> None:
    e = correlation(D["x"], D["y"])
    for name, value in R["pearson"].items():
        assert getattr(e, name) == pytest.approx(value, rel=1e-6), name
    assert correlation(D["x"], D["y"], kind="spearman").value == pytest.approx(R["spearman"], rel=1e-9)
    for level, ends in R["pearson_levels"].items():
        e = correlation(D["x"], D["y"], level=float(level))
        assert [e.low, e.high] == pytest.approx(ends, rel=1e-6)
    for level, ends in R["spearman_levels"].items():
        e = correlation(D["x"], D["y"], kind="spearman", level=float(level))
        assert [e.low, e.high] == pytest.approx(ends, rel=1e-6)


def test_close_ranks_are_covered() -> None:
    rng, held, truth = np.random.default_rng(6), 0, 6 / np.pi * np.arcsin(0.45)
    for _ in range(400):
        x = rng.normal(size=60)
        e = correlation(x, 0.9 * x + np.sqrt(0.19) * rng.normal(size=60), kind="spearman")
        held += bool(e.low is not None and e.high is not None and e.low <= truth <= e.high)
    assert held >= 0.93 * 400  # Fisher's variance held 91%


def test_clustered_error_is_the_family_jackknife_of_r_and_near_its_linearised_error() -> None:
    e = correlation(D["x"], D["y"], clusters=D["family"])
    assert (e.se or 0) / (1 - e.value**2) == pytest.approx(R["jackknife_se_z"], rel=1e-9)
    assert e.se == pytest.approx(R["linearised_se"], rel=0.1)
    assert e.df == 29


def test_partial_correlation_equals_psych_and_the_residual_test_of_r() -> None:
    e = partial_correlation(D["x"], D["y"], given=np.column_stack([D["z"], D["w"]]))
    for name in ("value", "low", "high", "p"):
        assert getattr(e, name) == pytest.approx(R["partial"][name], rel=1e-6), name
    assert e.value == pytest.approx(R["partial"]["psych"], rel=1e-9)


def test_within_and_between_equal_psych_stats_by() -> None:
    e = within_between_correlation(D["x"], D["y"], clusters=D["family"])
    assert e.within.value == pytest.approx(R["statsBy"]["rwg"], rel=1e-9)
    assert e.between.value == pytest.approx(R["statsBy"]["rbg"], rel=1e-9)


def test_disattenuated_equals_icc_based_and_psych_correct_cor() -> None:
    x, y = np.column_stack([D["x"], D["x2"]]), np.column_stack([D["y"], D["y2"], D["y3"]])
    assert disattenuated_correlation(x, y).value == pytest.approx(R["disattenuated"], rel=1e-9)
    known = disattenuated_correlation(D["x"], D["y"], reliability_x=0.8, reliability_y=0.7)
    assert known.value == pytest.approx(R["correct_cor"], rel=1e-9)
    assert known.flags == ("reliability_fixed",)


@given(seed=st.integers(0, 10**6), scale=st.floats(0.01, 50), shift=st.floats(-100, 100))
@settings(max_examples=30, deadline=None)
def test_stretching_keeps_every_correlation_and_turning_one_side_turns_its_sign(
    seed: int, scale: float, shift: float
) -> None:
    rng = np.random.default_rng(seed)
    g = np.repeat(np.arange(12), 3)
    x = rng.normal(size=36)
    y = x + rng.normal(size=36)
    z = rng.normal(size=36)
    measures: list[Callable[[Column, Column], Estimate]] = [
        lambda a, b: correlation(a, b, clusters=g),
        lambda a, b: partial_correlation(a, b, given=z, clusters=g),
        lambda a, b: within_between_correlation(a, b, clusters=g).within,
        lambda a, b: within_between_correlation(a, b, clusters=g).between,
        lambda a, b: disattenuated_correlation(a, b, clusters=g, reliability_x=0.8),
    ]
    for f in measures:
        e, same, turned = f(x, y), f(x * scale + shift, y), f(-x, y)
        assert same.value == pytest.approx(e.value, abs=1e-9)
        assert same.low == pytest.approx(e.low, abs=1e-8)
        assert turned.high == pytest.approx(-(e.low or 0), abs=1e-8)


@given(seed=st.integers(0, 10**6))
@settings(max_examples=30, deadline=None)
def test_total_is_put_together_from_within_and_between(seed: int) -> None:
    rng = np.random.default_rng(seed)
    g = rng.integers(0, 8, 60)
    x, y = rng.normal(size=60) + g, rng.normal(size=60) - g
    e = within_between_correlation(x, y, clusters=g)
    inside = e.within.value * np.sqrt((1 - e.share_x) * (1 - e.share_y))
    assert e.total.value == pytest.approx(inside + e.between.value * np.sqrt(e.share_x * e.share_y), abs=1e-9)


def test_copied_rows_leave_the_clustered_interval_alone() -> None:
    rng = np.random.default_rng(1)
    x = rng.normal(size=40)
    y = x + rng.normal(size=40)
    once = correlation(x, y, clusters=np.arange(40))
    often = correlation(np.repeat(x, 6), np.repeat(y, 6), clusters=np.repeat(np.arange(40), 6))
    assert often.low == pytest.approx(once.low)
    assert often.value == pytest.approx(once.value)


def test_true_correlation_behind_heaped_noisy_draws_is_recovered() -> None:
    rng = np.random.default_rng(22)
    family = np.repeat(np.arange(150), 4)
    f = (
        rng.multivariate_normal([0, 0], [[1, 0.6], [0.6, 1]], 600) / 2
        + np.sqrt(0.75) * rng.multivariate_normal([0, 0], [[1, 0.6], [0.6, 1]], 150)[family]
    )
    x = np.round((70 + 10 * f[:, [0]] + rng.normal(0, 8, (600, 2))) / 5) * 5
    y = 50 + 10 * f[:, [1]] + rng.normal(0, 10, (600, 2))
    for e in (disattenuated_correlation(x, y, clusters=family),):
        assert e.low is not None
        assert e.high is not None
        assert e.low < 0.6 < e.high
        assert e.high - e.low < 0.3
    assert correlation(x.mean(axis=1), y.mean(axis=1), clusters=family).value < 0.52


def test_families_that_are_refused_whole_correlate_between_and_not_within() -> None:
    rng = np.random.default_rng(3)
    family = np.repeat(np.arange(100), 5)
    refused = (rng.random(100) < 0.3)[family]
    report = 70 - 40 * refused + rng.normal(0, 8, 500)
    quality = 6 - 4 * refused + rng.normal(0, 1, 500)
    e = within_between_correlation(report, quality, clusters=family)
    assert e.between.value > 0.85
    assert e.within.low is not None
    assert e.within.high is not None
    assert e.within.low < 0 < e.within.high


def test_shared_weights_give_the_interval_of_their_labels() -> None:
    w = cluster_weights(D["family"].tolist(), n_resamples=20, rng=np.random.default_rng(4))
    assert correlation(D["x"], D["y"], clusters=w) == correlation(D["x"], D["y"], clusters=D["family"])


def test_family_means_that_do_not_differ_leave_the_within_correlation_standing() -> None:
    x, g = np.tile([1.0, 2.0, 3.0], 8), np.repeat(np.arange(8), 3)
    y = x + np.random.default_rng(3).normal(size=24)
    w = within_between_correlation(x, y, clusters=g)
    assert np.isnan(w.between.value)
    assert w.between.flags[-1] == "no_between"
    assert w.within.low is not None


@pytest.mark.parametrize("offset", [1e6, 1e9])
def test_what_is_held_fixed_may_lie_far_from_zero(offset: float) -> None:
    near = partial_correlation(D["x"], D["y"], given=np.column_stack([D["z"], D["w"]]), clusters=D["family"])
    moved = np.column_stack([D["z"] + offset, D["w"] - offset])
    far = partial_correlation(D["x"] + offset, D["y"], given=moved, clusters=D["family"])
    assert [far.value, far.low, far.high] == pytest.approx([near.value, near.low, near.high], rel=1e-14 * offset)
    assert far.method == near.method


def test_a_perfect_correlation_is_flagged_and_has_no_interval_however_it_is_computed() -> None:
    x, z = D["x"], D["z"]
    for e in (
        correlation(x, 2 * x),
        correlation(x, 2 * x, clusters=D["family"]),
        partial_correlation(x, x, given=z),
        partial_correlation(x, x, given=z, clusters=D["family"]),
        disattenuated_correlation(x, x),
    ):
        assert (e.low, e.high, e.flags[-1]) == (None, None, "boundary")


def test_degenerate_columns_are_refused_or_flagged() -> None:
    with pytest.raises(DegenerateDataError, match="does not vary"):
        correlation([1, 1, 1, 1, 1], [1, 2, 3, 4, 5])
    with pytest.raises(DegenerateDataError, match="x is determined"):
        partial_correlation(D["z"] * 2, D["y"], given=D["z"])
    with pytest.raises(DegenerateDataError, match="no variance left"):
        disattenuated_correlation(np.tile([[0.0, 9.0], [9.0, 0.0]], (6, 1)), D["y"][:12])
    with pytest.raises(DegenerateDataError, match=r"reliability_x is 1\.2"):
        disattenuated_correlation(D["x"], D["y"], reliability_x=1.2)
    with pytest.raises(DegenerateDataError, match="clusters is None"):
        within_between_correlation(D["x"], D["y"], clusters=None)
    flat = within_between_correlation(
        [1, 1, 2, 2, 3, 3, 5, 5], [1, 2, 3, 4, 4, 4, 4, 9], clusters=[1, 1, 2, 2, 3, 3, 4, 4]
    )
    assert np.isnan(flat.within.value)
    assert "no_within" in flat.within.flags
    perfect = correlation([1, 2, 3, 4], [2, 4, 6, 8], clusters=[1, 2, 3, 4])
    assert perfect.low is None
    assert "boundary" in perfect.flags
