"""Work in figures: done, right, good, by condition and category."""

from __future__ import annotations

import polars as pl
from tests.support.planted_tables import Planted
from tests.support.planted_work import PlantedWork, replace_tables, working

from motivelab.analyses import performance_summary as question

WORLD = Planted(respondents=("one",), families=8, tasks=2, pairs=0, shifts={"money": 8.0})
FOUND = working(PlantedWork(world=WORLD, refusals={"none": 0.5, "money": 0.5}, worth=2.0))
ANSWER = question.analyse(FOUND)


def _value(measure: str, **labels: str) -> float:
    (row,) = ANSWER.select(measure=measure, condition="none", **labels)
    return row.estimate.value


def test_correctness_over_what_was_asked_is_that_of_work_done_times_the_share_done() -> None:
    done = _value(question.COMPLIED)
    assert 0.4 < done < 0.9
    assert abs(_value(question.CORRECT) - done * _value(question.CORRECT_OF_DONE)) < 1e-12


def test_quality_given_compliance_leaves_refused_work_out() -> None:
    work = FOUND.performances.filter(pl.col("complied"), pl.col("condition").cast(pl.String) == "none")
    rated = FOUND.judgements.filter(pl.col("parent_trial_id").is_in(work["trial_id"].implode()))
    assert abs(_value(question.QUALITY_OF_DONE) - float(rated["score"].mean())) < 1e-9  # type: ignore[arg-type]
    assert _value(question.QUALITY_OF_DONE) > _value(question.QUALITY)


def test_reasoning_and_visible_tokens_stand_apart() -> None:
    work = FOUND.performances.filter(pl.col("complied"), pl.col("condition").cast(pl.String) == "none")
    for measure, column in ((question.LENGTH, "visible_tokens"), (question.REASONING, "reasoning_tokens")):
        assert abs(_value(measure) - float(work[column].mean())) < 1e-9  # type: ignore[arg-type]


def test_categories_are_told_with_nothing_added() -> None:
    rows = ANSWER.select(measure=f"{question.QUALITY} by category")
    assert {row.labels["category"] for row in rows} == {"writing", "logic", "harmful"}
    assert {row.labels["condition"] for row in rows} == {"none"}


def test_what_is_not_known_of_the_work_is_said() -> None:
    blank = FOUND.performances.with_columns(
        pl.lit(None, pl.Float64).alias(c) for c in ("correct", "reasoning_tokens", "visible_tokens")
    )
    answer = question.analyse(replace_tables(FOUND, performances=blank, judgements=FOUND.judgements.clear()))
    assert {row.labels["measure"].removesuffix(" by category") for row in answer.rows} == {
        question.COMPLIED,
        question.CUT_OFF,
    }
    assert len(answer.notes) == 6
