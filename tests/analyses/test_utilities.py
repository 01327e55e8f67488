"""Utilities: planted liking comes back where the design can tell, and a sparse design says what it lacks."""

from __future__ import annotations

import math

import numpy as np
import polars as pl
import pytest
from tests.support.planted_choices import Liking, liking, tables

from motivelab.analyses.choosing.circular_triads import CIRCULAR, ZETA
from motivelab.analyses.choosing.comparison_design import complete_block, core, who_met
from motivelab.analyses.choosing.utility_scale import (
    BRADLEY_TERRY,
    EXTREMES,
    FIT,
    FIT_THURSTONE,
    POSITION,
    THURSTONE,
    TIES,
    WITH_REPORTS,
)
from motivelab.analyses.protocol.analysis import Analysis, Row
from motivelab.analyses.protocol.to_frame import to_frame
from motivelab.analyses.utilities import analyse
from motivelab.tables.layout import empty_table
from motivelab.tables.tables import Tables

BLOCK = Liking(families=12, tasks=1, pairs=None, draws=4, position=0.6)
"""Twelve tasks, every pair in both orders four times."""

FOUND = tables(BLOCK)
ANSWER = analyse(FOUND)


def _rows(analysis: Analysis, measure: str, level: str = "tasks") -> tuple[Row, ...]:
    return analysis.select(measure=measure.format(level))


def _one(analysis: Analysis, measure: str, level: str = "tasks") -> Row:
    (row,) = _rows(analysis, measure, level)
    return row


def _covers(row: Row, truth: float) -> bool:
    e = row.estimate
    return e.low is not None and e.high is not None and e.low <= truth <= e.high


def _with(found: Tables, **frames: pl.DataFrame) -> Tables:
    return Tables(**{**dict(found.items()), **frames})


def test_liking_and_position_are_recovered_by_both_models() -> None:
    worth = liking(BLOCK)
    centre = float(np.mean(list(worth.values())))
    rows = _rows(ANSWER, BRADLEY_TERRY)
    assert len(rows) == 12
    assert sum(_covers(r, worth[r.labels["item"]] - centre) for r in rows) >= 10
    assert _covers(_one(ANSWER, POSITION), 0.6)
    normal = {r.labels["item"]: r.estimate.value for r in _rows(ANSWER, THURSTONE)}
    logit = {r.labels["item"]: r.estimate.value for r in rows}
    assert np.corrcoef([normal[t] for t in logit], list(logit.values()))[0, 1] > 0.99
    assert not any("penalised" in r.estimate.flags for r in rows)
    assert not _rows(ANSWER, BRADLEY_TERRY, "families")


def test_utilities_are_covered_at_about_the_nominal_rate() -> None:
    covered = total = 0
    for seed in range(12):
        world = BLOCK.but(seed=seed, draws=2)
        worth = liking(world)
        centre = float(np.mean(list(worth.values())))
        rows = _rows(analyse(tables(world)), BRADLEY_TERRY)
        covered += sum(_covers(r, worth[r.labels["item"]] - centre) for r in rows)
        total += len(rows)
    assert 0.91 <= covered / total <= 0.99


def test_the_best_is_taken_over_the_worst_as_often_as_planted_and_the_interval_knows_that_they_were_picked() -> None:
    row = _one(ANSWER, EXTREMES)
    worth = liking(BLOCK)
    truth = 1 / (1 + math.exp(worth[row.labels["other"]] - worth[row.labels["item"]]))
    assert _covers(row, truth)
    told = 0
    for seed in range(10):
        chance = _one(analyse(tables(BLOCK.but(seed=seed, by_family=0.0, by_task=0.0, position=0.0))), EXTREMES)
        told += (chance.estimate.low or 0) > 0.5
    assert told <= 2


def test_utilities_go_with_reports_as_far_as_both_speak_of_one_liking() -> None:
    row = _one(ANSWER, WITH_REPORTS)
    assert row.estimate.value > 0.9
    assert row.estimate.unit == "family"
    rng = np.random.default_rng(0)
    other = FOUND.self_reports.with_columns(pl.Series("score_100", rng.uniform(0, 100, FOUND.self_reports.height)))
    assert _covers(_one(analyse(_with(FOUND, self_reports=other)), WITH_REPORTS), 0.0)


def test_a_scale_explains_choices_that_follow_liking_and_none_that_are_tossed() -> None:
    tossed = analyse(tables(BLOCK.but(by_family=0.0, by_task=0.0)))
    for measure in (FIT, FIT_THURSTONE):
        assert _one(ANSWER, measure).estimate.value > 0.1
        assert _one(tossed, measure).estimate.value < 0.01


def test_sure_choices_hold_no_circle_and_tossed_ones_as_many_as_chance() -> None:
    sure = analyse(tables(BLOCK.but(by_family=40.0, position=0.0)))
    assert _one(sure, CIRCULAR).estimate.value == 0
    assert _one(sure, ZETA).estimate.value == 1
    assert (_one(sure, ZETA).estimate.p or 1) < 0.001
    tossed = analyse(tables(BLOCK.but(by_family=0.0, by_task=0.0, position=0.0, draws=1, orders=1)))
    assert (_one(tossed, ZETA).estimate.p or 0) > 0.01


def test_an_item_that_never_loses_is_held_by_a_prior_that_is_named() -> None:
    rows = _rows(analyse(tables(BLOCK.but(by_family=40.0, position=0.0))), BRADLEY_TERRY)
    assert len(rows) == 12
    assert all("penalised" in r.estimate.flags for r in rows)


def test_sparse_pairs_of_tasks_give_way_to_families_and_say_how_many_pairs_would_do() -> None:
    answer = analyse(tables(Liking(families=20, tasks=3, pairs=200, by_task=0.2)))
    assert not _rows(answer, BRADLEY_TERRY)
    assert len(_rows(answer, BRADLEY_TERRY, "families")) == 20
    (note,) = [n for n in answer.notes if "too few met 10 others" in n]
    assert "about 300 different pairs of tasks" in note
    assert any("complete block of 12 tasks (66 pairs" in n for n in answer.notes)


def test_sparse_pairs_of_families_give_way_to_categories() -> None:
    world = Liking(families=40, tasks=1, pairs=60, categories=("a", "b", "c", "d"))
    answer = analyse(tables(world))
    assert not _rows(answer, BRADLEY_TERRY, "families")
    assert len(_rows(answer, BRADLEY_TERRY, "categories")) == 4
    assert any("choices were inside one of the categories" in n for n in answer.notes)
    assert any("utilities of families: each of the" in n for n in answer.notes)


def test_a_block_inside_a_sparse_design_is_scaled_beside_the_families() -> None:
    sparse = tables(Liking(families=24, tasks=2, pairs=200, seed=4))
    block = pl.col("trial_id").str.replace("^b", "c")
    both = pl.concat([sparse.choices, FOUND.choices.with_columns(block)])
    answer = analyse(_with(sparse, choices=both))
    assert {r.labels["item"] for r in _rows(answer, BRADLEY_TERRY)} == set(liking(BLOCK))
    assert _rows(answer, BRADLEY_TERRY, "families") or _rows(answer, BRADLEY_TERRY, "categories")
    assert _one(answer, ZETA).estimate.n == 66


def test_choices_of_neither_task_are_ties() -> None:
    answer = analyse(tables(BLOCK.but(neither=0.2)))
    assert _one(answer, TIES).estimate.value < 0
    assert _one(answer, POSITION).estimate.n == 66 * 2 * 4
    assert not _rows(ANSWER, TIES)


def test_groups_that_never_met_are_refused_by_name() -> None:
    elsewhere = tables(BLOCK.but(categories=("science", "design"), seed=5)).choices
    apart = pl.concat([FOUND.choices, elsewhere.with_columns(pl.col("trial_id").str.replace("^b", "c"))])
    answer = analyse(_with(FOUND, choices=apart))
    assert any("utilities of tasks" in n and "2 groups that never meet" in n for n in answer.notes)
    assert not _rows(answer, BRADLEY_TERRY)


def test_manipulated_choices_scale_nothing() -> None:
    moved = analyse(tables(BLOCK.but(texts={"money": 5.0})))
    plain = {r.labels["item"]: r.estimate.n for r in _rows(moved, BRADLEY_TERRY)}
    assert set(plain.values()) == {66 * 2 * 4}


def test_the_order_of_rows_changes_no_number() -> None:
    shuffled = Tables(**{n: f.sample(fraction=1.0, shuffle=True, seed=3) for n, f in FOUND.items()})
    keys = ["measure", "item", "other"]
    numbers = ["value", "low", "high", "se", "p"]
    one, two = (to_frame(analyse(t)).sort(keys).select(*keys, pl.col(numbers).round(7)) for t in (FOUND, shuffled))
    assert one.equals(two)


@pytest.mark.parametrize(
    "found",
    [
        pytest.param(_with(FOUND, choices=empty_table("choices")), id="no choices"),
        pytest.param(_with(FOUND, self_reports=empty_table("self_reports")), id="no reports"),
        pytest.param(tables(BLOCK.but(families=2, pairs=1)), id="one pair"),
        pytest.param(tables(BLOCK.but(families=1, tasks=4, pairs=None)), id="one family"),
        pytest.param(tables(BLOCK.but(neither=1.0)), id="neither always"),
        pytest.param(
            _with(FOUND, choices=FOUND.choices.with_columns(pl.lit(1, pl.Int64).alias("chosen_position"))),
            id="always the first",
        ),
    ],
)
def test_whatever_is_missing_there_are_finite_numbers_or_reasons(found: Tables) -> None:
    analysis = analyse(found)
    assert analysis.rows or analysis.notes
    for row in analysis.rows:
        e = row.estimate
        assert math.isfinite(e.value)
        assert (e.low is None) == (e.high is None)
        assert e.low is None or math.isfinite(e.low)


def test_a_core_holds_only_items_that_met_enough_of_the_core() -> None:
    items, met = who_met(["a", "a", "b", "c", "x"], ["b", "c", "c", "x", "y"])
    assert [items[i] for i in core(met, opponents=2)] == ["a", "b", "c"]
    assert len(core(met, opponents=3)) == 0
    assert [items[i] for i in complete_block(met, at_least=3)] == ["a", "b", "c"]
    assert len(complete_block(met, at_least=4)) == 0
