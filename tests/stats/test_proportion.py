"""Proportions: R's values, laws, recovery."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motivelab.errors import DegenerateDataError
from motivelab.numerics.share_interval import wilson
from motivelab.stats.proportion import ProportionMethod, proportion

REFERENCE = Path(__file__).parent / "reference"
METHODS: list[ProportionMethod] = ["wilson", "clopper_pearson"]
R = json.loads((REFERENCE / "proportion.json").read_text())


@pytest.mark.parametrize("case", R["cases"], ids=lambda c: f"{c['ones']} of {c['n']}")
def test_wilson_and_clopper_pearson_equal_r(case: dict[str, Any]) -> None:
    k, n = int(str(case["ones"])), int(str(case["n"]))
    y = [1] * k + [0] * (n - k)
    w = proportion(y, null=0.4)
    e = proportion(y, method="clopper_pearson", null=0.4)
    assert [w.low, w.high] == pytest.approx(case["wilson"], abs=1e-6)
    assert [e.low, e.high] == pytest.approx(case["exact"], abs=1e-6)
    assert w.p == pytest.approx(case["score_p"], rel=1e-6)
    assert e.p == pytest.approx(case["exact_p"], rel=1e-6)
    for level, r in case["levels"].items():
        w, e = proportion(y, level=float(level)), proportion(y, method="clopper_pearson", level=float(level))
        assert [w.low, w.high] == pytest.approx(r["wilson"], abs=1e-6)
        assert [e.low, e.high] == pytest.approx(r["exact"], abs=1e-6)


def test_clustered_interval_is_wilson_at_the_effective_size_of_the_cr2_error_of_r() -> None:
    d = np.loadtxt(REFERENCE / "proportion.csv", delimiter=",", skiprows=1)
    e = proportion(d[:, 1], clusters=d[:, 0])
    for name in ("value", "se", "df", "low", "high"):
        assert getattr(e, name) == pytest.approx(R["clustered"][name], rel=1e-6), name
    for level, ends in R["clustered"]["levels"].items():
        at = proportion(d[:, 1], clusters=d[:, 0], level=float(level))
        assert [at.low, at.high] == pytest.approx(ends, rel=1e-6)


@given(ones=st.integers(0, 40), extra=st.integers(0, 40), method=st.sampled_from(METHODS))
@settings(max_examples=60, deadline=None)
def test_the_share_of_zeros_mirrors_the_share_of_ones(ones: int, extra: int, method: ProportionMethod) -> None:
    if ones + extra == 0:
        return
    y = np.array([1] * ones + [0] * extra)
    a, b = proportion(y, method=method), proportion(1 - y, method=method)
    assert a.low is not None
    assert a.high is not None
    assert b.high == pytest.approx(1 - a.low, abs=1e-9)
    assert 0 <= a.low <= a.value <= a.high <= 1 or (a.value in (0, 1) and 0 <= a.low <= a.high <= 1)


def test_copied_rows_widen_nothing_but_independent_rows_narrow() -> None:
    y = np.random.default_rng(1).integers(0, 2, 30)
    copied = proportion(np.repeat(y, 4), clusters=np.repeat(np.arange(30), 4))
    single = proportion(y, clusters=np.arange(30))
    naive = proportion(np.repeat(y, 4))
    assert copied.se == pytest.approx(single.se, rel=0.02)
    assert (naive.se or 0) < 0.6 * (copied.se or 0)


def test_refusal_tied_to_family_is_recovered_with_an_honest_interval() -> None:
    rng = np.random.default_rng(4)
    family = np.repeat(np.arange(200), 5)
    refused = rng.random(1000) < rng.beta(0.3, 0.7, 200)[family]
    e = proportion(refused, clusters=family)
    assert e.low is not None
    assert e.high is not None
    assert e.low < 0.3 < e.high


def test_ones_of_a_single_family_leave_the_fewest_degrees_of_freedom() -> None:
    ones = np.zeros(100)
    ones[:5] = 1
    e = proportion(ones, clusters=np.repeat(np.arange(20), 5))
    assert e.df == 4
    even = proportion(np.tile([1, 0, 1, 0, 0], 20), clusters=np.repeat(np.arange(20), 5))
    assert even.df == pytest.approx(19)


def test_an_interval_begins_at_a_share_of_0_and_ends_at_a_share_of_1_exactly() -> None:
    for quantile in np.linspace(0.5, 13, 400):
        for n in (2.0, 3.0, 7.3, 40.0):
            assert wilson(0.0, n, quantile=quantile)[0] == 0
            assert wilson(1.0, n, quantile=quantile)[1] == 1


def test_rare_ones_of_few_families_are_covered() -> None:
    rng = np.random.default_rng(4)
    family, held = np.repeat(np.arange(30), 5), 0
    for _ in range(400):
        e = proportion(rng.random(150) < rng.beta(0.2, 1.8, 30)[family], clusters=family)
        held += bool(e.low is not None and e.high is not None and e.low <= 0.1 <= e.high)
    assert held >= 375  # 96% in the long run; with Satterthwaite's degrees of freedom alone 93.6%


def test_all_ones_in_clusters_count_each_cluster_once_and_are_flagged() -> None:
    e = proportion(np.ones(60), clusters=np.repeat(np.arange(12), 5))
    alone = proportion(np.ones(12), clusters=np.arange(12))
    assert e.value == 1.0
    assert e.high == 1.0
    assert "boundary" in e.flags
    assert (alone.low or 0) - 0.06 < (e.low or 0) <= (alone.low or 0)


def test_what_is_not_a_share_is_refused_by_value() -> None:
    with pytest.raises(DegenerateDataError, match=r"ones holds .*2\.0"):
        proportion([0, 1, 2])
    with pytest.raises(DegenerateDataError, match="independent rows only"):
        proportion([0, 1], clusters=[1, 2], method="clopper_pearson")
    with pytest.raises(DegenerateDataError, match="at least 1"):
        proportion([np.nan])
    with pytest.raises(DegenerateDataError, match="null is 1"):
        proportion([0, 1], null=1.0)
