"""Agreement of draws, of ways of asking and of moments is what was planted, and the pooled row averages respondents."""

from __future__ import annotations

import pytest
from tests.support.planted_reports import draws_of_tasks, report_tables

from motivelab.analyses import report_stability as question
from motivelab.analyses.measuring import generalised
from motivelab.analyses.protocol.analysis import Row
from motivelab.analyses.protocol.over_respondents import ALL_RESPONDENTS

DRAWN = question.analyse(report_tables(draws_of_tasks(families=60, tasks=4)))


def _only(rows: tuple[Row, ...]) -> Row:
    (row,) = rows
    return row


def _covers(row: Row, truth: float) -> bool:
    e = row.estimate
    return e.low is not None and e.high is not None and e.low <= truth <= e.high


@pytest.mark.parametrize(
    ("measure", "truth"),
    [
        (question.ONE, 100 / 125),
        (question.ALL, 100 / 112.5),
        (question.WITHIN, 36 / 61),
        (question.ERROR, 5.0),
        (question.GAP, 5 * 2 / 3.14159**0.5),
    ],
)
def test_agreement_and_error_of_draws_are_recovered(measure: str, truth: float) -> None:
    row = _only(DRAWN.select(measure=measure, moment="pre"))
    assert _covers(row, truth)
    assert row.estimate.unit == "family"


def test_a_scale_that_is_read_differently_agrees_less_in_value_than_draws_of_one_scale_do() -> None:
    plain = draws_of_tasks(families=30)
    same = [{**r, "format": "0-10"} for r in plain]
    moved = [{**r, "score_100": min(100.0, r["score_100"] + 25), "format": "0-10"} for r in plain]
    measure = question.ACROSS_ONE.format(question.WAYS["format"])
    alike, shifted = (
        _only(question.analyse(report_tables([*plain, *other])).select(measure=measure)) for other in (same, moved)
    )
    assert alike.estimate.value == pytest.approx(1.0, abs=1e-9)
    assert shifted.estimate.value < 0.5
    assert shifted.labels["term"] == "0-10, 1-100"


def test_reports_before_and_after_agree_as_far_as_the_task_moves_them() -> None:
    before = draws_of_tasks(families=30)
    after = [{**r, "moment": "post", "score_100": max(0.0, r["score_100"] - 15)} for r in before]
    found = question.analyse(report_tables([*before, *after]))
    row = _only(found.select(measure=question.ACROSS_ONE.format("moments")))
    assert 0.2 < row.estimate.value < 0.75
    assert "moment" not in row.labels


def test_what_was_asked_once_or_in_one_way_only_is_said() -> None:
    found = question.analyse(report_tables(draws_of_tasks(draws=1)))
    assert not found.select(measure=question.ONE)
    assert any("asked once only" in note for note in found.notes)
    assert "not estimable: agreement across formats: only one was used" in found.notes


def test_wordings_that_were_dealt_to_tasks_are_not_called_agreement() -> None:
    rows = [
        {**r, "instrument_wording": "direct" if r["task"].endswith("0") else "open"} for r in draws_of_tasks(families=8)
    ]
    found = question.analyse(report_tables(rows))
    assert any(note.startswith("not estimable: agreement across wordings of the question") for note in found.notes)


@pytest.mark.parametrize(("k", "unit", "fixed"), [(2, "family", True), (5, "respondent", False)])
def test_respondents_are_averaged_as_fixed_below_five_and_as_a_sample_from_five_on(
    k: int, unit: str, fixed: bool
) -> None:
    rows = draws_of_tasks(respondents=[f"r{i}" for i in range(k)], families=24)
    found = question.analyse(report_tables(rows))
    pooled = _only(found.select(measure=question.ONE, respondent=ALL_RESPONDENTS)).estimate
    single = [r.estimate.value for r in found.select(measure=question.ONE) if r.labels["respondent"] != ALL_RESPONDENTS]
    assert min(single) <= pooled.value <= max(single)
    assert pooled.unit == unit
    assert ("fixed_respondents" in pooled.flags) is fixed
    assert pooled.p is None


def test_variance_that_respondents_share_is_the_tasks_and_more_respondents_make_scores_dependable() -> None:
    shared = draws_of_tasks(families=40, noise_sd=0.0)
    noise = draws_of_tasks(respondents=("a", "b", "c"), families=40, family_sd=0.0, task_sd=0.0, mean=0.0, seed=9)
    rows = [
        {**n, "score_100": 40 + (s["score_100"] - 50) + n["score_100"]} for n, s in zip(noise, shared * 3, strict=True)
    ]
    found = question.analyse(report_tables(rows))
    parts = {r.labels["component"]: r.estimate.value for r in found.select(measure=generalised.COMPONENT)}
    assert parts["family"] > 20
    assert parts["task"] > 15
    assert parts["respondent x task"] < 5
    worth = {r.labels["term"]: r.estimate.value for r in found.select(measure=generalised.RELATIVE)}
    assert worth["1 respondent, 1 draw"] < worth["3 respondents, 1 draw"] < worth["3 respondents, 2 draws"]
