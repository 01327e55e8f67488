"""Mean squares, pairwise covariances, the cluster jackknife and REML against brute force."""

from __future__ import annotations

import numpy as np
import pytest

from motivelab.errors import DegenerateDataError
from motivelab.numerics.cluster_jackknife import jackknife_interval
from motivelab.numerics.cluster_resampling import cluster_moments
from motivelab.numerics.mean_squares import mean_squares
from motivelab.numerics.pairwise_covariance import pairwise_covariances
from motivelab.numerics.two_way_reml import two_way_reml


def test_mean_squares_equal_sums_of_squares_by_definition() -> None:
    x = np.random.default_rng(0).normal(50, 10, size=(12, 4))
    ms = mean_squares(cluster_moments(x, np.zeros(12, dtype=np.int64), np.ones((1, 1))))
    rows, cols, grand = x.mean(axis=1, keepdims=True), x.mean(axis=0), x.mean()
    assert ms.rows[0] == pytest.approx(4 * ((rows - grand) ** 2).sum() / 11)
    assert ms.columns[0] == pytest.approx(12 * ((cols - grand) ** 2).sum() / 3)
    assert ms.error[0] == pytest.approx(((x - rows - cols + grand) ** 2).sum() / 33)
    assert ms.within[0] == pytest.approx(((x - rows) ** 2).sum() / 36)


def test_pairwise_covariances_use_every_row_that_has_both() -> None:
    rng = np.random.default_rng(1)
    x = rng.normal(1e4, 1, size=(30, 4))
    x[rng.random(x.shape) < 0.2] = np.nan
    codes = np.repeat(np.arange(6), 5)
    m = pairwise_covariances(x, codes, np.vstack([np.ones(6), 1 - np.eye(6)[2]]))
    for b, rows in enumerate((np.arange(30), np.flatnonzero(codes != 2))):
        for i in range(4):
            for j in range(4):
                both = rows[np.isfinite(x[rows][:, [i, j]]).all(axis=1)]
                c = np.cov(x[both, i], x[both, j])
                assert m.n[b, i, j] == len(both)
                assert m.cov[b, i, j] == pytest.approx(c[0, 1], abs=1e-9)
                assert m.cor[b, i, j] == pytest.approx(c[0, 1] / np.sqrt(c[0, 0] * c[1, 1]), abs=1e-9)


def test_a_pair_never_seen_together_is_nan() -> None:
    m = pairwise_covariances(np.array([[1.0, np.nan], [2.0, np.nan], [np.nan, 1.0], [np.nan, 4.0]]))
    assert np.isnan(m.cov[0, 0, 1])
    assert m.cov[0, 0, 0] == 0.5


def test_jackknife_of_a_mean_is_the_t_interval_and_undefined_values_are_counted() -> None:
    x = np.array([3.0, 5.0, 4.0, 9.0, 1.0])
    left = (x.sum() - x) / 4
    i = jackknife_interval(left, estimate=float(x.mean()), linear=True)
    assert i is not None
    assert i.se == pytest.approx(x.std(ddof=1) / np.sqrt(5))
    assert i.high - i.low == pytest.approx(2 * 2.7764451 * i.se)
    gap = jackknife_interval(np.append(left, np.nan), estimate=float(x.mean()))
    assert gap is not None
    assert gap.n_undefined == 1
    assert jackknife_interval(np.array([np.nan, 1.0]), estimate=1.0) is None


def test_reml_of_a_complete_table_is_the_analysis_of_variance() -> None:
    rng = np.random.default_rng(5)
    x = 2 * rng.normal(size=(40, 1)) + rng.normal(size=(1, 5)) + rng.normal(size=(40, 5))
    ms = mean_squares(cluster_moments(x, np.zeros(40, dtype=np.int64), np.ones((1, 1))))
    c = two_way_reml(x)
    assert c.error == pytest.approx(ms.error[0], rel=1e-5)
    assert c.rows == pytest.approx((ms.rows[0] - ms.error[0]) / 5, rel=1e-5)
    assert c.columns == pytest.approx((ms.columns[0] - ms.error[0]) / 40, rel=1e-5)


@pytest.mark.parametrize(("rows", "columns"), [(2.0, 1.0), (1.0, 0.0), (0.0, 0.0), (30.0, 3.0)])
def test_reml_of_an_incomplete_table_is_least_by_the_dense_likelihood(rows: float, columns: float) -> None:
    rng = np.random.default_rng(7)
    x = rows * rng.normal(size=(25, 1)) + columns * rng.normal(size=(1, 4)) + rng.normal(size=(25, 4))
    x[rng.random(x.shape) < 0.15] = np.nan
    i, j = np.nonzero(np.isfinite(x))
    y, one = x[i, j], np.ones((len(i), 1))

    def deviance(of_rows: float, of_columns: float, of_error: float) -> float:
        v = of_rows * (i[:, None] == i) + of_columns * (j[:, None] == j) + of_error * np.eye(len(y))
        inverse = np.linalg.inv(v)
        information = one.T @ inverse @ one
        p = inverse - inverse @ one @ np.linalg.inv(information) @ one.T @ inverse
        return float(np.linalg.slogdet(v)[1] + np.linalg.slogdet(information)[1] + y @ p @ y)

    c = two_way_reml(x)
    least = deviance(c.rows, c.columns, c.error)
    for part in range(3):
        for step in (-1e-3, 1e-3):
            moved = [c.rows, c.columns, c.error]
            moved[part] = max(0.0, moved[part] + step * max(moved[part], c.error))
            assert deviance(*moved) >= least - 1e-9
    near = two_way_reml(x, start=c)
    assert near.rows == pytest.approx(c.rows, rel=1e-9)
    assert near.columns == pytest.approx(c.columns, rel=1e-9)
    turned = two_way_reml(-1e4 * x[::-1, ::-1] + 1e6)
    assert turned.rows == pytest.approx(1e8 * c.rows, rel=1e-7, abs=1.0)
    assert turned.error == pytest.approx(1e8 * c.error, rel=1e-7)


def test_reml_finds_its_maximum_in_a_long_table_whose_columns_hardly_differ() -> None:
    rng = np.random.default_rng(5)
    family = np.repeat(np.arange(264), 5)
    x = 70 + 14 * (rng.normal(size=264)[family][:, None] + rng.normal(size=(1320, 1))) + 7 * rng.normal(size=(1320, 5))
    x[rng.random(x.shape) < 0.05] = np.nan
    for left in (2, 50, 89):  # without these families a simplex search gave up
        c = two_way_reml(x[family != left])
        assert c.columns < 0.2
        assert c.error == pytest.approx(49, rel=0.1)


def test_reml_refuses_tables_without_information() -> None:
    with pytest.raises(DegenerateDataError, match="equal"):
        two_way_reml(np.full((4, 3), 2.0))
