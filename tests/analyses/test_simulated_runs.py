"""Whole simulated studies: intervals hold the planted truth, and where nothing is planted nothing is found.

`laws/simulated_runs.py` counts the same over hundreds of studies, into docs/coverage/simulated_runs.csv.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest

LAWS = Path(__file__).parents[2] / "laws"


@pytest.fixture(scope="module")
def runs() -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(LAWS))
        # Truths within a seventh of a study's error, in a sixth of the time.
        patch.setattr(importlib.import_module("planted_population"), "FAMILIES", 1500)
        patch.setattr(importlib.import_module("planted_population"), "DRAWS", 200)
        yield importlib.import_module("simulated_runs")


@pytest.fixture(scope="module")
def null(runs: Any) -> list[Any]:
    return [runs.outcome("null", number) for number in range(9001, 9003)]


@pytest.fixture(scope="module")
def coherent(runs: Any) -> list[Any]:
    return [runs.outcome("coherent", number) for number in range(9001, 9003)]


def shares(studies: list[Any]) -> dict[str, float]:
    """Share of intervals that hold the truth, by question."""
    held: dict[str, list[bool]] = {}
    for rows, _ in studies:
        for name, e, truth in rows:
            if e.low is not None:
                held.setdefault(name.split(":")[0], []).append(e.low <= truth <= e.high)
    return {question: sum(of) / len(of) for question, of in held.items()}


def test_intervals_of_answers_that_depend_on_nothing_hold_no_effect(null: list[Any]) -> None:
    """At 95%, rows of one study being dependent: of all together 91 to 99%, of no question less than 75%."""
    rows = [(e, truth) for held, _ in null for _, e, truth in held if e.low is not None]
    assert len(rows) > 1500
    assert 0.91 < sum(e.low <= truth <= e.high for e, truth in rows) / len(rows) < 0.99
    assert {q: s for q, s in shares(null).items() if s < 0.75} == {}


def test_of_families_of_tests_without_an_effect_few_find_one(null: list[Any]) -> None:
    """At most 5% in the long run; 9 of 66 or more happen once in two hundred times."""
    found = [f for _, tested in null for _, f in tested]
    assert len(found) > 60
    assert sum(found) <= 0.14 * len(found)


def test_intervals_hold_what_is_planted(coherent: list[Any]) -> None:
    """At 95%: of all together 88% or more, of no question less than 70%."""
    rows = [(e, truth) for held, _ in coherent for _, e, truth in held]
    assert len(rows) > 500
    assert sum(e.low is not None and e.low <= truth <= e.high for e, truth in rows) / len(rows) > 0.88
    assert {q: s for q, s in shares(coherent).items() if s < 0.7} == {}


def test_effects_are_found_where_they_are_planted(coherent: list[Any]) -> None:
    """Intervals tell the effect of the strongest texts from none: what holds the truth is not merely wide."""
    rows = [
        (e, t)
        for held, _ in coherent
        for n, e, t in held
        if n == "motivation_by_condition: shift of reported motivation"
    ]
    strong = [e for e, truth in rows if abs(truth) > 8]
    assert strong
    assert all(e.low > 0 or e.high < 0 for e in strong)


def test_shares_and_ratings_are_compared_by_t(coherent: list[Any]) -> None:
    """Refusals make ratings of most tasks alike and of a few very low, where resamples of families mislead."""
    outcomes = ("compliance", "checked correctness", "judged quality")
    ends = tuple(f"{by} {outcome}" for by in ("shift of", "respondents,") for outcome in outcomes)
    methods = {n: e.method for held, _ in coherent for n, e, _ in held if n.endswith(ends)}
    assert len(methods) == 6
    assert [m for m in methods.values() if "bootstrap" in m or "resample" in m] == []
