"""Laws of what keeps a run within limits: concurrency, pace, patience, budget."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motivelab.runner.backoff import LONGEST_WAIT, backoff
from motivelab.runner.pace import Pace
from motivelab.runner.purse import Purse
from motivelab.runner.tally import LaneTally, Tally
from motivelab.runner.throttle import Throttle
from motivelab.schema.study import BudgetTable


def test_the_slowest_respondent_decides_how_long_it_takes() -> None:
    quick, slow = LaneTally(planned=1000, before=0), LaneTally(planned=100, before=0)
    parked, ready = LaneTally(planned=9, before=0, parked="no key"), LaneTally(planned=5, before=5)
    tally = Tally(lanes={"quick": quick, "slow": slow, "parked": parked, "ready": ready}, started=100.0)
    assert tally.seconds_left(tally.rates(102.0)) is None
    quick.answered, slow.answered = 500, 10
    assert tally.seconds_left(tally.rates(110.0)) == pytest.approx(90 / (10 / 8), rel=0.5)
    assert tally.seconds_left({"quick": 50.0, "slow": 1.0, "parked": 0.0, "ready": 0.0}) == 90.0


EVENTS = st.lists(st.one_of(st.just("ok"), st.floats(0, 30)), max_size=200)


@given(most=st.integers(1, 300), events=EVENTS)
def test_concurrency_stays_between_one_and_the_limit(most: int, events: list[str | float]) -> None:
    throttle, now = Throttle(most), 0.0
    for event in events:
        now += 0.1
        if isinstance(event, float):
            throttle.objected(now, wait=event, latency=0.05)
        else:
            throttle.succeeded()
        assert 1 <= throttle.allowed <= most


def test_concurrency_doubles_a_round_until_the_host_objects_and_then_grows_by_one_a_round() -> None:
    throttle = Throttle(1000)
    for _ in range(8):
        throttle.succeeded()
    assert throttle.allowed == 16
    throttle.objected(1.0, wait=0.0, latency=0.5)
    assert throttle.allowed == 10
    for _ in range(11):
        throttle.succeeded()
    assert throttle.allowed == 11


def test_objections_to_what_was_already_under_way_count_once() -> None:
    throttle = Throttle(90)
    throttle.allowed = 90
    for i in range(30):
        throttle.objected(10.0 + i * 0.01, wait=2.0, latency=1.0)
    assert throttle.allowed == 60
    throttle.objected(13.0, wait=0.0, latency=1.0)
    assert throttle.allowed == 40
    assert throttle.paused_until == 13.0


@given(
    rpm=st.floats(1, 10_000),
    tpm=st.floats(1_000, 1e6),
    calls=st.lists(st.tuples(st.floats(0, 5), st.floats(1, 500)), min_size=1, max_size=100),
)
def test_no_minute_holds_more_requests_or_tokens_than_allowed(
    rpm: float, tpm: float, calls: list[tuple[float, float]]
) -> None:
    pace, now, sent = Pace(rpm, tpm), 100.0, list[tuple[float, float]]()
    for gap, tokens in calls:
        now += gap
        sent.append((now + pace.book(now, tokens=tokens), tokens))
    for at, _ in sent:
        window = [tokens for t, tokens in sent if at <= t < at + 60]
        assert len(window) <= rpm * 61 / 60 + 1 + 1e-6
        assert sum(window) <= tpm * 61 / 60 + max(window) + 1e-6


def test_what_was_booked_too_much_is_given_back() -> None:
    pace = Pace(None, 600.0)
    pace.book(10.0, tokens=100.0)
    pace.correct(booked=100.0, used=0.0)
    assert pace.book(10.0, tokens=1.0) == 0.0


@given(attempt=st.integers(1, 60), asked=st.none() | st.floats(0, 600), seed=st.integers(0, 10**6))
def test_what_the_host_asks_for_is_honoured_and_nobody_waits_for_ever(
    attempt: int, asked: float | None, seed: int
) -> None:
    wait = backoff(attempt, asked=asked, jitter=random.Random(seed))
    if asked is None:
        assert 0.0 < wait <= LONGEST_WAIT
    else:
        assert asked <= wait <= asked * 1.1


@given(
    usd=st.none() | st.floats(0.1, 10),
    calls=st.none() | st.integers(1, 50),
    tokens=st.none() | st.integers(100, 10_000),
    wanted=st.lists(st.tuples(st.floats(0, 1), st.floats(1, 500)), max_size=80),
)
def test_a_purse_never_books_beyond_its_budget(
    usd: float | None, calls: int | None, tokens: int | None, wanted: list[tuple[float, float]]
) -> None:
    purse = Purse(BudgetTable(usd=usd, calls=calls, tokens=tokens))
    booked = [(u, t) for u, t in wanted if purse.may_spend(usd=u, tokens=t)]
    assert calls is None or len(booked) <= calls
    assert usd is None or sum(u for u, _ in booked) <= usd + 1e-9
    assert tokens is None or sum(t for _, t in booked) <= tokens + 1e-6
    for u, t in booked:
        purse.settle(expected_usd=u, expected_tokens=t, usd=u, tokens=int(t))
    assert purse.usd == pytest.approx(sum(u for u, _ in booked))
