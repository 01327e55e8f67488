"""Reports that hang together, change or do neither are told apart."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from tests.support.planted_reports import report_tables

from motivelab.analyses import before_and_after as question
from motivelab.analyses.protocol.analysis import Analysis, Row
from motivelab.analyses.protocol.over_respondents import ALL_RESPONDENTS

FACETS = ("interest", "value", "fear", "motivation")


def _only(rows: tuple[Row, ...]) -> Row:
    (row,) = rows
    return row


def _world(
    *,
    shift: float = -10.0,
    agree: float = 0.9,
    after: float = 0.5,
    noise: float = 6.0,
    families: int = 40,
    seed: int = 2,
) -> Analysis:
    """Four reports a task: the breakdown correlates `agree` with the first, post and similar `after`, without noise."""
    rng = np.random.default_rng(seed)
    rows: list[dict[str, Any]] = []
    for respondent in ("one", "two"):
        for f in range(families):
            for t in range(3):
                first, other = rng.normal(0, 10), rng.normal(0, 10)
                second = after * first + (1 - after**2) ** 0.5 * other
                broken = agree * first + (1 - agree**2) ** 0.5 * rng.normal(0, 10)
                again = 0.95 * second + (1 - 0.95**2) ** 0.5 * rng.normal(0, 10)
                about = {"respondent": respondent, "family": f"f{f:02}", "task": f"f{f:02}-{t}"}
                for draw in range(2):
                    one = {**about, "replicate": draw}
                    for moment, value in (("pre", first), ("post", second + shift), ("similar", again + shift)):
                        score = float(np.clip(55 + value + rng.normal(0, noise), 0, 100))
                        rows.append({**one, "moment": moment, "score_100": score})
                    for facet in FACETS:
                        score = float(np.clip(55 + broken + rng.normal(0, noise), 0, 100))
                        asked = {"instrument": "breakdown", "item": facet, "subscale": facet}
                        rows.append({**one, **asked, "score_100": score})
    return question.analyse(report_tables(rows))


FOUND = _world()


@pytest.mark.parametrize(("other", "truth"), [("breakdown", 0.9), ("post", 0.5), ("similar", 0.475)])
def test_correlations_between_reports_are_recovered_once_noise_is_taken_off(other: str, truth: float) -> None:
    for respondent in ("one", "two"):
        where = {"respondent": respondent, "moment": "pre", "other": other}
        corrected = _only(FOUND.select(measure=question.CORRECTED, **where)).estimate
        assert corrected.low is not None
        assert corrected.high is not None
        assert corrected.low <= truth <= corrected.high
        assert _only(FOUND.select(measure=question.TOTAL, **where)).estimate.value < corrected.value


def test_tasks_of_a_family_agree_within_it_as_much_as_over_all_when_families_are_alike() -> None:
    within = _only(FOUND.select(measure=question.WITHIN, respondent="one", moment="pre", other="post")).estimate
    total = _only(FOUND.select(measure=question.TOTAL, respondent="one", moment="pre", other="post")).estimate
    assert within.statistic == "r_within"
    assert abs(within.value - total.value) < 0.15


def test_a_change_is_found_with_its_size_and_none_where_there_is_none() -> None:
    for other, truth in (("post", -10.0), ("breakdown", 0.0)):
        for respondent in ("one", "two", ALL_RESPONDENTS):
            row = _only(FOUND.select(measure=question.CHANGE, respondent=respondent, moment="pre", other=other))
            e = row.estimate
            assert e.low is not None
            assert e.high is not None
            assert e.low <= truth <= e.high
            assert row.scale == "points"
            if respondent != ALL_RESPONDENTS:
                assert e.p is not None
                assert (e.p < 0.05) == (truth != 0)
            else:
                assert e.p is None


def test_two_correlations_on_the_same_tasks_are_told_apart_and_equal_ones_are_not() -> None:
    def closer(found: Analysis) -> list[float]:
        rows = found.select(measure=question.DIFFERENCE, moment="pre", other="breakdown", reference="post")
        return [r.estimate.p for r in rows if r.estimate.p is not None]

    assert max(closer(FOUND)) < 0.01
    assert min(closer(_world(agree=0.5))) > 0.05


def test_the_report_about_a_similar_task_follows_the_one_after_rather_than_the_one_before() -> None:
    row = _only(FOUND.select(measure=question.DIFFERENCE, respondent=ALL_RESPONDENTS, moment="similar"))
    assert row.labels["other"] == "post"
    assert row.estimate.low is not None
    assert row.estimate.low > 0


def test_the_mean_over_respondents_lies_between_theirs() -> None:
    rows = FOUND.select(measure=question.TOTAL, moment="pre", other="post")
    single = [r.estimate.value for r in rows if r.labels["respondent"] != ALL_RESPONDENTS]
    pooled = _only(FOUND.select(measure=question.TOTAL, moment="pre", other="post", respondent=ALL_RESPONDENTS))
    assert min(single) <= pooled.estimate.value <= max(single)


def test_unchanged_reports_are_seldom_called_changed() -> None:
    told = total = 0
    for seed in range(8):
        for row in _world(shift=0.0, families=12, seed=seed).select(measure=question.CHANGE, moment="pre"):
            if row.estimate.p is not None:
                told += row.estimate.p < 0.05
                total += 1
    assert told <= 4 < total
