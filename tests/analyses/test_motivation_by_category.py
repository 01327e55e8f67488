"""Categories are tested beyond a constant, by families, and what several categories add is told apart."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats
from tests.support.planted_reports import draws_of_tasks, report_tables

from motivelab.analyses import motivation_by_category as question
from motivelab.analyses.measuring import category_membership
from motivelab.analyses.protocol.analysis import Row
from motivelab.analyses.protocol.over_respondents import ALL_RESPONDENTS

LIFTS = {"writing": 10.0, "logic": 0.0, "harmful": -20.0}


def _only(rows: tuple[Row, ...]) -> Row:
    (row,) = rows
    return row


def _in_categories(lifts: dict[str, float], **more: Any) -> list[dict[str, Any]]:
    """Families in turn in one category; `a|b` carries both and adds the lifts of both."""
    names = list(lifts)
    rows = draws_of_tasks(**{"families": 10 * len(names), "draws": 1, **more})
    for row in rows:
        name = names[int(row["family"][1:]) % len(names)]
        row |= {"category": name.split("|")[0], "categories": name}
        row["score_100"] = float(np.clip(row["score_100"] + sum(lifts[part] for part in name.split("|")), 0, 100))
    return rows


def test_f_of_home_categories_is_that_of_an_analysis_of_variance_of_family_means() -> None:
    rows = _in_categories(LIFTS)
    found = question.analyse(report_tables(rows))
    test = _only(found.select(measure=category_membership.TEST, term=category_membership.HOME)).estimate
    means: dict[str, dict[str, list[float]]] = {}
    for r in rows:
        means.setdefault(r["category"], {}).setdefault(r["family"], []).append(r["score_100"])
    expected = stats.f_oneway(*([float(np.mean(v)) for v in family.values()] for family in means.values()))
    assert test.value == pytest.approx(expected.statistic)
    assert test.p == pytest.approx(expected.pvalue)
    explained = _only(found.select(measure=category_membership.EXPLAINED)).estimate
    df_model, df_residual = 2, 27
    assert explained.value == pytest.approx(test.value * df_model / (test.value * df_model + df_residual), rel=1e-9)


def test_what_categories_explain_is_covered_once_corrected_for_chance() -> None:
    between, within = np.var(list(LIFTS.values())), 8.0**2 + 6.0**2 / 3 + 5.0**2 / 3
    covered = 0
    for seed in range(20):
        found = question.analyse(report_tables(_in_categories(LIFTS, seed=seed)))
        e = _only(found.select(measure=category_membership.CORRECTED)).estimate
        assert e.low is not None
        assert e.high is not None
        covered += int(e.low <= between / (between + within) <= e.high)
    assert covered >= 17


def test_equal_categories_are_seldom_told_apart_by_f() -> None:
    told = 0
    for seed in range(40):
        rows = _in_categories({"a": 0.0, "b": 0.0, "c": 0.0}, families=15, tasks=1, seed=seed)
        p = _only(question.analyse(report_tables(rows)).select(measure=category_membership.TEST)).estimate.p
        assert p is not None
        told += p < 0.05
    assert told <= 5


def test_what_a_second_category_adds_is_told_apart_from_the_first() -> None:
    lifts = {"logic": 0.0, "writing": 12.0, "harmful": -15.0}
    rows = _in_categories({**lifts, "logic|harmful": 0.0, "writing|harmful": 0.0, "other": 0.0}, families=120)
    found = question.analyse(report_tables(rows))
    for name in ("writing", "harmful"):
        e = _only(found.select(measure=category_membership.ADDED, category=name)).estimate
        assert e.low is not None
        assert e.high is not None
        assert e.low <= lifts[name] <= e.high
        assert e.p is None
    member = _only(found.select(measure=category_membership.MEMBER, category="harmful")).estimate
    assert member.n_units == 60
    assert member.statistic != "mean"


def test_categories_that_follow_from_one_another_have_an_f_but_no_effect_of_their_own() -> None:
    rows = _in_categories({"a": 0.0, "b": 0.0, "a|b": 0.0, "b|a": 0.0})
    for row in rows:
        row["categories"] = row["category"] + "|" + {"a": "x", "b": "y"}[row["category"]]
    found = question.analyse(report_tables(rows))
    assert found.select(measure=category_membership.TEST, term=category_membership.CARRIED)
    assert not found.select(measure=category_membership.ADDED)
    assert any(category_membership.ADDED in note for note in found.notes)


def test_all_respondents_are_the_mean_over_them_on_tasks_that_all_answered() -> None:
    rows = _in_categories(LIFTS, respondents=("one", "two"))
    dropped = [r for r in rows if not (r["respondent"] == "two" and r["task"] == "f000-0")]
    found = question.analyse(report_tables(dropped))
    kept = [r["score_100"] for r in rows if r["task"] != "f000-0"]
    row = _only(found.select(measure=question.MEAN, respondent=ALL_RESPONDENTS, category=question.ALL))
    assert row.estimate.value == pytest.approx(np.mean(kept))
    assert "fixed_respondents" in row.estimate.flags


def test_p_values_of_f_are_held_together_over_respondents() -> None:
    found = question.analyse(report_tables(_in_categories(LIFTS, respondents=("one", "two"))))
    for row in found.select(measure=category_membership.TEST):
        assert row.estimate.method.endswith("p by Benjamini-Hochberg over 3 tests")
