"""Report and judged quality: total, within, corrected for noise."""

from __future__ import annotations

import polars as pl
from tests.support.planted_tables import Planted
from tests.support.planted_work import PlantedWork, replace_tables, working

from motivelab.analyses import report_against_performance as question
from motivelab.analyses.protocol.analysis import Analysis, Row
from motivelab.analyses.protocol.to_frame import to_frame
from motivelab.analyses.working.unattenuated import UNATTENUATED

WORLD = Planted(respondents=("one", "two"), families=20, tasks=3, pairs=0, shifts={}, spread=10.0)
PLANTED = PlantedWork(world=WORLD, quality=0.6, judges={"j1": 0.0, "j2": 0.5}, noise=1.0)
FOUND = working(PLANTED)
ANSWER = question.analyse(FOUND)


def _term(answer: Analysis, term: str, respondent: str = "one") -> Row:
    (row,) = answer.select(respondent=respondent, term=term, criterion=question.ALL, moment="pre")
    return row


def test_planted_goes_together_and_the_pooled_figure_lies_between_the_respondents() -> None:
    one, two, pooled = (_term(ANSWER, "total", r) for r in ("one", "two", "all respondents"))
    assert one.estimate.low is not None
    assert one.estimate.low > 0.5
    ends = sorted((one.estimate.value, two.estimate.value))
    assert ends[0] - 0.01 <= pooled.estimate.value <= ends[1] + 0.01
    assert one.estimate.p is not None
    assert one.estimate.p < 0.01


def test_a_respondent_who_reports_more_and_works_worse_than_others_does_not_turn_the_pooled_figure_round() -> None:
    second = pl.col("respondent").cast(pl.String) == "two"
    author = pl.col("author").cast(pl.String) == "two"
    moved = replace_tables(
        FOUND,
        self_reports=FOUND.self_reports.with_columns(
            pl.when(second).then(60 + pl.col("score_100") / 3).otherwise(pl.col("score_100") / 3).alias("score_100")
        ),
        judgements=FOUND.judgements.with_columns(
            pl.when(author).then(pl.col("score_100") / 5).otherwise(pl.col("score_100")).alias("score_100")
        ),
    )
    pooled, before = (_term(a, "total", "all respondents").estimate for a in (question.analyse(moved), ANSWER))
    assert abs(pooled.value - before.value) < 1e-9


def test_quality_that_goes_with_the_kind_of_task_alone_shows_in_total_and_not_within_categories() -> None:
    by_kind = pl.when(pl.col("category").cast(pl.String) == "harmful").then(2.0).otherwise(5.0)
    noise = (pl.col("trial_id").hash(seed=3) % 1000).cast(pl.Float64) / 1000
    scored = FOUND.judgements.with_columns((by_kind + noise).alias("score"))
    scored = scored.with_columns(((pl.col("score") - 1) / 6 * 100).alias("score_100"))
    answer = question.analyse(replace_tables(FOUND, judgements=scored))
    assert _term(answer, "total").estimate.value > 0.7
    within = _term(answer, "within category").estimate
    assert within.low is not None
    assert within.high is not None
    assert within.low < 0 < within.high


def test_on_doable_tasks_alone_refusals_of_the_others_no_longer_count() -> None:
    harmful = pl.col("category").cast(pl.String) == "harmful"
    grade = pl.when(harmful).then(pl.lit("refusable")).otherwise(pl.lit("doable"))
    frames = {
        name: f.with_columns(grade.cast(f["expected_compliance"].dtype).alias("expected_compliance"))
        for name, f in FOUND.items()
        if "expected_compliance" in f.columns
    }
    row = _term(question.analyse(replace_tables(FOUND, **frames)), "doable tasks")
    assert row.estimate.n == _term(ANSWER, "total").estimate.n * 2 / 3
    assert not ANSWER.select(term="doable tasks")  # there all are doable, and the total says it


def test_the_correction_for_noise_gives_back_what_reports_and_ratings_without_noise_would_show() -> None:
    """Quality is a line of the mean report, so only the judges' noise and the spread of its own stand between."""
    noisy, clean = (_term(ANSWER, term).estimate for term in ("total", UNATTENUATED))
    assert clean.value > noisy.value
    assert "reliability_fixed" not in clean.flags


def test_work_rated_once_by_one_judge_counts_as_free_of_noise_and_that_is_said() -> None:
    answer = question.analyse(working(PLANTED.but(judges={"j1": 0.0})))
    assert "reliability_fixed" in _term(answer, UNATTENUATED).estimate.flags
    assert any("rated once by one judge" in note for note in answer.notes)


def test_each_criterion_has_a_total_of_its_own() -> None:
    assert {r.labels["criterion"] for r in ANSWER.rows} == {question.ALL, "detail", "quality"}
    assert len(ANSWER.select(criterion="detail", respondent="one", term="total")) == 1


def test_reports_that_go_with_nothing_are_seldom_said_to_go_with_quality() -> None:
    told = total = 0
    for seed in range(6):
        nothing = PlantedWork(world=WORLD.but(families=6, tasks=2, replicates=1, seed=seed), seed=50 + seed)
        for row in question.analyse(working(nothing)).rows:
            if row.estimate.p is not None:
                total += 1
                told += row.estimate.p < 0.05
    assert total > 50
    assert told / total <= 0.05


def test_without_ratings_or_reports_there_is_a_reason() -> None:
    for name in ("judgements", "self_reports"):
        answer = question.analyse(replace_tables(FOUND, **{name: getattr(FOUND, name).clear()}))
        assert not answer.rows
        assert answer.notes[0].startswith("not estimable: ")


def test_ratings_that_are_all_alike_leave_notes_and_no_numbers() -> None:
    flat = FOUND.judgements.with_columns(score=4.0, score_100=50.0)
    answer = question.analyse(replace_tables(FOUND, judgements=flat))
    assert not answer.rows
    assert all(note.startswith("not estimable: ") for note in answer.notes if "rated once" not in note)


def test_the_order_of_rows_changes_nothing() -> None:
    shuffled = replace_tables(FOUND, **{n: f.sample(fraction=1.0, shuffle=True, seed=5) for n, f in FOUND.items()})
    keys = ["respondent", "criterion", "term"]
    one, two = (
        to_frame(a).sort(keys).select(*keys, pl.col("value", "low", "high").round(8))
        for a in (ANSWER, question.analyse(shuffled))
    )
    assert one.equals(two)
