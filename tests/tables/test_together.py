"""Several runs are analysed as one: nobody is taken for somebody else, and nothing is lost."""

from __future__ import annotations

import polars as pl
import pytest
from tests.support.planted_tables import Planted, tables, without

from motivelab.analyses import motivation_by_condition, respondents_compared
from motivelab.errors import InputError
from motivelab.tables.consistency import check_consistency
from motivelab.tables.tables import Tables
from motivelab.tables.together import together

WORLD = Planted(respondents=("same", "early"), families=4, tasks=2, pairs=10)
MONDAY = tables(WORLD)
TUESDAY = tables(WORLD.but(respondents=("same", "late"), seed=8))
BOTH = together({"monday": MONDAY, "tuesday": TUESDAY})


def _names(found: Tables, table: str, column: str) -> set[str]:
    return {str(v) for v in dict(found.items())[table][column].drop_nulls()}


def test_a_name_met_in_two_runs_is_told_apart_and_one_met_once_is_left_alone() -> None:
    told = {"same @ monday", "same @ tuesday", "early", "late"}
    judges = {"judge @ monday", "judge @ tuesday"}
    assert _names(BOTH, "self_reports", "respondent") == told
    assert _names(BOTH, "judgements", "author") == told
    assert _names(BOTH, "judgements", "judge") == judges
    assert _names(BOTH, "trials", "respondent") == _names(BOTH, "nonresponse", "respondent") == told | judges


def test_no_row_is_lost_and_the_whole_is_consistent_down_to_the_work_that_is_judged() -> None:
    for name, frame in BOTH.items():
        assert frame.height == sum(dict(t.items())[name].height for t in (MONDAY, TUESDAY))
        assert frame.schema == dict(MONDAY.items())[name].schema
    check_consistency(BOTH)
    parents = BOTH.judgements["parent_trial_id"].drop_nulls()
    assert parents.is_in(BOTH.performances["trial_id"].implode()).all()


def test_estimates_of_a_run_are_the_same_alone_and_together_in_whatever_order() -> None:
    alone = motivation_by_condition.analyse(MONDAY).select(respondent="early")
    for runs in ({"monday": MONDAY, "tuesday": TUESDAY}, {"tuesday": TUESDAY, "monday": MONDAY}):
        joined = together(runs)
        assert joined.trials["trial_id"].equals(BOTH.trials["trial_id"])
        whole = motivation_by_condition.analyse(joined).select(respondent="early")
        assert [(r.labels, r.estimate.value, r.estimate.low) for r in whole] == [
            (r.labels, r.estimate.value, r.estimate.low) for r in alone
        ]


def test_respondents_of_different_runs_are_compared_on_the_tasks_they_share() -> None:
    (pair,) = respondents_compared.analyse(BOTH).select(
        measure=respondents_compared.LEVEL, respondent="early", other="late"
    )
    assert pair.estimate.n == 24


def test_pairs_of_the_same_number_and_other_tasks_are_not_taken_for_one_pair() -> None:
    numbers = {run: set(BOTH.choices.filter(pl.col("trial_id").str.starts_with(run))["pair"]) for run in ("m", "t")}
    assert not numbers["m"] & numbers["t"]
    again = together({"monday": MONDAY, "tuesday": MONDAY})
    assert set(again.choices["pair"]) == set(MONDAY.choices["pair"])


def test_one_run_is_itself_and_none_is_refused() -> None:
    assert together({"monday": MONDAY}) is MONDAY
    with pytest.raises(InputError, match="name at least one run"):
        together({})


def test_a_run_without_some_tables_can_be_joined() -> None:
    bare = without(TUESDAY, "choices", "judgements", "performances")
    assert together({"a": MONDAY, "b": bare}).choices.height == MONDAY.choices.height
