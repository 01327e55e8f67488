"""Printed numbers beside estimates: matched by what they are about, judged by the interval."""

from __future__ import annotations

import polars as pl
import pytest

from motivelab.analyses.protocol.analysis import Analysis, Declaration, Row
from motivelab.analyses.protocol.catalogue import names
from motivelab.analyses.protocol.to_frame import to_frame
from motivelab.exchange.published import compare_published, printed_numbers
from motivelab.schema.estimate import Estimate

ONE = "agreement of one draw"


def estimates(*rows: tuple[str, dict[str, str], float, float | None, float | None]) -> pl.DataFrame:
    made = []
    for question, labels, value, low, high in rows:
        declared = Declaration(name=question, title="", question="", method="", order=1)
        e = Estimate(statistic="r", value=value, low=low, high=high, n=9, unit="task", method="m")
        made.append(Analysis.of(declared, [Row(labels=labels, estimate=e, scale="coefficient")]))
    return to_frame(made)


def of(found: pl.DataFrame, respondent: str) -> pl.DataFrame:
    return found.filter(pl.col("respondent") == respondent)


def test_every_printed_number_belongs_to_a_question_of_ours_and_says_where_it_was_printed() -> None:
    keys = [(p.question, *sorted(p.labels.items())) for p in printed_numbers()]
    assert len(set(keys)) == len(keys)
    assert {p.question for p in printed_numbers()} <= set(names())
    assert all(p.source for p in printed_numbers())


@pytest.mark.parametrize(("low", "high", "inside"), [(0.9, 0.96, True), (0.5, 0.9, False), (None, None, None)])
def test_an_interval_holds_the_printed_number_or_not_and_without_one_nothing_is_said(
    low: float | None, high: float | None, inside: bool | None
) -> None:
    found = compare_published(
        estimates(("report_stability", {"respondent": "openai/gpt-4o", "measure": ONE}, 0.92, low, high))
    )
    row = of(found, "openai/gpt-4o").row(0, named=True)
    assert (row["printed"], row["value"], row["inside"]) == (0.95167, 0.92, inside)


def test_a_model_is_told_by_its_whole_id() -> None:
    rows = [
        ("report_stability", {"respondent": name, "measure": ONE}, 0.9, 0.8, 1.0)
        for name in ("openai/gpt-4o-mini", "openai/gpt-4o", "openai/gpt-4o-audio", "mine/gpt-4o-mini-tuned")
    ]
    found = compare_published(estimates(*rows)).filter(pl.col("track").is_not_null())
    assert dict(found.select("respondent", "printed_respondent").iter_rows()) == {
        "openai/gpt-4o-mini": "gpt-4o-mini",
        "openai/gpt-4o": "gpt-4o",
    }


def test_conditions_correspond_whatever_the_study_calls_them_and_others_do_not() -> None:
    labels = {"respondent": "all respondents", "measure": "shift of reported motivation", "reference": "none"}
    rows = [
        ("motivation_by_condition", {**labels, "moment": "pre", "condition": c}, 9.0, 8.0, 10.0)
        for c in ("nahum2026_money_loss", "reward_loss", "money_gain_10")
    ]
    against_control = {**labels, "moment": "pre", "condition": "reward_loss", "reference": "neutral"}
    rows.append(("motivation_by_condition", against_control, 9.0, 8.0, 10.0))
    found = compare_published(estimates(*rows)).filter(pl.col("track").is_not_null())
    assert found["printed"].to_list() == [16.1, 16.1]


def test_a_row_about_less_than_all_tasks_is_not_laid_beside_the_number_for_all() -> None:
    labels = {"respondent": "all respondents", "measure": "report and judged quality", "moment": "pre"}
    labels |= {"condition": "none", "criterion": "all criteria"}
    rows = [
        ("report_against_performance", {**labels, "term": term}, 0.3, 0.2, 0.4) for term in ("total", "within family")
    ]
    found = compare_published(estimates(*rows)).filter(pl.col("track").is_not_null())
    assert found.select("printed", "inside").rows() == [(0.33, True)]


def test_printed_numbers_that_nothing_answers_stay_in_the_table_without_a_track() -> None:
    found = compare_published(to_frame([]))
    assert found.height == len(printed_numbers())
    assert found["track"].null_count() == found.height
