"""The ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from motivelab.schema.response import NONRESPONSE_REASONS, STATUSES, Response, Status
from motivelab.schema.trial_plan import TrialPlan
from motivelab.store.store import Store
from motivelab.tables.build import build_tables
from motivelab.tables.nonresponse import nonresponse_table
from motivelab.tables.statuses import TRIAL_STATUSES, statuses

Reply = Callable[[int], Response | None]
Fill = Callable[..., Store]


def _adds_up(ledger: pl.DataFrame, *, planned: int) -> bool:
    summed = ledger.select(pl.sum_horizontal("answered", *NONRESPONSE_REASONS, "open")).to_series()
    return summed.to_list() == ledger["planned"].to_list() and sum(summed) == planned


def test_planned_is_answered_and_every_reason_and_open_whatever_came_back(
    plan: TrialPlan, typical: Reply, filled: Fill
) -> None:
    rng = np.random.default_rng(7)
    what = [(*STATUSES, None)[n] for n in rng.integers(0, len(STATUSES) + 1, len(plan))]

    def reply(row: int) -> Response | None:
        status = what[row]
        return typical(row) if status == "answered" else None if status is None else Response(status)

    tables = build_tables(plan, filled(reply))
    assert _adds_up(tables.nonresponse, planned=len(plan))
    own = Counter(tables.trials.filter(~pl.col("status_inherited"))["status"].to_list())
    told = Counter(status for status in what if status is not None)
    assert {status: own[status] for status in STATUSES} == dict(told)
    answered = tables.trials.filter(pl.col("status") == "answered")["trial_id"]
    rows = [tables.self_reports, tables.performances, tables.judgements, tables.choices]
    assert set().union(*(frame["trial_id"].to_list() for frame in rows)) == set(answered)


def test_the_ledger_of_a_run_in_which_nobody_answered_adds_up(plan: TrialPlan, filled: Fill) -> None:
    for reason in NONRESPONSE_REASONS:
        ledger = build_tables(plan, filled(lambda row, r=reason: Response(r), name=reason)).nonresponse
        assert _adds_up(ledger, planned=len(plan))
        assert ledger["answered"].sum() == 0
        assert ledger[reason].sum() == len(plan)


def test_before_the_first_call_everything_is_open(plan: TrialPlan, filled: Fill) -> None:
    ledger = build_tables(plan, filled(lambda row: None)).nonresponse
    assert _adds_up(ledger, planned=len(plan))
    assert ledger["open"].to_list() == ledger["planned"].to_list()


def test_there_is_one_row_a_respondent_procedure_and_condition(plan: TrialPlan, filled: Fill) -> None:
    ledger = build_tables(plan, filled(lambda row: None)).nonresponse
    asked = {(c.respondent.name, c.procedure, c.condition) for c in plan.cells}
    assert ledger.select("respondent", "procedure", "condition").cast(pl.String).rows() == sorted(asked)


def test_what_follows_empty_or_filtered_work_is_ledgered_as_such_and_nothing_else_is(
    plan: TrialPlan, filled: Fill
) -> None:
    for reason, follows in {"empty": True, "filtered": True, "refusal": False, "truncated": False}.items():

        def reply(row: int, reason: str = reason) -> Response | None:
            return Response(_status(reason)) if plan.trial(row).cell.kind == "performance" else None

        tables = build_tables(plan, filled(reply, name=reason))
        heirs = tables.trials.filter(pl.col("parent_trial_id").is_not_null())
        assert heirs.height == 96
        assert heirs["status"].unique().to_list() == [reason if follows else "open"]
        assert heirs["status_inherited"].unique().to_list() == [follows]
        assert tables.nonresponse["inherited"].sum() == (96 if follows else 0)
        assert _adds_up(tables.nonresponse, planned=len(plan))


def test_a_trial_with_a_reply_of_its_own_inherits_nothing(plan: TrialPlan, filled: Fill) -> None:
    store = filled(lambda row: Response("filtered" if plan.trial(row).cell.kind == "performance" else "refusal"))
    trials = build_tables(plan, store).trials
    assert not trials["status_inherited"].any()


def _status(name: str) -> Status:
    return next(status for status in STATUSES if status == name)


@st.composite
def _forests(draw: st.DrawFn) -> tuple[list[Status | None], list[int]]:
    own = draw(st.lists(st.sampled_from([*STATUSES, None]), max_size=30))
    return own, [draw(st.integers(-1, row - 1)) for row in range(len(own))]


@given(_forests())
@settings(deadline=None)
def test_in_any_forest_every_trial_has_one_status_and_heirs_come_from_stopped_work(
    forest: tuple[list[Status | None], list[int]],
) -> None:
    own, parent = forest
    found = statuses(pl.Series(own, dtype=pl.Enum(STATUSES)), pl.Series(parent, dtype=pl.Int32))
    expected: list[str] = []
    for row, status in enumerate(own):
        above = expected[parent[row]] if parent[row] >= 0 else ""
        expected.append(status or (above if above in ("empty", "filtered") else "open"))
    assert found["status"].to_list() == expected
    inherited = [told != "open" and status is None for told, status in zip(expected, own, strict=True)]
    assert found["status_inherited"].to_list() == inherited


@given(
    st.lists(
        st.tuples(st.sampled_from("ab"), st.sampled_from("pq"), st.sampled_from(TRIAL_STATUSES), st.booleans()),
        max_size=60,
    )
)
@settings(deadline=None)
def test_planned_is_the_sum_for_any_trials_that_someone_hands_in(rows: list[tuple[str, str, str, bool]]) -> None:
    columns = ("respondent", "condition", "status", "status_inherited")
    trials = pl.DataFrame(
        {name: [row[n] for row in rows] for n, name in enumerate(columns)},
        schema=dict.fromkeys(columns[:3], pl.String()) | {"status_inherited": pl.Boolean()},
    ).with_columns(pl.lit("pre").alias("procedure"), pl.lit("self_report").alias("kind"))
    assert _adds_up(nonresponse_table(trials), planned=len(rows))
