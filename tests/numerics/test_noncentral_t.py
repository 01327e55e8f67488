"""Noncentral t bounds: R's roots and the law that defines them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

from motivelab.numerics.noncentral_t import noncentral_t_bounds

R = json.loads((Path(__file__).parent.parent / "stats" / "reference" / "contrasts.json").read_text())


@pytest.mark.parametrize("case", R["bounds"], ids=lambda c: f"t {c['t']} df {c['df']}")
def test_bounds_equal_the_roots_of_rs_pt(case: dict[str, float | list[float]]) -> None:
    ends = noncentral_t_bounds(float(str(case["t"])), df=float(str(case["df"])))
    assert list(ends) == pytest.approx(case["ends"], abs=1e-6)


@given(t=st.floats(-20, 20).map(lambda v: round(v, 6)), df=st.floats(1, 500), level=st.floats(0.5, 0.99))
@settings(max_examples=80, deadline=None)
def test_t_is_the_upper_and_the_lower_quantile_at_the_two_bounds(t: float, df: float, level: float) -> None:
    low, high = noncentral_t_bounds(t, df=df, level=level)
    assert low < high
    assert float(special.nctdtr(df, low, t)) == pytest.approx((1 + level) / 2, abs=1e-6)
    assert float(special.nctdtr(df, high, t)) == pytest.approx((1 - level) / 2, abs=1e-6)
