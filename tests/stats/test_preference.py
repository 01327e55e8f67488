"""Utilities, transitivity and position bias: R's values, laws, recovery."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

from motivelab.errors import DegenerateDataError
from motivelab.stats.bradley_terry import BradleyTerry, bradley_terry
from motivelab.stats.position_bias import position_bias
from motivelab.stats.thurstone import Thurstone, thurstone
from motivelab.stats.transitivity import transitivity

REFERENCE = Path(__file__).parent / "reference"
R = json.loads((REFERENCE / "preference.json").read_text())
D = np.genfromtxt(REFERENCE / "preference.csv", delimiter=",", names=True)
DECIDED = D[D["y"] != 0.5]
MODELS: list[tuple[str, Callable[..., BradleyTerry | Thurstone]]] = [("bt", bradley_terry), ("thurstone", thurstone)]


def _values(fit: BradleyTerry | Thurstone) -> list[float]:
    return [fit.utilities[float(k)].value for k in range(1, 8)] + ([fit.position.value] if fit.position else [])


def _errors(fit: BradleyTerry | Thurstone) -> list[float | None]:
    return [fit.utilities[float(k)].se for k in range(1, 8)] + ([fit.position.se] if fit.position else [])


@pytest.mark.parametrize(("key", "model"), MODELS)
def test_utilities_position_and_errors_equal_glm(key: str, model: Callable[..., BradleyTerry | Thurstone]) -> None:
    fit = model(DECIDED["first"], DECIDED["second"], DECIDED["y"])
    assert _values(fit) == pytest.approx(R[key]["b"], abs=1e-6)
    assert _errors(fit) == pytest.approx(R[key]["se"], rel=1e-5)
    assert fit.log_likelihood == pytest.approx(R[key]["ll"], abs=1e-8)


def test_repeated_draws_of_a_pair_and_a_reference_item_give_the_errors_of_r() -> None:
    fit = bradley_terry(DECIDED["first"], DECIDED["second"], DECIDED["y"], clusters=DECIDED["pair"])
    # R: sandwich::vcovCL with G/(G-1); 21 pairs, 7 parameters.
    assert [(e or 0) * np.sqrt(14 / 20) for e in _errors(fit)] == pytest.approx(R["bt_cluster"], rel=1e-5)
    assert fit.utilities[1.0].df == 14
    ref = bradley_terry(DECIDED["first"], DECIDED["second"], DECIDED["y"], position=False, reference=1.0)
    assert ref.utilities[1.0].value == 0.0
    assert ref.utilities[1.0].flags[-1] == "reference"
    assert _values(ref)[1:] == pytest.approx(R["bt_reference"], abs=1e-5)
    assert _errors(ref)[1:] == pytest.approx(R["bt_reference_se"], rel=1e-5)


def test_ties_equal_davidsons_likelihood_the_ordered_probit_and_half_wins_of_r() -> None:
    fit = bradley_terry(D["first"], D["second"], D["y"])
    assert fit.ties is not None
    assert [*_values(fit), fit.ties.value] == pytest.approx(R["davidson"]["b"], abs=1e-4)
    assert fit.ties.se == pytest.approx(R["davidson"]["se_nu"], rel=1e-3)
    assert fit.log_likelihood == pytest.approx(R["davidson"]["ll"], abs=1e-6)
    band = thurstone(D["first"], D["second"], D["y"])
    assert band.ties is not None
    assert _values(band)[:7] == pytest.approx(R["polr"]["b"], abs=1e-4)
    assert [_values(band)[7], band.ties.value] == pytest.approx([R["polr"]["position"], R["polr"]["tie"]], abs=1e-4)
    assert band.log_likelihood == pytest.approx(R["polr"]["ll"], abs=1e-5)
    half = bradley_terry(D["first"], D["second"], D["y"], ties="half")
    assert _values(half) == pytest.approx(R["half"]["b"], abs=1e-6)
    assert _errors(half) == pytest.approx(R["half"]["se"], rel=1e-5)


@given(seed=st.integers(0, 10**6), tied=st.booleans())
@settings(max_examples=15, deadline=None)
def test_turning_all_pairs_round_keeps_utilities_and_turns_position(seed: int, tied: bool) -> None:
    rng = np.random.default_rng(seed)
    pairs = np.array([(i, j) for i in range(5) for j in range(5) if i != j] * 6)
    y = rng.choice([0.0, 1.0, 0.5] if tied else [0.0, 1.0], len(pairs))
    for model in (bradley_terry, thurstone):
        a: BradleyTerry | Thurstone = model(pairs[:, 0], pairs[:, 1], y, penalty=0.01)
        b: BradleyTerry | Thurstone = model(pairs[:, 1], pairs[:, 0], 1 - y, penalty=0.01)
        for k in range(5):
            assert b.utilities[k].value == pytest.approx(a.utilities[k].value, abs=1e-6)
        assert a.position is not None
        assert b.position is not None
        assert b.position.value == pytest.approx(-a.position.value, abs=1e-6)
        assert sum(e.value for e in a.utilities.values()) == pytest.approx(0, abs=1e-9)


def test_utilities_are_recovered_free_of_a_strong_position_bias() -> None:
    rng = np.random.default_rng(3)
    truth = rng.normal(size=20)
    truth -= truth.mean()
    p = rng.integers(0, 20, (6000, 2))
    p = p[p[:, 0] != p[:, 1]]
    y = rng.random(len(p)) < special.expit(truth[p[:, 0]] - truth[p[:, 1]] + 1.4)
    fit = bradley_terry(p[:, 0], p[:, 1], y)
    covered = [(e.low or 0) < truth[int(str(k))] < (e.high or 0) for k, e in fit.utilities.items()]
    assert np.mean(covered) > 0.8
    assert fit.position is not None
    assert (fit.position.low or 0) < 1.4 < (fit.position.high or 0)


def test_what_cannot_be_scaled_is_refused_by_name_or_penalised() -> None:
    for model in (bradley_terry, thurstone):
        with pytest.raises(DegenerateDataError, match=r"2 groups that never meet: \{a, b\}; \{c, d\}"):
            model(["a", "c"], ["b", "d"], [1, 0])
        with pytest.raises(DegenerateDataError, match=r"a never lose"):
            model(["a", "b", "b", "c"], ["b", "c", "a", "b"], [1, 1, 0, 1], position=False)
        fit: Any = model(["a", "b", "b", "c"], ["b", "c", "a", "b"], [1, 1, 0, 1], position=False, penalty=0.5)
        assert fit.utilities["a"].flags == ("penalised", "repeats_as_independent", "few_opponents")
        with pytest.raises(DegenerateDataError, match="with itself"):
            model(["a"], ["a"], [1])
        with pytest.raises(DegenerateDataError, match=r"outcome holds .*0\.3"):
            model(["a", "b"], ["b", "a"], [1, 0.3])
        with pytest.raises(DegenerateDataError, match="are ties"):
            model(["a", "b"], ["b", "a"], [1, 0.5], ties="refuse")
        with pytest.raises(DegenerateDataError, match="position, utilities and ties together"):
            model(["a", "b", "a", "b"], ["b", "a", "b", "a"], [1, 1, 1, 1])


@pytest.mark.parametrize("model", [bradley_terry, thurstone])
def test_a_tie_parameter_without_end_and_a_place_that_cannot_be_told_from_liking_are_refused(
    model: Callable[..., BradleyTerry | Thurstone],
) -> None:
    pairs = np.array([(i, j) for i in range(4) for j in range(4) if i != j] * 4)
    one, two = pairs.T
    with pytest.raises(DegenerateDataError, match="count ties as halves"):
        model(one, two, np.full(len(pairs), 0.5))
    # The later item wins when it is first and ties when it is second: some place, order and band say it all.
    with pytest.raises(DegenerateDataError, match="together predict every choice"):
        model(one, two, np.where(one > two, 1.0, 0.5))
    half = model(one, two, np.full(len(pairs), 0.5), ties="half")
    assert max(abs(e.value) for e in half.utilities.values()) < 1e-9
    rng = np.random.default_rng(2)
    upper, lower, y = ["a", "a", "b", "b"] * 5, ["x", "y", "x", "y"] * 5, rng.integers(0, 2, 20)
    with pytest.raises(DegenerateDataError, match="set position=False"):
        model(upper, lower, y)
    shown = model(upper, lower, y, position=False)
    assert shown.position is None


def test_many_ties_and_no_upset_among_three_far_apart_still_have_an_estimate() -> None:
    """A win asks for d above the band of ties and a tie for d inside it; here every pair has both."""
    counts = {("a", "b"): (50, 50), ("b", "c"): (50, 50), ("a", "c"): (750, 50)}
    rows = [(i, j, y) for (i, j), (w, t) in counts.items() for y in (*[1.0] * w, *[0.5] * t)]
    one, two, y = zip(*rows, strict=True)
    fit = bradley_terry(one, two, y, position=False)
    d = fit.utilities["a"].value - fit.utilities["c"].value
    assert 5 < d < 20
    assert fit.ties is not None
    # Wins to ties of the pair are exp(d / 2) to nu, but for upsets that never came.
    assert np.exp(d / 2 - fit.ties.value) == pytest.approx(15, rel=0.1)


@pytest.mark.parametrize("case", R["circ"], ids=lambda c: f"{len(c['m'])} items")
def test_circular_triads_zeta_and_chi_square_equal_r(case: dict[str, Any]) -> None:
    t = transitivity(case["m"], rng=np.random.default_rng(1))
    assert t.circular == case["T"] == case["igraph"]
    assert t.zeta.value == pytest.approx(case["zeta"])
    if len(case["m"]) >= 8:
        assert [t.chi_square, t.chi_square_df] == pytest.approx([case["chi2"], case["df"]])


def test_the_test_against_coin_tosses_is_near_the_exact_distribution() -> None:
    """Of the 2^28 tournaments of 8 items so many have 0, 1, 2 ... circular triads (Kendall and Babington Smith)."""
    counts = [40320, 80640, 228480, 403200, 954240, 1304576, 3042816, 3870720, 6926080, 8332800]
    m = np.triu(np.ones((8, 8)), 1)
    for i, j in ((0, 4), (1, 4)):
        m[i, j], m[j, i] = 0, 1
    t = transitivity(m, rng=np.random.default_rng(3), n_resamples=40_000)
    exact = sum(counts[: int(t.circular) + 1]) / 2**28
    assert t.circular == 4
    assert t.zeta.p == pytest.approx(exact, rel=0.15)
    assert t.chi_square is not None
    assert t.chi_square_df is not None
    # The approximation is a sixth too large so far out; with the correction of the other tail it is a third too small.
    assert exact < special.chdtrc(t.chi_square_df, t.chi_square) < 1.25 * exact


def test_most_circular_numbers_are_kendalls_and_are_reached() -> None:
    rng = np.random.default_rng(2)
    for n, most in zip(range(3, 8), (1, 2, 5, 8, 14), strict=True):
        shift = (np.arange(n)[None, :] - np.arange(n)[:, None]) % n
        m = ((shift > 0) & (shift <= (n - 1) / 2)).astype(float)
        even = shift == n / 2
        m[even & (np.arange(n)[:, None] < np.arange(n)[None, :])] = 1
        t = transitivity(m, rng=rng, n_resamples=99)
        assert (t.circular, t.most_circular) == (most, most)
        assert t.zeta.value == 0


@given(seed=st.integers(0, 10**6))
@settings(max_examples=25, deadline=None)
def test_triads_equal_counting_them_one_by_one_also_in_sparse_designs(seed: int) -> None:
    rng = np.random.default_rng(seed)
    m = np.triu(rng.choice([0.0, 1.0, 2.0], (7, 7)), 1)
    lower = np.where(m == 0, 0, np.where(rng.random((7, 7)) < 0.5, 3.0, 0.0))
    m = m + lower.T
    seen = circular = 0
    for a, b, c in combinations(range(7), 3):
        met = [m[x, y] + m[y, x] > 0 for x, y in ((a, b), (b, c), (c, a))]
        if all(met):
            seen += 1
            circular += len({m[x, y] > m[y, x] for x, y in ((a, b), (b, c), (c, a))}) == 1
    if seen == 0:
        with pytest.raises(DegenerateDataError, match="no three"):
            transitivity(m, rng=rng, n_resamples=9)
    else:
        t = transitivity(m, rng=rng, n_resamples=9)
        assert (t.triads, t.circular) == (seen, circular)


def test_a_scale_is_transitive_and_coin_tosses_are_rejected_at_the_nominal_rate() -> None:
    rng = np.random.default_rng(4)
    scale = np.triu(np.ones((12, 12)), 1)
    t = transitivity(scale, rng=rng, n_resamples=999)
    assert (t.circular, t.zeta.value) == (0, 1)
    assert t.zeta.p == pytest.approx(0.001)
    rejected = []
    for _ in range(200):
        m = np.triu(rng.integers(0, 2, (8, 8)), 1)
        m = m + np.triu(1 - m, 1).T
        rejected.append((transitivity(m, rng=rng, n_resamples=199).zeta.p or 0) <= 0.05)
    assert np.mean(rejected) < 0.1
    for bad in (np.ones((2, 2)), np.full((3, 3), -1.0)):
        with pytest.raises(DegenerateDataError):
            transitivity(bad, rng=rng)


def _choices(bias: float, seed: int) -> tuple[Any, Any, Any, Any]:
    rng = np.random.default_rng(seed)
    liking = rng.normal(0, 2, 300)
    pair, order = np.repeat(np.arange(300), 4), np.tile([0, 0, 1, 1], 300)
    y = rng.random(1200) < special.expit(bias + liking[pair] * np.where(order == 1, -1, 1))
    return y, pair, order, np.repeat(np.arange(60), 20)


def test_position_share_is_free_of_liking_and_finds_a_planted_bias() -> None:
    y, pair, order, family = _choices(0.0, 5)
    fair = position_bias(y, pairs=pair, swapped=order, clusters=family)
    assert (fair.first_share.low or 0) < 0.5 < (fair.first_share.high or 0)
    y, pair, order, family = _choices(1.0, 5)
    biased = position_bias(y, pairs=pair, swapped=order, clusters=family)
    assert (biased.first_share.low or 0) > 0.55
    assert (biased.first_share.p or 1) < 1e-6
    assert biased.always_first.value > 3 * biased.always_second.value
    total = biased.consistent.value + biased.always_first.value + biased.always_second.value
    assert total == pytest.approx(1)


def test_position_bias_turns_with_the_places_and_says_what_it_left_out() -> None:
    y, pair, order, _ = _choices(0.7, 6)
    a = position_bias(y, pairs=pair, swapped=order)
    b = position_bias(~y, pairs=pair, swapped=order)
    assert b.first_share.value == pytest.approx(1 - a.first_share.value)
    assert b.always_second.value == pytest.approx(a.always_first.value)
    single = position_bias([1, 0, 1, 1, 1], pairs=[1, 1, 2, 2, 3], swapped=[0, 1, 0, 1, 0])
    assert (single.n_pairs, single.n_single) == (2, 1)
    assert "unpaired" in single.first_share.flags
    settled = position_bias([1, 0, 1, 0], pairs=[1, 1, 2, 2], swapped=[0, 1, 0, 1])
    assert settled.first_share.flags[-1] == "no_variance"
    assert "boundary" in settled.consistent.flags
    with pytest.raises(DegenerateDataError, match="both orders"):
        position_bias([1, 0], pairs=[1, 2], swapped=[0, 0])
    with pytest.raises(DegenerateDataError, match="swapped holds"):
        position_bias([1, 0], pairs=[1, 2], swapped=[0, 2])


def test_one_place_that_took_everything_has_an_interval_and_a_p_as_the_shares_have() -> None:
    b = position_bias(np.ones(24), pairs=np.repeat(np.arange(12), 2), swapped=np.tile([0, 1], 12))
    assert (b.first_share.value, b.first_share.low, b.first_share.high) == (1, b.always_first.low, 1)
    assert b.first_share.p == pytest.approx(2 * special.stdtr(11, -np.sqrt(12)))
    assert b.first_share.flags == ("boundary",)
    never = position_bias(np.zeros(24), pairs=np.repeat(np.arange(12), 2), swapped=np.tile([0, 1], 12))
    assert (never.first_share.low, never.first_share.p) == (0, b.first_share.p)


def test_what_is_no_pair_or_no_label_is_refused_by_name() -> None:
    with pytest.raises(DegenerateDataError, match="pair 'a' lies in two clusters"):
        position_bias([1, 0, 1, 1], pairs=["a", "a", "b", "b"], swapped=[0, 1, 0, 1], clusters=[1, 2, 3, 3])
    with pytest.raises(DegenerateDataError, match="pairs has 3 labels for 4 choices"):
        position_bias([1, 0, 1, 1], pairs=["a", "a", "b"], swapped=[0, 1, 0, 1])
    with pytest.raises(DegenerateDataError, match=r"hold \[3, 1\] labels for 2 outcomes"):
        thurstone(["a", "b", "a"], ["b"], [1, 0])
    with pytest.raises(DegenerateDataError, match="row 1 has no label"):
        bradley_terry(["a", pd.NA], ["b", "a"], [1, 0])
    with pytest.raises(DegenerateDataError, match="n_resamples is 0"):
        transitivity(np.triu(np.ones((4, 4)), 1), rng=np.random.default_rng(1), n_resamples=0)


def test_whatever_stands_on_the_diagonal_is_ignored() -> None:
    m = np.triu(np.ones((5, 5)), 1)
    plain = transitivity(m, rng=np.random.default_rng(1), n_resamples=99)
    for odd in (np.nan, np.inf, -3.0):
        assert transitivity(m + np.diag([odd] * 5), rng=np.random.default_rng(1), n_resamples=99) == plain
