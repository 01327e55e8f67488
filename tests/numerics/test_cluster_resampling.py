"""Laws of the shared cluster bootstrap."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from motivelab.errors import DegenerateDataError
from motivelab.numerics.cluster_resampling import (
    bca_interval,
    cluster_means,
    cluster_moments,
    cluster_sums,
    cluster_weights,
    percentile_interval,
)


@given(
    clusters=st.lists(st.sampled_from("abcdefg"), min_size=2, max_size=40).filter(lambda c: len(set(c)) > 1),
    seed=st.integers(0, 10**6),
)
@settings(max_examples=50, deadline=None)
def test_every_resample_draws_as_many_clusters_as_there_are(clusters: list[str], seed: int) -> None:
    w = cluster_weights(clusters, n_resamples=7, rng=np.random.default_rng(seed))
    assert (w.weights.sum(axis=1) == len(set(clusters))).all()
    assert [w.labels[c] for c in w.codes] == clusters


def test_same_seed_gives_the_same_matrix_and_weights_have_multinomial_moments() -> None:
    labels = np.repeat(np.arange(40), 3).tolist()
    one = cluster_weights(labels, n_resamples=4000, rng=np.random.default_rng(5))
    two = cluster_weights(labels, n_resamples=4000, rng=np.random.default_rng(5))
    assert (one.weights == two.weights).all()
    assert one.weights.mean() == 1.0
    assert one.weights.var() == pytest.approx(1 - 1 / 40, rel=0.03)


def test_moments_equal_those_of_the_physically_resampled_rows() -> None:
    rng = np.random.default_rng(2)
    codes = [0, 0, 1, 1, 1, 2, 3, 3]
    x = rng.normal(1e5, 1, size=(8, 3))
    w = cluster_weights(codes, n_resamples=20, rng=rng)
    m = cluster_moments(x, w.codes, w.weights)
    for b in range(20):
        rows = np.repeat(np.arange(8), w.row_weights[b].astype(int))
        assert m.n[b] == len(rows)
        np.testing.assert_allclose(m.mean[b], x[rows].mean(axis=0), rtol=1e-12)
        np.testing.assert_allclose(m.cov[b], np.cov(x[rows], rowvar=False), atol=1e-8)
        np.testing.assert_allclose(cluster_means(x[:, 0], w.codes, w.weights)[b], x[rows, 0].mean())


def test_missing_cells_are_left_out_of_means_and_an_empty_resample_is_nan() -> None:
    x = np.array([1.0, np.nan, np.nan])
    out = cluster_means(x, np.array([0, 1, 1]), np.array([[1.0, 1.0], [0.0, 2.0]]))
    assert out[0] == 1.0
    assert np.isnan(out[1])


def test_leave_one_out_is_the_jackknife() -> None:
    w = cluster_weights("aabc", n_resamples=0, rng=np.random.default_rng(0))
    means = cluster_means(np.array([1.0, 3.0, 5.0, 9.0]), w.codes, w.leave_one_out)
    np.testing.assert_allclose(means, [7.0, 13 / 3, 3.0])
    assert w.n_resamples == 0


def test_bca_agrees_with_scipy_on_rows_as_their_own_clusters() -> None:
    rng = np.random.default_rng(11)
    x = rng.exponential(size=60)
    w = cluster_weights(range(60), n_resamples=20000, rng=rng)
    ours = bca_interval(
        cluster_means(x, w.codes, w.weights),
        estimate=float(x.mean()),
        jackknife=cluster_means(x, w.codes, w.leave_one_out),
    )
    theirs = stats.bootstrap((x,), np.mean, n_resamples=20000, method="BCa", rng=rng).confidence_interval
    assert ours.low == pytest.approx(theirs.low, abs=0.012)
    assert ours.high == pytest.approx(theirs.high, abs=0.012)


def test_without_bias_and_skew_bca_is_the_percentile_interval() -> None:
    replicates = np.linspace(-1, 1, 2001)
    plain = percentile_interval(replicates)
    corrected = bca_interval(replicates, estimate=0.0, jackknife=np.array([-1.0, 1.0]))
    assert corrected.low == pytest.approx(plain.low, abs=1e-3)
    assert corrected.high == pytest.approx(plain.high, abs=1e-3)


def test_undefined_replicates_are_counted_and_too_many_are_refused() -> None:
    replicates = np.concatenate([np.arange(80.0), np.full(20, np.nan)])
    assert percentile_interval(replicates).n_undefined == 20
    with pytest.raises(DegenerateDataError, match="defined in 40 of 100"):
        percentile_interval(np.where(np.arange(100) < 40, 1.0, np.nan))
    with pytest.raises(DegenerateDataError, match="finite"):
        bca_interval(replicates, estimate=float("nan"), jackknife=replicates)


@pytest.mark.parametrize(
    ("clusters", "message"),
    [([], "0 cluster"), (["a", "a"], "1 cluster"), (["a", None], "row 1"), ([1.0, float("nan")], "row 1")],
)
def test_what_cannot_be_resampled_is_refused(clusters: list[object], message: str) -> None:
    with pytest.raises(DegenerateDataError, match=message):
        cluster_weights(clusters, n_resamples=10, rng=np.random.default_rng(0))


def test_sums_keep_trailing_dimensions() -> None:
    out = cluster_sums(np.ones((4, 2, 3)), np.array([0, 1, 1, 1]), n_clusters=2)
    assert out.shape == (2, 2, 3)
    assert out[1, 0, 0] == 3.0


def test_resamples_without_enough_rows_are_nan_not_a_warning() -> None:
    m = cluster_moments(np.array([[1.0], [2.0], [4.0]]), np.array([0, 1, 1]), np.array([[0.0, 0.0], [1.0, 0.0]]))
    assert np.isnan(m.mean[0, 0])
    assert m.mean[1, 0] == 1.0
    assert np.isnan(m.cov).all()
