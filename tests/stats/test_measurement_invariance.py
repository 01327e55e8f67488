"""Measurement invariance: lavaan's numbers, laws, a planted violation."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from motivelab.errors import DegenerateDataError
from motivelab.numerics.structure_fit import StructureFit
from motivelab.stats.measurement_invariance import measurement_invariance

HERE = Path(__file__).parent / "reference"
EXPECTED = json.loads((HERE / "confirmatory.json").read_text())
ROWS = list(csv.reader((HERE / "groups.csv").read_text().splitlines()))[1:]
GROUP = [r[0] for r in ROWS]
ITEMS = np.array([[float(v) for v in r[1:]] for r in ROWS])
CONDITIONS = np.genfromtxt(HERE / "conditions.csv", delimiter=",", skip_header=1).reshape(-1, 3, 4)
MODEL = {"f1": [0, 1, 2], "f2": [3, 4, 5]}


def check(fit: StructureFit, want: dict[str, Any]) -> None:
    names = {"chi2": "chisq", "cfi": "cfi", "tli": "tli", "rmsea": "rmsea", "rmsea_low": "rmsea.ci.lower"}
    names |= {"rmsea_high": "rmsea.ci.upper", "srmr": "srmr", "log_likelihood": "logl", "aic": "aic", "bic": "bic"}
    assert (fit.df, fit.parameters, fit.n) == (want["df"], want["npar"], want["ntotal"])
    for ours, theirs in names.items():
        assert getattr(fit, ours) == pytest.approx(want[theirs], rel=1e-5, abs=2e-5), ours


def same_items(n: int, *, rng: np.random.Generator, shift: float = 0.0, change: float = 0.0) -> NDArray[np.float64]:
    f = rng.normal(size=(n, 1)) * 0.8 + rng.normal(size=(n, 3)) * 0.6 + [0, 0.5, -0.5]
    loadings = np.array([[1.0, 0.9, 1.1, 0.8]] * 3)
    loadings[2, 3] += change
    intercepts = np.zeros((3, 4))
    intercepts[1, 2] += shift
    e = 0.4 * rng.normal(size=(n, 1, 4)) + 0.6 * rng.normal(size=(n, 3, 4))
    return np.asarray(f[:, :, None] * loadings + intercepts + e)


def test_groups_equal_lavaan() -> None:
    m = measurement_invariance(ITEMS, model=MODEL, groups=GROUP, strict=True)
    assert [step.step for step in m.steps] == list(EXPECTED["groups"])
    for step in m.steps:
        check(step.fit, EXPECTED["groups"][step.step])
    np.testing.assert_allclose([e.value for _, _, e in m.factor_means], EXPECTED["group_means"], atol=1e-4)
    assert [(name, label) for name, label, _ in m.factor_means] == [("f1", "b"), ("f2", "b")]


def test_conditions_equal_lavaan() -> None:
    m = measurement_invariance(
        CONDITIONS, model={"f": [0, 1, 2, 3]}, conditions=["none", "money", "futility"], strict=True
    )
    assert [step.step for step in m.steps] == list(EXPECTED["conditions"])
    for step in m.steps:
        check(step.fit, EXPECTED["conditions"][step.step])
    np.testing.assert_allclose([e.value for _, _, e in m.factor_means], EXPECTED["condition_means"], atol=1e-4)
    assert m.labels == ("none", "money", "futility")


def test_three_unequal_groups_with_a_free_item_and_a_residual_covariance_equal_lavaan() -> None:
    third = ["c"] * 90 + ["a"] * 130 + ["b"] * 180
    m = measurement_invariance(
        ITEMS, model=MODEL, groups=third, free_items=[4], residual_covariances=[(3, 0)], strict=True
    )
    for step in m.steps:
        check(step.fit, EXPECTED["partial"][step.step])
    assert m.labels == ("c", "a", "b")
    assert (m.n, m.n_dropped, len(m.factor_means)) == (400, 0, 4)


def test_distance_from_zero_does_not_matter() -> None:
    near, far = (measurement_invariance(0.02 * ITEMS + shift, model=MODEL, groups=GROUP) for shift in (0.0, 1e9))
    for one, two in zip(near.steps, far.steps, strict=True):
        assert two.fit.chi2 == pytest.approx(one.fit.chi2, rel=1e-4)
    np.testing.assert_allclose(
        [e.value for *_, e in far.factor_means], [e.value for *_, e in near.factor_means], rtol=1e-4
    )


def test_differences_are_those_of_the_steps_and_chi2_never_falls() -> None:
    m = measurement_invariance(ITEMS, model=MODEL, groups=GROUP)
    for before, after in zip(m.steps, m.steps[1:], strict=False):
        assert after.chi2_difference is not None
        assert after.cfi_difference is not None
        assert after.chi2_difference.value == pytest.approx(after.fit.chi2 - before.fit.chi2)
        assert after.chi2_difference.value >= 0
        assert after.chi2_difference.df == after.fit.df - before.fit.df
        assert after.cfi_difference.value == pytest.approx(after.fit.cfi - before.fit.cfi)
    assert m.steps[0].chi2_difference is None


def test_finds_planted_violations_at_their_step_and_only_there() -> None:
    rng = np.random.default_rng(1)
    model = {"f": [0, 1, 2, 3]}
    fair = measurement_invariance(same_items(1500, rng=rng), model=model).steps
    shifted = measurement_invariance(same_items(1500, rng=rng, shift=0.5), model=model).steps
    changed = measurement_invariance(same_items(1500, rng=rng, change=0.4), model=model).steps

    def change(step: Any) -> float:
        return float(step.cfi_difference.value)

    assert change(fair[1]) > -0.005
    assert change(fair[2]) > -0.005
    assert change(shifted[1]) > -0.005
    assert change(shifted[2]) < -0.01
    assert change(changed[1]) < -0.01


def test_freeing_the_shifted_item_restores_invariance_and_the_planted_means() -> None:
    x = same_items(4000, rng=np.random.default_rng(2), shift=0.5)
    m = measurement_invariance(x, model={"f": [0, 1, 2, 3]}, free_items=[2])
    assert m.steps[2].cfi_difference is not None
    assert m.steps[2].cfi_difference.value > -0.005
    np.testing.assert_allclose([e.value for _, _, e in m.factor_means], [0.5, -0.5], atol=0.04)


def test_rescaling_does_not_matter() -> None:
    m, n = (measurement_invariance(a * ITEMS + b, model=MODEL, groups=GROUP) for a, b in ((1, 0), (0.01, 5)))
    for one, two in zip(m.steps, n.steps, strict=True):
        assert two.fit.chi2 == pytest.approx(one.fit.chi2, rel=1e-4)
        assert two.fit.srmr == pytest.approx(one.fit.srmr, abs=1e-5)


@given(seed=st.integers(0, 10**6))
@settings(max_examples=10, deadline=None)
def test_units_of_items_names_of_groups_and_order_of_rows_leave_every_step_as_it_is(seed: int) -> None:
    rng = np.random.default_rng(seed)
    unit, origin, rows = 10 ** rng.uniform(-3, 3, 6), rng.uniform(-100, 100, 6), rng.permutation(len(GROUP))
    name = dict(zip(sorted(set(GROUP)), rng.permutation(["north", "south"]), strict=True))
    plain = measurement_invariance(ITEMS, model=MODEL, groups=GROUP)
    moved = measurement_invariance(
        ((ITEMS + origin) * unit)[rows], model=MODEL, groups=[str(name[GROUP[r]]) for r in rows]
    )
    for one, two in zip(plain.steps, moved.steps, strict=True):
        assert [two.fit.chi2, two.fit.cfi] == pytest.approx([one.fit.chi2, one.fit.cfi], rel=1e-4)
        assert two.fit.df == one.fit.df


def test_families_give_errors_of_fit_differences() -> None:
    rng = np.random.default_rng(3)
    family = np.repeat(np.arange(25), 10)
    x = same_items(25, rng=rng)[family] * 0.5 + same_items(250, rng=rng)
    m = measurement_invariance(x, model={"f": [0, 1, 2, 3]}, clusters=family)
    e = m.steps[1].cfi_difference
    assert e is not None
    assert e.se is not None
    assert 0 < e.se < 0.1
    assert (e.unit, e.n_units) == ("family", 25)
    assert "chi2_ignores_clusters" in m.flags


@pytest.mark.parametrize(
    ("x", "options", "message"),
    [
        (ITEMS, {"model": MODEL}, "shape"),
        (ITEMS, {"model": MODEL, "groups": ["a"] * len(ITEMS)}, "two groups"),
        (ITEMS, {"model": {"f": [0, 7]}, "groups": GROUP}, "names columns"),
        (CONDITIONS[:, :1], {"model": {"f": [0, 1, 2]}}, "at least two"),
        (ITEMS, {"model": MODEL, "groups": GROUP, "conditions": ["a", "b"]}, "both"),
        (ITEMS, {"model": MODEL, "groups": GROUP, "free_items": [7]}, "free item 7"),
        (ITEMS, {"model": {"f": [0, 1]}, "groups": GROUP}, "cannot be told apart"),
        (np.where(np.array(GROUP)[:, None] == "b", 5.0, ITEMS), {"model": MODEL, "groups": GROUP}, "group 'b': item 0"),
        (CONDITIONS[:11], {"model": {"f": [0, 1, 2, 3]}}, "more rows"),
    ],
)
def test_degenerate_designs_are_refused(x: NDArray[np.float64], options: dict[str, Any], message: str) -> None:
    with pytest.raises(DegenerateDataError, match=message):
        measurement_invariance(x, **options)
