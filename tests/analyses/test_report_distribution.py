"""How answers are spread and heap is read off the answers, and families carry the intervals."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from tests.support.planted_reports import draws_of_tasks, report_tables

from motivelab.analyses import report_distribution as question
from motivelab.analyses.measuring import answering_style
from motivelab.analyses.protocol.analysis import Row


def _only(rows: tuple[Row, ...]) -> Row:
    (row,) = rows
    return row


def _answers(values: list[float], **more: Any) -> list[dict[str, Any]]:
    """Answers on 1-100, four to a family."""
    return [
        {"respondent": "one", "family": f"f{i // 4}", "task": f"t{i}", "score_100": (v - 1) / 0.99, **more}
        for i, v in enumerate(values)
    ]


def test_mean_quartiles_and_ends_are_those_of_the_answers_given() -> None:
    values = [1.0, 10.0, 20.0, 20.0, 30.0, 50.0, 80.0, 100.0]
    found = question.analyse(report_tables(_answers(values)))
    expected = {
        question.MEAN: float(np.mean([(v - 1) / 0.99 for v in values])),
        "lower quartile of answers": (10.0 - 1) / 0.99,
        "median answer": (20.0 - 1) / 0.99,
        "upper quartile of answers": (50.0 - 1) / 0.99,
        question.FLOOR: 1 / 8,
        question.CEILING: 1 / 8,
        question.SD: float(np.std(values, ddof=1)) / 0.99,
    }
    for measure, value in expected.items():
        assert _only(found.select(measure=measure)).estimate.value == pytest.approx(value)


def test_heaping_is_that_of_the_numbers_as_they_were_answered() -> None:
    found = question.analyse(report_tables(_answers([80.0] * 6 + [85.0, 40.0, 73.0, 90.0])))
    expected = {
        question.MODE: 80.0,
        question.MODAL: 0.6,
        question.MULTIPLES[5]: 0.9,
        question.MULTIPLES[10]: 0.8,
        question.MULTIPLES[20]: 0.7,
        question.DISTINCT: 5.0,
    }
    for measure, value in expected.items():
        row = _only(found.select(measure=measure))
        assert row.estimate.value == pytest.approx(value)
        assert row.labels["format"] == "1-100"
    assert (
        "0.2 if all numbers were equally likely" in _only(found.select(measure=question.MULTIPLES[5])).estimate.method
    )


def test_a_turned_format_is_described_keyed_and_its_heaping_as_answered() -> None:
    rows = _answers([21.0] * 8 + [31.0] * 4, format="1-100-reversed")
    found = question.analyse(report_tables(rows))
    assert _only(found.select(measure=question.MODE)).estimate.value == 80.0
    assert _only(found.select(measure="median answer")).estimate.value == pytest.approx(20 / 0.99)


def test_on_a_short_scale_no_share_on_multiples_is_told() -> None:
    rows = [{**r, "format": "labelled-7"} for r in _answers([1.0, 100.0] * 6)]
    found = question.analyse(report_tables(rows))
    assert not found.select(measure=question.MULTIPLES[5])
    assert found.select(measure=question.MODAL)


def test_one_answer_throughout_is_the_mode_of_all_and_has_no_spread() -> None:
    found = question.analyse(report_tables(_answers([80.0] * 12)))
    assert _only(found.select(measure=question.MODAL)).estimate.value == 1.0
    assert _only(found.select(measure=question.SD)).estimate.value == 0.0
    assert any("shares of variance" in note for note in found.notes)


def test_shares_of_variance_between_families_tasks_and_draws_are_recovered() -> None:
    found = question.analyse(report_tables(draws_of_tasks(families=60, tasks=4)))
    total = 8.0**2 + 6.0**2 + 5.0**2
    for part, sd in (("family", 8.0), ("task", 6.0), ("residual", 5.0)):
        e = _only(found.select(measure=question.VARIANCE[part])).estimate
        assert e.low is not None
        assert e.high is not None
        assert e.low <= sd**2 / total <= e.high


def test_answers_of_all_respondents_together_are_told_by_condition() -> None:
    rows = [
        {**r, "condition": c, "construct": k}
        for r in draws_of_tasks(respondents=("one", "two"), families=6)
        for c, k in (("none", None), ("money", "positive_extrinsic"))
    ]
    found = question.analyse(report_tables(rows))
    together = found.select(respondent="all respondents", measure=question.MEAN)
    assert [r.labels["condition"] for r in together] == ["none", "money"]
    assert together[0].estimate.n == 2 * 6 * 3 * 2


@pytest.mark.parametrize(("always", "leaning"), [(6.0, 2 / 3), (None, 0.0)])
def test_who_agrees_with_items_keyed_both_ways_leans_and_who_answers_by_content_does_not(
    always: float | None, leaning: float
) -> None:
    rows = []
    for i in range(24):
        wants = 1.0 + i % 7
        for item, turned in (("likes", False), ("dislikes", True)):
            value = always if always is not None else (8 - wants if turned else wants)
            score = 8 - value if turned else value
            rows.append(
                {
                    "respondent": "one",
                    "family": f"f{i // 2}",
                    "task": f"t{i}",
                    "instrument": "scale",
                    "item": item,
                    "subscale": "liking",
                    "item_reversed": turned,
                    "format": "labelled-7",
                    "score_100": (score - 1) / 6 * 100,
                }
            )
    row = _only(question.analyse(report_tables(rows)).select(measure=answering_style.ACQUIESCENCE))
    assert row.estimate.value == pytest.approx(leaning)
    assert row.labels["term"] == "scale"
