"""KMO, Bartlett, MAP and parallel analysis: R's numbers, laws, a planted number."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motivelab.errors import DegenerateDataError
from motivelab.stats.bartlett_sphericity import bartlett_sphericity
from motivelab.stats.kmo import kmo
from motivelab.stats.map_test import map_test
from motivelab.stats.parallel_analysis import parallel_analysis

HERE = Path(__file__).parent / "reference"
EXPECTED = json.loads((HERE / "dimensionality.json").read_text())
FULL, GAPS = (
    np.genfromtxt(HERE / f"{name}.csv", delimiter=",", skip_header=1) for name in ("ten_items", "ten_items_missing")
)


def test_kmo_equals_psych() -> None:
    k = kmo(FULL)
    assert k.overall.value == pytest.approx(EXPECTED["kmo"]["overall"], abs=1e-9)
    np.testing.assert_allclose([e.value for e in k.items], EXPECTED["kmo"]["items"], atol=1e-9)


@pytest.mark.parametrize(("x", "key"), [(FULL, "bartlett"), (GAPS, "bartlett_missing")])
def test_bartlett_equals_psych(x: Any, key: str) -> None:
    e = bartlett_sphericity(x)
    assert e.value == pytest.approx(EXPECTED[key]["chisq"], abs=1e-7)
    assert e.df == EXPECTED[key]["df"]
    assert e.p == pytest.approx(EXPECTED[key]["p.value"], rel=1e-6, abs=1e-300)


def test_map_equals_psych_and_velicers_fourth_powers() -> None:
    m = map_test(FULL)
    np.testing.assert_allclose(m.squared[1:9], EXPECTED["map"], atol=1e-9)
    np.testing.assert_allclose(m.fourth, EXPECTED["map4"], atol=1e-9)
    assert m.original.value == 3


@given(seed=st.integers(0, 10**6))
@settings(max_examples=15, deadline=None)
def test_scale_and_order_do_not_matter(seed: int) -> None:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(60, 1)) + rng.normal(size=(60, 6))
    y = (x * rng.uniform(0.1, 10, 6) + rng.normal(size=6))[rng.permutation(60)][:, rng.permutation(6)]
    assert kmo(y).overall.value == pytest.approx(kmo(x).overall.value, abs=1e-9)
    assert 0 <= kmo(x).overall.value <= 1
    assert bartlett_sphericity(y).value == pytest.approx(bartlett_sphericity(x).value, abs=1e-7)
    np.testing.assert_allclose(map_test(y).squared, map_test(x).squared, atol=1e-9)


def test_known_special_cases() -> None:
    assert kmo([[1, 0.3], [0.3, 1]], n_observations=50).overall.value == pytest.approx(0.5)
    bare = kmo(np.eye(3), n_observations=50).overall
    assert np.isnan(bare.value)
    assert "uncorrelated" in bare.flags
    assert bartlett_sphericity(np.eye(4), n_observations=50).p == 1
    assert map_test(np.eye(4), n_observations=50).original.value == 0


@pytest.mark.parametrize("communalities", ["smc", "minres"])
@pytest.mark.parametrize("reference", ["normal", "permutation"])
def test_parallel_analysis_finds_three_planted_dimensions(communalities: Any, reference: Any) -> None:
    n = 100 if "minres" in communalities or reference == "permutation" else 500
    pa = parallel_analysis(
        GAPS, rng=np.random.default_rng(1), n_simulations=n, communalities=communalities, reference=reference
    )
    assert pa.components_percentile.value == 3
    assert pa.components_mean.value == 3
    assert pa.factors_percentile.value == 3
    assert pa.components_percentile.flags == ("missing",)


def test_simulated_eigenvalues_are_those_of_simulated_rows() -> None:
    rng = np.random.default_rng(2)
    pa = parallel_analysis(FULL[:60], rng=rng, n_simulations=4000)
    values = np.array(
        [np.linalg.eigvalsh(np.corrcoef(rng.normal(size=(60, 10)), rowvar=False))[::-1] for _ in range(4000)]
    )
    np.testing.assert_allclose(pa.component_thresholds[:, 0], values.mean(axis=0), atol=0.015)
    np.testing.assert_allclose(pa.component_thresholds[:, 1], np.percentile(values, 95, axis=0), atol=0.025)
    assert pa.component_thresholds[:, 0].sum() == pytest.approx(10)


def test_unrelated_variables_hold_no_dimension_and_one_trait_holds_one() -> None:
    rng = np.random.default_rng(3)
    noise = parallel_analysis(rng.normal(size=(300, 6)), rng=rng)
    assert noise.components_percentile.value == 0
    one = parallel_analysis(rng.normal(size=(300, 1)) + rng.normal(size=(300, 6)), rng=rng)
    assert one.components_percentile.value == one.components_mean.value == 1


def test_same_seed_same_thresholds() -> None:
    one, two = (parallel_analysis(FULL, rng=np.random.default_rng(4)) for _ in range(2))
    assert (one.component_thresholds == two.component_thresholds).all()


def test_degenerate_data_are_refused() -> None:
    copied = np.column_stack([FULL, FULL[:, 0]])
    with pytest.raises(DegenerateDataError, match="singular"):
        kmo(copied)
    with pytest.raises(DegenerateDataError, match="logarithm"):
        bartlett_sphericity(copied)
    with pytest.raises(DegenerateDataError, match="at least 3"):
        map_test(FULL[:, :2])
    with pytest.raises(DegenerateDataError, match="more"):
        parallel_analysis(FULL[:8], rng=np.random.default_rng(1))
    with pytest.raises(DegenerateDataError, match="shuffles"):
        parallel_analysis(np.eye(4), n_observations=90, reference="permutation", rng=np.random.default_rng(1))
    with pytest.raises(DegenerateDataError, match="share too few"):
        kmo([[1, np.nan], [2, np.nan], [np.nan, 3], [np.nan, 5]])


def test_a_printed_matrix_needs_its_rows_and_covariances_say_what_correlations_do() -> None:
    r, s = np.corrcoef(FULL, rowvar=False), np.cov(FULL, rowvar=False)
    calls: list[Callable[..., Any]] = [kmo, bartlett_sphericity, map_test]
    calls.append(lambda x, **more: parallel_analysis(x, rng=np.random.default_rng(1), **more))
    for call in calls:
        with pytest.raises(DegenerateDataError, match="give n_observations"):
            call(r)
    assert kmo(s, n_observations=420).overall.value == pytest.approx(kmo(FULL).overall.value, abs=1e-9)
    assert bartlett_sphericity(s, n_observations=420).value == pytest.approx(bartlett_sphericity(FULL).value, rel=1e-9)
    np.testing.assert_allclose(map_test(s, n_observations=420).squared, map_test(FULL).squared, atol=1e-9)


@pytest.mark.parametrize("option", [{"communalities": "SMC"}, {"reference": "resample"}])
def test_a_slip_of_the_pen_is_not_another_method(option: dict[str, Any]) -> None:
    with pytest.raises(DegenerateDataError, match="Valid"):
        parallel_analysis(FULL, rng=np.random.default_rng(1), **option)


def test_units_however_small_or_far_from_zero_do_not_matter() -> None:
    for scale, shift in ((1e-14, 0.0), (1e9, 0.0), (1.0, 1e9)):
        assert kmo(FULL * scale + shift).overall.value == pytest.approx(kmo(FULL).overall.value, abs=1e-6)
