"""Judges: how far they agree, and what moves them beside the work."""

from __future__ import annotations

import polars as pl
import pytest
from tests.support.planted_tables import Planted
from tests.support.planted_work import PlantedWork, replace_tables, working

from motivelab.analyses import judges as question
from motivelab.analyses.judging import judge_agreement as agreement
from motivelab.analyses.judging import judge_bias as bias
from motivelab.analyses.judging.kinship import kin
from motivelab.analyses.protocol.analysis import Analysis, Row

WORLD = Planted(respondents=("one", "two"), families=12, tasks=3, pairs=0, shifts={})
PLANTED = PlantedWork(
    world=WORLD, quality=0.4, length=0.5, worth=0.8, own=0.7, judges={"one": 0.0, "two": 0.5, "else": 0.0}, draws=2
)
FOUND = working(PLANTED)
ANSWER = question.analyse(FOUND)


def _one(answer: Analysis, **labels: str) -> Row:
    (row,) = answer.select(**labels)
    return row


def _covers(row: Row, truth: float) -> bool:
    e = row.estimate
    return e.low is not None and e.high is not None and e.low <= truth <= e.high


def test_what_twice_the_words_are_worth_at_fixed_correctness_is_recovered() -> None:
    for judge in ("one", "two", "else"):
        assert _covers(_one(ANSWER, measure=bias.LENGTH, judge=judge, term=bias.FIXED), 0.5)


def test_length_that_comes_with_right_work_is_no_bias() -> None:
    wordy = question.analyse(working(PLANTED.but(length=0.0, worth=2.0, wordy=1.5)))
    for judge in ("one", "two", "else"):
        assert _covers(_one(wordy, measure=bias.LENGTH, judge=judge, term=bias.FIXED), 0.0)
        free = _one(wordy, measure=bias.LENGTH, judge=judge, term=bias.NOT_CHECKED).estimate
        assert free.low is not None
        assert free.low > 0


def test_a_severe_judge_who_saw_little_of_others_work_does_not_pass_for_preference() -> None:
    found = working(PLANTED.but(own=0.0, judges={"one": 0.0, "else": 0.0, "stern": 2.0}))
    of_two = pl.col("author").cast(pl.String) == "two"
    seldom = pl.col("family").cast(pl.String).str.ends_with("-0") | pl.col("family").cast(pl.String).str.ends_with("-1")
    kept = found.judgements.filter((pl.col("judge").cast(pl.String) != "stern") | ~of_two | seldom)
    answer = question.analyse(replace_tables(found, judgements=kept))
    assert _covers(_one(answer, measure=bias.KINSHIP, judge="one"), 0.0)


def test_what_a_judge_adds_to_its_own_work_is_recovered_and_others_add_nothing() -> None:
    for judge in ("one", "two"):
        row = _one(ANSWER, measure=bias.KINSHIP, judge=judge)
        assert row.labels["term"] == "same model"
        assert _covers(row, 0.7)
    assert not ANSWER.select(measure=bias.KINSHIP, judge="else")


def test_judges_who_favour_nobody_are_not_said_to() -> None:
    fair = question.analyse(working(PLANTED.but(own=0.0)))
    assert all(_covers(row, 0.0) for row in fair.select(measure=bias.KINSHIP))


def test_a_more_severe_judge_is_found_out_by_its_planted_points() -> None:
    row = _one(ANSWER, measure=bias.SEVERITY, judge="else", other="two")
    assert 0 < row.estimate.value < 0.4  # its own work, half of all, it rates 0.7 higher
    plain = question.analyse(working(PLANTED.but(own=0.0)))
    assert _covers(_one(plain, measure=bias.SEVERITY, judge="else", other="two"), 0.5)


def test_judges_with_little_noise_agree_and_those_with_much_do_not() -> None:
    near, far = (
        question.analyse(working(PLANTED.but(own=0.0, judges={"a": 0.0, "b": 0.0}, noise=noise)))
        for noise in (0.2, 3.0)
    )
    for measure in (agreement.ALPHA, agreement.ONE, agreement.KAPPA):
        high, low = (_one(a, measure=measure, criterion="detail").estimate for a in (near, far))
        assert high.value > 0.8 > 0.6 > low.value
    one, mean = (_one(near, measure=m, criterion="detail").estimate.value for m in (agreement.ONE, agreement.MEAN))
    assert mean > one


def test_repeated_ratings_of_one_judge_agree_as_their_noise_lets_them() -> None:
    """Merit varies by 1.1 or so; the mean of two criteria with noise of 1.5 has an error variance of 1.1."""
    noisy = question.analyse(working(PLANTED.but(noise=1.5)))
    once = _one(noisy, measure=agreement.AGAIN_ONE, judge="else").estimate.value
    twice = _one(noisy, measure=agreement.AGAIN_MEAN, judge="else").estimate.value
    assert 0.2 < once < 0.7
    assert twice == pytest.approx(2 * once / (1 + once), abs=1e-9)


def test_people_are_a_panel_of_their_own_to_which_each_model_is_held() -> None:
    found = working(PLANTED.but(judges={"human/a": 0.0, "human/b": 0.3, "model": 0.0}, own=0.0, draws=1))
    answer = question.analyse(found)
    assert answer.select(measure=agreement.ALPHA, judge=agreement.HUMANS)
    held = answer.select(measure=agreement.PEOPLE, judge="model", criterion="all criteria")
    assert held[0].estimate.value > 0.7
    assert _one(answer, measure=bias.SEVERITY, other="model").labels["judge"] == "human judges"
    assert any("1 model(s) judged" in note for note in answer.notes)


def test_one_judge_leaves_reasons_and_its_length_slope() -> None:
    answer = question.analyse(working(PLANTED.but(judges={"j": 0.0}, draws=1)))
    assert {row.labels["measure"] for row in answer.rows} == {bias.LENGTH}
    assert any("rated once" in note for note in answer.notes)
    assert any("no judge is of the same model" in note for note in answer.notes)


def test_without_checks_the_slope_at_fixed_correctness_is_a_reason() -> None:
    blank = FOUND.performances.with_columns(correct=pl.lit(None, pl.Float64))
    answer = question.analyse(replace_tables(FOUND, performances=blank))
    assert not answer.select(term=bias.FIXED)
    assert answer.select(term=bias.NOT_CHECKED)
    assert any("has a check" in note for note in answer.notes)


def test_without_ratings_there_is_a_reason_and_ratings_all_alike_have_no_agreement_and_no_interval() -> None:
    none, alike = (
        question.analyse(replace_tables(FOUND, judgements=ratings))
        for ratings in (FOUND.judgements.clear(), FOUND.judgements.with_columns(score=4.0, score_100=50.0))
    )
    assert not none.rows
    assert none.notes
    assert {(row.labels["measure"], row.estimate.value, row.estimate.low) for row in alike.rows} == {
        (bias.SEVERITY, 0.0, None)
    }
    assert any(agreement.ALPHA not in note and "all ratings are equal" in note for note in alike.notes)


@pytest.mark.parametrize(
    ("judge", "author", "model", "maker"),
    [
        (("openai", "gpt-4o"), ("openai", "gpt-4o"), True, True),
        (("openai", "gpt-4o"), ("openai", "gpt-4o-mini"), False, True),
        (("openrouter", "openai/gpt-4o"), ("openai", "gpt-4o-mini"), False, True),
        (("openrouter", "openai/gpt-4o"), ("openrouter", "meta-llama/llama-3"), False, False),
        (("openrouter", "meta-llama/llama-3"), ("openrouter", "meta-other/model"), False, False),
        (("ollama", "llama3.1:8b"), ("ollama", "llama3.2:1b"), False, True),
        (("ollama", "llama3.1:8b"), ("ollama", "qwen3:8b"), False, False),
    ],
)
def test_kinship_goes_by_model_and_by_maker_not_by_host(
    judge: tuple[str, str], author: tuple[str, str], model: bool, maker: bool
) -> None:
    assert kin(judge, author, what="same model") == model
    assert kin(judge, author, what="same maker") == maker


def test_the_order_of_rows_changes_nothing() -> None:
    shuffled = replace_tables(FOUND, **{n: f.sample(fraction=1.0, shuffle=True, seed=5) for n, f in FOUND.items()})

    def numbers(rows: tuple[Row, ...]) -> set[tuple[object, ...]]:
        return {(*sorted(r.labels.items()), round(r.estimate.value, 8)) for r in rows}

    assert numbers(ANSWER.rows) == numbers(question.analyse(shuffled).rows)


def test_of_very_many_works_alpha_rests_on_an_even_sample_which_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = _one(ANSWER, measure=agreement.ALPHA, criterion="detail").estimate
    monkeypatch.setattr(agreement, "ENOUGH_WORKS", 100)
    answer = question.analyse(FOUND)
    part = _one(answer, measure=agreement.ALPHA, criterion="detail").estimate
    assert whole.n == 216
    assert part.n == 72
    assert abs(part.value - whole.value) < 0.1
    assert any("72 of 216 works" in note for note in answer.notes)
