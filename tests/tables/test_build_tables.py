"""Tables out of a plan and a store."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import polars as pl
import pytest

from motivelab.errors import StoreCorruptedError
from motivelab.procedures.item_order import item_order
from motivelab.schema.completion import Draft, Usage
from motivelab.schema.digest import format_trial_id
from motivelab.schema.response import Response
from motivelab.schema.trial_plan import TrialPlan
from motivelab.schema.wire_body import WireBody
from motivelab.store.exchange import Answer, Exchange
from motivelab.store.setting_aside import set_aside
from motivelab.store.store import Store
from motivelab.store.writing import ExchangeWriter
from motivelab.tables.build import build_tables
from motivelab.tables.layout import KEYS, table_schema
from motivelab.tables.tables import Tables

Reply = Callable[[int], Response | None]
Fill = Callable[..., Store]


@pytest.fixture
def tables(plan: TrialPlan, typical: Reply, filled: Fill) -> Tables:
    return build_tables(plan, filled(typical))


def _row_of(plan: TrialPlan) -> dict[str, int]:
    return {format_trial_id(i): row for row, i in enumerate(plan.trials["id"])}


def test_every_table_has_exactly_the_columns_of_the_codebook(tables: Tables) -> None:
    for name, frame in tables.items():
        assert dict(frame.schema) == table_schema(name), name
        book = tables.codebook().filter(pl.col("table") == name)
        assert book["column"].to_list() == frame.columns


def test_only_columns_that_the_codebook_says_may_be_empty_are_empty(tables: Tables) -> None:
    for name, frame in tables.items():
        book = tables.codebook().filter(~pl.col("may_be_empty") & (pl.col("table") == name))
        assert frame.select(book["column"]).null_count().sum_horizontal().to_list() == [0], name


def test_rows_are_told_apart_by_their_key(tables: Tables) -> None:
    for name, frame in tables.items():
        assert (frame.height > 0) == (name != "human_ratings")
        assert not frame.select(KEYS[name]).is_duplicated().any(), name


def test_every_planned_trial_has_one_row_in_the_order_of_the_plan(plan: TrialPlan, tables: Tables) -> None:
    assert tables.trials["trial_id"].to_list() == [format_trial_id(i) for i in plan.trials["id"]]


def test_the_trials_table_says_where_each_trial_stands_in_the_design(plan: TrialPlan, tables: Tables) -> None:
    for row, told in enumerate(tables.trials.iter_rows(named=True)):
        trial = plan.trial(row)
        cell = trial.cell
        parent = format_trial_id(trial.parent_id) if trial.parent_id is not None else None
        assert told["respondent"] == cell.respondent.name
        assert told["author"] == (cell.parent.respondent.name if cell.kind == "judgement" and cell.parent else None)
        assert (told["condition"], told["kind"], told["procedure"]) == (cell.condition, cell.kind, cell.procedure)
        assert told["wording"] == (cell.wording.id if cell.wording else None)
        assert told["construct"] == {"none": None, "money": "positive_extrinsic", "control": "neutral"}[cell.condition]
        assert told["format"] == (cell.format.id if cell.format else None)
        assert (told["task"], told["family"], told["category"]) == (
            trial.task.id,
            trial.task.family,
            trial.task.category,
        )
        assert told["other_task"] == (trial.other.id if trial.other else None)
        assert told["manipulated_position"] == (trial.side or None)
        assert told["item_order"] == (trial.order if cell.instrument else None)
        assert told["parent_trial_id"] == parent
        assert told["part"] == ("control" if cell.condition == "control" else "core")
        assert told["max_tokens"] == (50 if cell.kind == "performance" and trial.task.id == "poem-2" else 256)
        assert told["settings"] == ("temperature=0.5" if cell.respondent.name == "alpha" else None)
        assert told["started"].timestamp() == 1_790_000_000.25 + row
        assert (told["input_tokens"], told["cost_usd"], told["request_completions"]) == (100, 0.001, 1)


def test_a_reversed_format_or_item_turns_the_score_round_and_both_together_do_not(
    plan: TrialPlan, tables: Tables
) -> None:
    rows = _row_of(plan)
    for told in tables.self_reports.iter_rows(named=True):
        cell = plan.trial(rows[told["trial_id"]]).cell
        assert cell.format is not None
        low, high = cell.format.low, cell.format.high
        turned = cell.format.reversed != (told["item"] == "boredom")
        assert told["score"] == (low + high - told["value"] if turned else told["value"])
        assert told["score_100"] == pytest.approx(100 * (told["score"] - low) / (high - low))


def test_an_item_has_the_value_answered_and_the_place_at_which_it_was_shown(
    plan: TrialPlan, tables: Tables, typical: Reply
) -> None:
    rows = _row_of(plan)
    assert tables.self_reports["procedure"].cast(pl.String).value_counts().sort("procedure").rows() == [
        ("facets", 144),
        ("post", 48),
        ("pre", 96),
    ]
    for frame, item in ((tables.self_reports, "item"), (tables.judgements, "criterion")):
        for told in frame.iter_rows(named=True):
            trial = plan.trial(rows[told["trial_id"]])
            assert trial.cell.instrument is not None
            ids = [i.id for i in trial.cell.instrument.items]
            shown = [ids[place] for place in item_order(len(ids), trial.order)]
            assert shown[told["position"] - 1] == told[item]
            response = typical(rows[told["trial_id"]])
            assert response is not None
            assert told["value"] == response.values[told[item]]
            assert told["reason"] == (response.values["reason"] if told["position"] == 1 else None)


def test_an_item_left_empty_keeps_its_row_and_says_whether_it_does_not_apply(
    plan: TrialPlan, filled: Fill, typical: Reply
) -> None:
    def reply(row: int) -> Response | None:
        if plan.trial(row).cell.procedure != "facets":
            return None
        values = {"interest": None, "boredom": 2, "fear": 3.5, "reason": "", "does_not_apply": row % 2 == 0}
        return Response("answered", values)

    frame = build_tables(plan, filled(reply)).self_reports
    rows = _row_of(plan)
    for told in frame.iter_rows(named=True):
        empty = told["item"] == "interest"
        assert (told["value"] is None, told["score"] is None, told["score_100"] is None) == (empty, empty, empty)
        assert told["does_not_apply"] == (empty and rows[told["trial_id"]] % 2 == 0)
        assert told["reason"] is None


def test_a_judgement_names_judge_author_and_the_work_and_carries_its_condition(plan: TrialPlan, tables: Tables) -> None:
    work = tables.performances.select("trial_id", "respondent", "condition", "task")
    joined = tables.judgements.join(work, left_on="parent_trial_id", right_on="trial_id", suffix="_of_work")
    assert joined.height == tables.judgements.height == 96
    assert (joined["author"] == joined["respondent"]).all()
    assert (joined["condition"] == joined["condition_of_work"]).all()
    assert (joined["task"] == joined["task_of_work"]).all()
    assert joined["judge"].unique().to_list() == ["judge"]


def test_a_choice_names_the_tasks_chosen_and_manipulated(plan: TrialPlan, tables: Tables) -> None:
    rows = _row_of(plan)
    family = {t.id: t.family for t in plan.stimuli.tasks}
    for told in tables.choices.iter_rows(named=True):
        trial = plan.trial(rows[told["trial_id"]])
        assert trial.other is not None
        shown = {1: trial.task.id, 2: trial.other.id}
        chosen = rows[told["trial_id"]] % 3
        assert (told["first_task"], told["second_task"]) == (shown[1], shown[2])
        assert told["second_family"] == family[shown[2]]
        assert told["chosen_position"] == chosen
        assert told["chosen_task"] == shown.get(chosen)
        assert told["unchosen_task"] == (shown[3 - chosen] if chosen else None)
        assert told["manipulated_task"] == shown.get(trial.side)
        assert told["manipulated_chosen"] == (chosen == trial.side if trial.side else None)
        assert told["begun"] == (chosen > 0)
        assert told["neither_offered"] is True


def test_reasoning_tokens_are_told_apart_from_visible_ones(plan: TrialPlan, tables: Tables) -> None:
    rows = _row_of(plan)
    for told in tables.performances.iter_rows(named=True):
        known = rows[told["trial_id"]] % 2 == 1
        assert (told["visible_tokens"], told["reasoning_tokens"]) == ((30, 10) if known else (40, None))
    assert tables.performances["complied"].sum() == 18
    assert tables.performances.height == 24


def test_the_work_is_in_the_table_only_where_texts_are_asked_for(plan: TrialPlan, typical: Reply, filled: Fill) -> None:
    long = "=cmd|' and a long work. " * 40
    store = filled(typical, text=long)
    assert build_tables(plan, store).performances["text"].null_count() == 24
    assert build_tables(plan, store, texts=True).performances["text"].unique().to_list() == [long]


def test_what_a_request_cost_is_shared_by_its_completions_even_those_set_aside(plan: TrialPlan, filled: Fill) -> None:
    store = filled(lambda row: None)
    ids = [int(i) for i in plan.trials["id"][:2]]
    answers = tuple(
        Answer(i, n, Draft(text="x", finish="stop"), Response("filtered" if n else "refusal"))
        for n, i in enumerate(ids)
    )
    request = Exchange(
        respondent=plan.cells[0].respondent,
        body=WireBody(b"{}", ()),
        trial_ids=(*ids,),
        started=1.0,
        latency=1.0,
        attempt=1,
        answers=answers,
        usage=Usage(input=10, output=30),
        cost=0.5,
    )
    with store.transaction() as run:
        ExchangeWriter(run).write([request])
    both = build_tables(plan, store).trials
    assert both["cost_usd"].sum() == 0.5
    assert both["output_tokens"].drop_nulls().to_list() == [15, 15]
    set_aside(store, status="filtered", why="again", trial_ids=ids)
    one = build_tables(plan, store).trials
    assert one["cost_usd"].drop_nulls().to_list() == [0.25]
    assert one["status"].to_list()[:2] == ["refusal", "open"]


def test_of_two_completions_of_a_trial_the_latest_counts(plan: TrialPlan, typical: Reply, filled: Fill) -> None:
    store = filled(lambda row: Response("refusal"))
    again = filled(typical, name="other")
    again.close()
    store = filled(typical, name="run")
    trials = build_tables(plan, store).trials
    assert trials["status"].unique().to_list() == ["answered"]
    assert trials.height == len(plan)


def test_completions_of_trials_that_are_not_planned_are_left_out(plan: TrialPlan, typical: Reply, filled: Fill) -> None:
    store = filled(typical)
    with store.transaction() as run:
        run.execute("UPDATE completion SET trial = 5 WHERE trial = ?", (int(plan.trials["id"][0]),))
    tables = build_tables(plan, store)
    assert tables.trials["status"].to_list()[0] == "open"
    assert tables.trials.height == len(plan)


def test_a_run_in_which_nobody_answered_has_tables_too(plan: TrialPlan, filled: Fill) -> None:
    tables = build_tables(plan, filled(lambda row: Response("unparsable")))
    for name, frame in tables.items():
        assert dict(frame.schema) == table_schema(name)
    assert {frame.height for name, frame in tables.items() if name not in ("trials", "nonresponse")} == {0}
    assert tables.nonresponse["unparsable"].to_list() == tables.nonresponse["planned"].to_list()


def test_a_stored_answer_that_does_not_fit_is_named_with_its_trial_and_the_way_out(
    plan: TrialPlan, typical: Reply, filled: Fill
) -> None:
    store = filled(typical)
    bad = int(plan.trials["id"][3])
    with store.transaction() as run:
        run.execute(
            "UPDATE response SET answer = ? WHERE completion = (SELECT id FROM completion WHERE trial = ?)",
            ('{"motivation":"eighty"}', bad),
        )
    with pytest.raises(StoreCorruptedError, match=rf"{format_trial_id(bad)}.*eighty.*motivelab reparse"):
        build_tables(plan, store)


@pytest.mark.parametrize("kind", ["self_report", "performance", "forced_choice"])
def test_a_study_of_one_kind_of_procedure_has_all_six_tables(
    plan: TrialPlan, typical: Reply, filled: Fill, kind: str
) -> None:
    cells = [n for n, cell in enumerate(plan.cells) if cell.kind == kind and cell.parent is None]
    alone = replace(plan, trials=plan.trials.filter(pl.col("cell").is_in(cells)))
    tables = build_tables(alone, filled(typical), texts=True)
    assert tables.trials["kind"].unique().to_list() == [kind]
    filled_tables = [name for name, frame in tables.items() if frame.height and name not in ("trials", "nonresponse")]
    assert len(filled_tables) == 1
    for name, frame in tables.items():
        assert dict(frame.schema) == table_schema(name)
