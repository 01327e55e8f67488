"""McDonald's omega: lavaan's and psych's numbers, laws, a planted truth."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from motivelab.errors import DegenerateDataError
from motivelab.stats.cronbach_alpha import cronbach_alpha
from motivelab.stats.mcdonald_omega import mcdonald_omega

HERE = Path(__file__).parent / "reference"
EXPECTED = json.loads((HERE / "reliability.json").read_text())["omega"]
ITEMS = np.genfromtxt(HERE / "items.csv", delimiter=",", skip_header=1)[:, 1:]
NINE = np.genfromtxt(HERE / "nine_items.csv", delimiter=",", skip_header=1)


def congeneric(n: int, loadings: list[float], *, rng: np.random.Generator) -> NDArray[np.float64]:
    return np.asarray(rng.normal(size=(n, 1)) * loadings + rng.normal(size=(n, len(loadings))))


def test_total_equals_lavaan_and_standardized_equals_psych() -> None:
    ml, minres = mcdonald_omega(ITEMS), mcdonald_omega(ITEMS, method="minres")
    assert ml.total.value == pytest.approx(EXPECTED["total"], abs=1e-5)
    assert ml.standardized.value == pytest.approx(EXPECTED["std_ml"], abs=1e-5)
    assert minres.standardized.value == pytest.approx(EXPECTED["std_minres"], abs=1e-5)


def test_hierarchical_equals_psych() -> None:
    three, two = mcdonald_omega(NINE), mcdonald_omega(NINE, n_group_factors=2)
    assert three.hierarchical.value == pytest.approx(EXPECTED["h3"], abs=1e-3)
    assert three.total_by_groups.value == pytest.approx(EXPECTED["tot3"], abs=1e-5)
    np.testing.assert_allclose(three.general_loadings, [row[0] for row in EXPECTED["sl3"]], atol=1e-3)
    assert two.hierarchical.value == pytest.approx(EXPECTED["h2"], abs=1e-3)
    assert two.total_by_groups.value == pytest.approx(EXPECTED["tot2"], abs=1e-5)
    assert "not_identified" in two.hierarchical.flags
    assert "not_identified" not in three.hierarchical.flags


@given(seed=st.integers(0, 10**6), scale=st.floats(0.1, 10))
@settings(max_examples=8, deadline=None)
def test_scale_and_order_do_not_matter_and_bounds_hold(seed: int, scale: float) -> None:
    rng = np.random.default_rng(seed)
    x = congeneric(150, [1.0, 0.8, 0.9, 1.2], rng=rng)
    one = mcdonald_omega(x)
    two = mcdonald_omega((scale * x + 3)[rng.permutation(150)][:, rng.permutation(4)])
    assert two.total.value == pytest.approx(one.total.value, abs=1e-5)
    assert two.standardized.value == pytest.approx(one.standardized.value, abs=1e-5)
    assert 0 <= one.total.value <= 1
    assert one.total.low is not None
    assert one.total.high is not None
    assert one.total.low <= one.total.value <= one.total.high <= 1


def test_equal_loadings_make_omega_alpha_and_unequal_ones_more() -> None:
    rng = np.random.default_rng(3)
    equal = congeneric(20_000, [1.0] * 4, rng=rng)
    assert mcdonald_omega(equal).total.value == pytest.approx(cronbach_alpha(equal).alpha.value, abs=1e-3)
    unequal = congeneric(20_000, [2.0, 1.5, 0.4, 0.2], rng=rng)
    assert mcdonald_omega(unequal).total.value > cronbach_alpha(unequal).alpha.value + 0.02


def test_recovers_a_planted_omega_and_a_planted_general_factor() -> None:
    rng = np.random.default_rng(4)
    loadings = [1.0, 0.8, 0.6, 0.9]
    planted = sum(loadings) ** 2 / (sum(loadings) ** 2 + 4)
    assert mcdonald_omega(congeneric(40_000, loadings, rng=rng)).total.value == pytest.approx(planted, abs=0.006)
    g, s = rng.normal(size=(40_000, 1)), rng.normal(size=(40_000, 3))
    x = 0.6 * g + 0.5 * s[:, np.repeat([0, 1, 2], 3)] + np.sqrt(1 - 0.36 - 0.25) * rng.normal(size=(40_000, 9))
    truth = (9 * 0.6) ** 2 / ((9 * 0.6) ** 2 + 3 * (3 * 0.5) ** 2 + 9 * 0.39)
    assert mcdonald_omega(x).hierarchical.value == pytest.approx(truth, abs=0.01)


def test_too_few_items_for_groups_are_flagged_not_guessed() -> None:
    omega = mcdonald_omega(ITEMS)
    assert np.isnan(omega.hierarchical.value)
    assert omega.hierarchical.flags == ("not_identified",)
    assert omega.general_loadings == ()


def test_families_and_missing_answers_are_reported() -> None:
    rng = np.random.default_rng(5)
    family = np.repeat(np.arange(15), 8)
    x = congeneric(120, [1.0, 1.0, 0.8], rng=rng) + congeneric(15, [1.0] * 3, rng=rng)[family]
    x[3, 1] = np.nan
    e = mcdonald_omega(x, clusters=family).total
    assert e.flags == ("missing", "few_clusters")
    assert (e.unit, e.n_units) == ("family", 15)
    assert "negative_loading" in mcdonald_omega(x * [1, 1, -1]).total.flags


@pytest.mark.parametrize(
    ("x", "options", "message"),
    [
        (ITEMS[:, :2], {}, "3 items"),
        (ITEMS[:2], {}, "at least 3"),
        (np.column_stack([ITEMS, np.ones(len(ITEMS))]), {}, "no variance"),
        (np.column_stack([ITEMS, ITEMS[:, 0]]), {}, "singular"),
    ],
)
def test_degenerate_data_are_refused(x: NDArray[np.float64], options: dict[str, Any], message: str) -> None:
    with pytest.raises(DegenerateDataError, match=message):
        mcdonald_omega(x, **options)
