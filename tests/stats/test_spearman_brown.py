"""Spearman-Brown: R's values, known values and laws."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motivelab.errors import DegenerateDataError
from motivelab.schema.estimate import Estimate
from motivelab.stats.spearman_brown import spearman_brown

R = json.loads((Path(__file__).parent / "reference" / "measurement_error.json").read_text())["spearman_brown"]


def reliability(value: float, low: float | None = None, high: float | None = None) -> Estimate:
    return Estimate(statistic="icc1", value=value, low=low, high=high, n=100, unit="row", method="F", se=0.01)


def test_stepping_up_the_mean_correlation_is_rs_alpha_of_standardised_items() -> None:
    assert spearman_brown(reliability(R["r"]), factor=R["k"]).value == pytest.approx(R["value"], rel=1e-9)
    assert spearman_brown(reliability(R["r"]), factor=0.5).value == pytest.approx(R["half"], rel=1e-9)


def test_doubling_the_published_correlation() -> None:
    assert spearman_brown(reliability(0.883), factor=2).value == pytest.approx(0.938, abs=5e-4)


@given(r=st.floats(0, 0.999), a=st.floats(0.1, 10), b=st.floats(0.1, 10))
def test_lengthening_twice_is_lengthening_by_the_product_and_order_is_kept(r: float, a: float, b: float) -> None:
    low = r / 2
    once = spearman_brown(reliability(r, low, r), factor=a * b)
    twice = spearman_brown(spearman_brown(reliability(r, low, r), factor=a), factor=b)
    assert twice.value == pytest.approx(once.value, abs=1e-9)
    assert once.low is not None
    assert 0 <= once.low <= once.value <= 1
    assert spearman_brown(reliability(r), factor=1).value == pytest.approx(r)


def test_the_standard_error_is_the_derivative() -> None:
    step = (
        spearman_brown(reliability(0.6001), factor=3).value - spearman_brown(reliability(0.6), factor=3).value
    ) / 1e-4
    assert spearman_brown(reliability(0.6), factor=3).se == pytest.approx(0.01 * step, rel=1e-3)


def test_past_the_pole_there_is_no_silent_number() -> None:
    e = spearman_brown(reliability(-0.6, -0.8, 0.1), factor=3)
    assert math.isnan(e.value)
    assert "undefined" in e.flags
    assert e.low is None
    edge = spearman_brown(reliability(0.1, -0.8, 0.4), factor=3)
    assert edge.low == -math.inf


def test_nonsense_is_refused() -> None:
    for factor in (0, -1, math.inf, math.nan):
        with pytest.raises(DegenerateDataError, match="factor"):
            spearman_brown(reliability(0.5), factor=factor)
    with pytest.raises(DegenerateDataError, match="cannot exceed"):
        spearman_brown(reliability(1.2), factor=2)
