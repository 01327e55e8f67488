"""Ladders: what was planted by unit and by amount is found, with the amount at which choices turn."""

from __future__ import annotations

import polars as pl
import pytest
from tests.support.planted_ladders import money_ladders, unit_ladders
from tests.support.planted_tables import Planted, only, tables
from tests.support.planted_work import replace_tables

from motivelab.analyses import ladders as question
from motivelab.analyses.protocol.analysis import Row
from motivelab.analyses.working.measures import REPORT
from motivelab.analyses.working.switch_point import SWITCH, TAKEN

MONEY = question.analyse(money_ladders(gain=4.0, loss=7.0, families=8, seed=3))
RUNGS = question.analyse(unit_ladders(twice=-3.0, stop=2))


def _covers(row: Row, truth: float) -> bool:
    e = row.estimate
    return e.low is not None and e.high is not None and e.low <= truth <= e.high


@pytest.mark.parametrize(("ladder", "truth"), [("money_gain", 4.0), ("money_loss", 7.0)])
def test_the_change_for_ten_times_the_amount_is_recovered(ladder: str, truth: float) -> None:
    (row,) = MONEY.select(measure=question.TENFOLD, condition=ladder, outcome=REPORT, moment="pre")
    assert _covers(row, truth)
    assert row.estimate.p is not None
    assert row.estimate.p < 0.01
    (order,) = MONEY.select(measure=question.TENFOLD_ORDER, condition=ladder)
    assert order.estimate.value > 0.5


def test_losses_beside_gains_are_recovered_as_difference_quotient_and_level() -> None:
    (difference,) = MONEY.select(measure=question.SLOPES)
    (quotient,) = MONEY.select(measure=question.RATIO)
    (level,) = MONEY.select(measure=question.EQUAL)
    assert _covers(difference, 3.0)
    assert _covers(quotient, 7 / 4)
    assert _covers(level, 3.0 * (1.5 - 2.0))  # amounts of 1 to 1000 lie on average half a factor of ten below 100


def test_the_amount_at_which_choices_turn_is_recovered() -> None:
    for ladder in ("money_gain", "money_loss"):
        (row,) = MONEY.select(measure=SWITCH, condition=ladder)
        assert _covers(row, 100.0)
        assert "extrapolated" not in row.estimate.flags
        (taken,) = MONEY.select(measure=TAKEN, condition=ladder)
        assert taken.estimate.low is not None
        assert taken.estimate.low > 0


def test_choices_that_do_not_answer_to_money_have_no_switch_point_but_a_reason() -> None:
    answer = question.analyse(money_ladders(gain=0.0, loss=0.0, families=6))
    assert not answer.select(measure=SWITCH, condition="money_gain")
    assert any("do not turn with the amount" in note for note in answer.notes)
    assert any("no quotient can be given" in note for note in answer.notes)
    (row,) = answer.select(measure=question.TENFOLD, condition="money_gain", moment="pre")
    assert _covers(row, 0.0)


def test_reports_fall_with_every_doubling_of_the_work_as_planted() -> None:
    (row,) = RUNGS.select(measure=question.TWICE, outcome=REPORT)
    assert _covers(row, -3.0)
    assert row.estimate.unit == "family"
    assert row.estimate.n_units == 30


def test_work_that_stops_after_two_units_does_half_of_four_and_a_quarter_of_eight() -> None:
    done = {
        row.labels["item"]: row.estimate.value
        for row in RUNGS.select(measure=question.BY_RUNG, outcome="share of the units done")
    }
    assert done == {"1 unit": 1.0, "2 units": 1.0, "4 units": 0.5, "8 units": 0.25}


def test_units_done_beyond_those_asked_for_do_not_make_up_for_others() -> None:
    found = unit_ladders(twice=0.0)
    more = found.performances.with_columns((pl.col("units_asked") * 2).alias("units_done"))
    answer = question.analyse(replace_tables(found, performances=more))
    shares = answer.select(measure=question.BY_RUNG, outcome="share of the units done")
    assert {row.estimate.value for row in shares} == {1.0}


def test_a_run_without_ladders_says_so() -> None:
    answer = question.analyse(tables(Planted(families=3, pairs=4)))
    assert not answer.rows
    assert len(answer.notes) == 2


def test_one_amount_or_one_rung_leaves_reasons() -> None:
    money = only(
        money_ladders(gain=4.0, loss=7.0, families=2, pairs=6),
        pl.col("condition").cast(pl.String).is_in(["none", "gain10"]),
        of=("trials", "self_reports", "choices"),
    )
    rung = only(
        unit_ladders(twice=1.0, families=2),
        pl.col("task").cast(pl.String).str.ends_with("-0"),
        of=("trials", "self_reports", "performances"),
    )
    for found in (money, rung):
        answer = question.analyse(found)
        assert not [r for r in answer.rows if r.labels["measure"] in (question.TWICE, question.TENFOLD)]
        assert any(note.startswith("not estimable: ") for note in answer.notes)


def test_the_order_of_rows_changes_nothing() -> None:
    found = money_ladders(gain=4.0, loss=7.0, families=4, pairs=20)
    shuffled = replace_tables(found, **{n: f.sample(fraction=1.0, shuffle=True, seed=5) for n, f in found.items()})

    def numbers(rows: tuple[Row, ...]) -> set[tuple[object, ...]]:
        return {(*sorted(r.labels.items()), round(r.estimate.value, 6)) for r in rows}

    assert numbers(question.analyse(found).rows) == numbers(question.analyse(shuffled).rows)
