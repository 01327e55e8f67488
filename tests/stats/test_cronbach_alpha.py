"""Cronbach's alpha: psych's numbers, its laws, a planted truth."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from motivelab.errors import DegenerateDataError
from motivelab.stats.cronbach_alpha import cronbach_alpha

HERE = Path(__file__).parent / "reference"
EXPECTED = json.loads((HERE / "reliability.json").read_text())


def items(name: str) -> tuple[NDArray[np.float64], list[str]]:
    lines = (HERE / name).read_text().splitlines()[1:]
    cells = [line.replace('"', "").split(",") for line in lines]
    return np.array([[float("nan") if c == "NA" else float(c) for c in row[1:]] for row in cells]), [
        r[0] for r in cells
    ]


def tau_equivalent(n: int, *, k: int, share: float, rng: np.random.Generator) -> NDArray[np.float64]:
    return np.asarray(
        np.sqrt(share) * rng.normal(size=(n, 1)) + np.sqrt(1 - share) * rng.normal(size=(n, k)), dtype=np.float64
    )


@pytest.mark.parametrize(("file", "key"), [("items.csv", "alpha"), ("items_missing.csv", "alpha_missing")])
def test_equals_psych_alpha(file: str, key: str) -> None:
    x, _ = items(file)
    a, want = cronbach_alpha(x), EXPECTED[key]
    assert a.alpha.value == pytest.approx(want["raw"], abs=1e-9)
    assert a.alpha.low == pytest.approx(want["low"], abs=1e-9)
    assert a.alpha.high == pytest.approx(want["high"], abs=1e-9)
    assert a.standardized.value == pytest.approx(want["std"], abs=1e-9)
    np.testing.assert_allclose([e.value for e in a.if_dropped], want["dropped"], atol=1e-9)
    assert ("missing" in a.alpha.flags) == ("missing" in file)


def test_item_rest_equals_psych_r_drop() -> None:
    a = cronbach_alpha(items("items.csv")[0])
    np.testing.assert_allclose([e.value for e in a.item_rest], EXPECTED["alpha"]["r_drop"], atol=1e-9)


@given(seed=st.integers(0, 10**6), scale=st.floats(0.01, 100), shift=st.floats(-1000, 1000), missing=st.booleans())
@settings(max_examples=30, deadline=None)
def test_common_rescaling_and_order_of_rows_and_items_do_not_matter(
    seed: int, scale: float, shift: float, missing: bool
) -> None:
    rng = np.random.default_rng(seed)
    x = tau_equivalent(40, k=4, share=0.5, rng=rng)
    if missing:
        x[rng.random(x.shape) < 0.05] = np.nan
    first = cronbach_alpha(x)
    second = cronbach_alpha((scale * x + shift)[rng.permutation(40)][:, rng.permutation(4)])
    assert second.alpha.value == pytest.approx(first.alpha.value, abs=1e-8)
    assert first.alpha.value <= 1
    assert first.alpha.low is not None
    assert first.alpha.high is not None
    assert first.alpha.low <= first.alpha.value <= first.alpha.high


@given(seed=st.integers(0, 10**6), scales=st.lists(st.floats(0.1, 50), min_size=3, max_size=3))
@settings(max_examples=20, deadline=None)
def test_standardized_alpha_does_not_see_the_scale_of_single_items(seed: int, scales: list[float]) -> None:
    x = tau_equivalent(30, k=3, share=0.5, rng=np.random.default_rng(seed))
    one, two = cronbach_alpha(x).standardized.value, cronbach_alpha(x * np.array(scales)).standardized.value
    assert two == pytest.approx(one, abs=1e-8)


def test_recovers_a_planted_alpha() -> None:
    x = tau_equivalent(200_000, k=5, share=0.4, rng=np.random.default_rng(7))
    assert cronbach_alpha(x).alpha.value == pytest.approx(5 * 0.4 / (1 + 4 * 0.4), abs=0.005)


def test_families_that_react_as_one_widen_the_interval() -> None:
    rng = np.random.default_rng(2)
    family = np.repeat(np.arange(36), 5)
    x = tau_equivalent(36, k=4, share=0.6, rng=rng)[family] + 0.2 * rng.normal(size=(180, 4))
    alone, clustered = cronbach_alpha(x).alpha, cronbach_alpha(x, clusters=family).alpha
    assert clustered.value == alone.value
    assert clustered.n_units == 36
    assert clustered.df is not None
    assert 10 < clustered.df <= 35
    assert clustered.low is not None
    assert alone.low is not None
    assert clustered.low < alone.low
    few = cronbach_alpha(x, clusters=[f"{i % 8}" for i in range(len(x))])
    assert "few_clusters" in few.alpha.flags


def test_cautions_are_flagged() -> None:
    rng = np.random.default_rng(3)
    x = tau_equivalent(50, k=4, share=0.6, rng=rng)
    assert "negative_item" in cronbach_alpha(x * [1, 1, 1, -1]).alpha.flags
    constant = cronbach_alpha(np.column_stack([x, np.full(50, 3.0)]))
    assert "constant_item" in constant.standardized.flags
    assert np.isnan(constant.standardized.value)
    same = cronbach_alpha(np.repeat(x[:, :1], 3, axis=1))
    assert same.alpha.value == pytest.approx(1)
    assert same.alpha.low is None
    assert "perfect" in same.alpha.flags
    opposed = np.column_stack([x[:, 0], -x[:, 0] + 0.1 * rng.normal(size=50)])
    assert "negative_alpha" in cronbach_alpha(opposed).alpha.flags


@pytest.mark.parametrize(
    ("scores", "message"),
    [
        (np.ones((9, 1)), "2 items"),
        (np.ones((9, 3)), "no variance"),
        (np.full((9, 3), np.nan), "complete row"),
        ([[1.0, 2.0], [2.0, 3.0]], "at least 3"),
        ([[1, np.nan], [2, np.nan], [np.nan, 3], [np.nan, 4]], "answered together"),
        ([[1, -1], [2, -2], [4, -4]], "no variance"),
    ],
)
def test_degenerate_data_are_refused(scores: object, message: str) -> None:
    with pytest.raises(DegenerateDataError, match=message):
        cronbach_alpha(np.asarray(scores, dtype=float))


def test_a_family_that_carries_most_of_the_error_is_told_and_widens_the_interval() -> None:
    rng = np.random.default_rng(4)
    family = np.repeat(np.arange(36), 5)
    x = rng.normal(size=36)[family][:, None] + rng.normal(size=(180, 4))
    plain = cronbach_alpha(x, clusters=family).alpha
    x[family == 7] += 12.0
    odd = cronbach_alpha(x, clusters=family).alpha
    assert "heavy_tails" not in plain.flags
    assert "heavy_tails" in odd.flags
    assert plain.df is not None
    assert odd.df is not None
    assert odd.df == 4 < plain.df
