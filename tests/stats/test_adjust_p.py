"""Adjusted p values: R's values and laws."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from motivelab.errors import DegenerateDataError
from motivelab.stats.adjust_p import Adjustment, adjust_p

R = json.loads((Path(__file__).parent / "reference" / "contrasts.json").read_text())
METHODS: list[Adjustment] = ["holm", "hochberg", "bh", "by"]


def _numbers(values: list[float | None]) -> list[float]:
    return [np.nan if v is None else v for v in values]


@pytest.mark.parametrize("method", METHODS)
def test_every_method_equals_p_adjust_missing_values_included(method: Adjustment) -> None:
    np.testing.assert_allclose(adjust_p(_numbers(R["p"]), method=method), _numbers(R[method]), rtol=1e-12)
    np.testing.assert_allclose(adjust_p(R["ties"]["p"], method=method), R["ties"][method], rtol=1e-12)


@given(p=st.lists(st.floats(0, 1), min_size=1, max_size=30), data=st.data())
def test_order_is_kept_ranks_are_kept_and_nothing_shrinks(p: list[float], data: st.DataObject) -> None:
    permutation = data.draw(st.permutations(range(len(p))))
    for method in METHODS:
        a = adjust_p(p, method=method)
        assert (a >= np.array(p)).all()
        assert (a <= 1).all()
        assert (np.diff(a[np.argsort(p)]) >= -1e-15).all()
        np.testing.assert_allclose(adjust_p([p[i] for i in permutation], method=method), a[list(permutation)])
    assert (adjust_p(p, method="hochberg") <= adjust_p(p, method="holm") + 1e-15).all()
    assert (adjust_p(p, method="bh") <= adjust_p(p, method="hochberg") + 1e-15).all()
    assert (adjust_p(p, method="bh") <= adjust_p(p, method="by") + 1e-15).all()


def test_discovery_rate_and_familywise_error_hold_on_planted_nulls() -> None:
    rng = np.random.default_rng(11)
    false_discoveries, any_false = [], []
    for _ in range(1500):
        p = np.concatenate([rng.random(15), rng.beta(0.1, 8, 5)])
        hit = adjust_p(p, method="bh") < 0.1
        false_discoveries.append(hit[:15].sum() / max(1, hit.sum()))
        any_false.append((adjust_p(p, method="holm")[:15] < 0.1).any())
    assert np.mean(false_discoveries) < 0.09
    assert np.mean(any_false) < 0.11


def test_a_value_outside_the_unit_interval_and_an_unknown_method_are_refused() -> None:
    with pytest.raises(DegenerateDataError, match=r"1\.5"):
        adjust_p([0.1, 1.5])
    assert adjust_p([]).shape == (0,)
