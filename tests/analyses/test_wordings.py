"""What wording, format and place do to reports and shifts is found inside tasks or families, and only where it is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from tests.support.planted_reports import draws_of_tasks, report_tables

from motivelab.analyses import wordings as question
from motivelab.analyses.protocol.analysis import Analysis, Row
from motivelab.analyses.protocol.over_respondents import ALL_RESPONDENTS


def _only(rows: tuple[Row, ...]) -> Row:
    (row,) = rows
    return row


def _dealt(lift: float, *, seed: int = 3, families: int = 40, respondents: tuple[str, ...] = ("one",)) -> Analysis:
    """Four tasks a family, every other one asked about in another wording that lifts the report."""
    rows = draws_of_tasks(respondents=respondents, families=families, tasks=4, family_sd=15.0, draws=1, seed=seed)
    for row in rows:
        other = int(row["task"][-1]) % 2
        row |= {
            "instrument_wording": ("direct", "open")[other],
            "score_100": min(100.0, row["score_100"] + lift * other),
        }
    return question.analyse(report_tables(rows))


def _crossed(lift: float) -> list[dict[str, Any]]:
    """Every task asked about on two scales."""
    plain = draws_of_tasks(families=20, draws=1, noise_sd=0.0)
    noise = np.random.default_rng(8).normal(0, 4, len(plain))
    return plain + [
        {**r, "format": "0-10", "score_100": float(np.clip(r["score_100"] + lift + e, 0, 100))}
        for r, e in zip(plain, noise, strict=True)
    ]


def test_a_wording_that_lifts_reports_is_found_with_its_size_although_it_was_dealt_to_tasks() -> None:
    spread = _only(_dealt(8.0).select(measure=question.SPREAD))
    assert (spread.labels["wording"], spread.labels["reference"]) == ("open", "direct")
    assert spread.estimate.low is not None
    assert spread.estimate.high is not None
    assert 0 < spread.estimate.low <= 8.0 <= spread.estimate.high
    # Inside families: between them tasks differ by 15 points and would drown it.
    assert spread.estimate.high - spread.estimate.low < 6
    assert "depends_on_level" in spread.estimate.flags
    deviations = {r.labels["wording"]: r.estimate.value for r in _dealt(8.0).select(measure=question.DEVIATION)}
    assert deviations["open"] == pytest.approx(-deviations["direct"])


def test_wordings_that_do_nothing_are_seldom_told_apart() -> None:
    told = 0
    for seed in range(25):
        p = _only(_dealt(0.0, seed=seed, families=15).select(measure=question.TEST)).estimate.p
        assert p is not None
        told += p < 0.05
    assert told <= 4


def test_formats_that_were_crossed_are_compared_on_the_same_tasks() -> None:
    spread = _only(question.analyse(report_tables(_crossed(5.0))).select(measure=question.SPREAD)).estimate
    assert spread.low is not None
    assert spread.high is not None
    assert spread.low <= 5.0 <= spread.high
    assert spread.high - spread.low < 3.5
    sd = _only(question.analyse(report_tables(_crossed(0.0))).select(measure=question.SD)).estimate
    assert sd.value < 1.0


def test_the_place_of_an_item_is_compared_for_one_item_at_a_time() -> None:
    rng = np.random.default_rng(5)
    levels = {"interest": 20.0, "value": 50.0, "fear": 80.0}
    rows = []
    for f in range(30):
        for t in range(3):
            for i, (name, level) in enumerate(levels.items()):
                place = 1 + (i + t) % 3
                score = level + (6.0 if place == 1 else 0.0) + rng.normal(0, 3)
                about = {"respondent": "one", "family": f"f{f:02}", "task": f"f{f:02}-{t}", "position": place}
                rows.append({**about, "instrument": "breakdown", "item": name, "subscale": name, "score_100": score})
    found = question.analyse(report_tables(rows))
    places = {r.labels["wording"]: r.estimate for r in found.select(measure=question.DEVIATION, term=question.PLACE)}
    first = places["1"]
    assert first.low is not None
    assert first.high is not None
    assert first.low <= 4.0 <= first.high
    assert first.high - first.low < 2.5


def _manipulated(lifts: tuple[float, float], *, respondents: tuple[str, ...] = ("one",), seed: int = 6) -> Analysis:
    rng = np.random.default_rng(seed)
    plain = draws_of_tasks(respondents=respondents, families=30, tasks=4, draws=1)
    moved = [
        {
            **r,
            "condition": "money",
            "construct": "positive_extrinsic",
            "placement": "before_task",
            "wording": f"money-{1 + int(r['task'][-1]) % 2}",
            "score_100": float(np.clip(r["score_100"] + lifts[int(r["task"][-1]) % 2] + rng.normal(0, 4), 0, 100)),
        }
        for r in plain
    ]
    return question.analyse(report_tables([*plain, *moved]))


def test_a_manipulation_whose_wordings_pull_apart_is_told_with_both_signs() -> None:
    found = _manipulated((8.0, -6.0))
    for wording, truth in (("money-1", 8.0), ("money-2", -6.0)):
        e = _only(found.select(measure=question.SHIFT, wording=wording)).estimate
        assert e.low is not None
        assert e.high is not None
        assert e.low <= truth <= e.high
    spread = _only(found.select(measure=question.SHIFT_SPREAD))
    assert {"depends_on_level", "sign_depends"} <= set(spread.estimate.flags)
    assert any(
        note.startswith("the sign of a shift depends on the wording of the manipulation")
        and note.endswith("up with money-1, down with money-2")
        for note in found.notes
    )


def test_wordings_of_a_manipulation_that_shift_alike_are_seldom_called_dependent() -> None:
    told = 0
    for seed in range(12):
        found = _manipulated((7.0, 7.0), seed=seed)
        assert not any("depends" in note for note in found.notes)
        told += "depends_on_level" in _only(found.select(measure=question.SHIFT_SPREAD)).estimate.flags
    assert told <= 2


def test_all_respondents_are_compared_each_within_its_own_families() -> None:
    spread = _only(_dealt(8.0, respondents=("one", "two")).select(measure=question.SPREAD, respondent=ALL_RESPONDENTS))
    assert spread.estimate.low is not None
    assert spread.estimate.high is not None
    assert spread.estimate.low <= 8.0 <= spread.estimate.high
    assert spread.estimate.n == 2 * 40 * 4
    assert spread.estimate.n_units == 40


def test_tests_of_all_ways_share_one_false_discovery_rate() -> None:
    found = _manipulated((8.0, -6.0), respondents=("one", "two"))
    tests = found.select(measure=question.TEST)
    assert len(tests) == 3
    assert all(r.estimate.method.endswith("p by Benjamini-Hochberg over 3 tests") for r in tests)


def test_what_the_design_did_not_vary_is_said() -> None:
    found = question.analyse(report_tables(draws_of_tasks(families=6)))
    assert not found.rows
    for said in (*question.WAYS.values(), question.PLACE):
        assert f"not estimable: {said}: only one was used" in found.notes
