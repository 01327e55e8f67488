"""Laws of the compiled plan."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl
import pytest

from motivelab.design.cells import cells
from motivelab.design.compile import compile_plan
from motivelab.design.identity import identity, identity_bytes
from motivelab.errors import PlanError
from motivelab.procedures.procedure import get
from motivelab.schema.digest import trial_digest
from motivelab.schema.stimuli import Stimuli
from motivelab.schema.study import Study
from motivelab.schema.trial_plan import PARTS, TRIAL_SCHEMA, TrialPlan
from motivelab.studies.load import LoadedStudy

MakeStimuli = Callable[..., Stimuli]
MakeStudy = Callable[..., LoadedStudy]


def described(plan: TrialPlan) -> pl.DataFrame:
    """The plan's trials with the labels of their cells."""
    cells = plan.cells
    return plan.trials.with_columns(
        pl.Series("procedure", [cells[c].procedure for c in plan.columns["cell"]]),
        pl.Series("condition", [cells[c].condition for c in plan.columns["cell"]]),
        pl.Series("respondent", [cells[c].respondent.name for c in plan.columns["cell"]]),
        pl.Series("wording", [w.id if (w := cells[c].wording) is not None else "" for c in plan.columns["cell"]]),
        pl.Series(
            "asking", [w.id if (w := cells[c].instrument_wording) is not None else "" for c in plan.columns["cell"]]
        ),
        pl.Series("neither", [cells[c].neither for c in plan.columns["cell"]]),
    )


def shuffled(value: Any, rng: random.Random) -> Any:
    """The same tables with their keys in another order."""
    if isinstance(value, dict):
        keys = list(value)
        rng.shuffle(keys)
        return {key: shuffled(value[key], rng) for key in keys}
    return [shuffled(v, rng) for v in value] if isinstance(value, list) else value


def test_the_same_study_gives_the_same_plan(study: MakeStudy, stimuli: MakeStimuli) -> None:
    one, two = compile_plan(study(), stimuli()), compile_plan(study(), stimuli())
    assert one.trials.equals(two.trials)
    assert (one.plan_hash, one.inputs_hash) == (two.plan_hash, two.inputs_hash)


def test_the_order_of_keys_does_not_matter(study: MakeStudy, stimuli: MakeStimuli) -> None:
    document = study().study.model_dump(mode="json", exclude_unset=True)
    again = Study.model_validate(shuffled(document, random.Random(3)))
    other = compile_plan(dataclasses.replace(study(), study=again), stimuli())
    assert other.plan_hash == compile_plan(study(), stimuli()).plan_hash


def test_another_seed_gives_another_plan(study: MakeStudy, stimuli: MakeStimuli) -> None:
    assert compile_plan(study(seed=8), stimuli()).plan_hash != compile_plan(study(), stimuli()).plan_hash


def test_what_is_not_asked_does_not_change_the_plan_hash(study: MakeStudy, stimuli: MakeStimuli) -> None:
    respondents = [
        {"model": "sim/coherent", "name": "a", "limits": {"concurrency": 3}, "price": {"input": 1, "output": 2}},
        {"model": "sim/null"},
    ]
    changed = compile_plan(study(title="t", budget={"calls": 10**6}, respondents=respondents), stimuli())
    plain = compile_plan(study(), stimuli())
    assert changed.plan_hash == plain.plan_hash
    assert changed.inputs_hash != plain.inputs_hash


def test_no_two_trials_share_an_id(study: MakeStudy, stimuli: MakeStimuli) -> None:
    plan = compile_plan(study(), stimuli())
    assert plan.trials["id"].n_unique() == len(plan) > 1000


def test_a_trial_id_is_the_hash_of_its_identity(study: MakeStudy, stimuli: MakeStimuli) -> None:
    plan = compile_plan(study(), stimuli())
    for row in range(0, len(plan), 37):
        parts: dict[str, Any] = identity(plan, row)
        assert parts.pop("scheme") == 1
        assert trial_digest(identity_bytes(**parts)) == plan.columns["id"][row]


def test_every_column_has_its_declared_type_and_range(study: MakeStudy, stimuli: MakeStimuli) -> None:
    plan = compile_plan(study(), stimuli())
    assert dict(plan.trials.schema) == TRIAL_SCHEMA
    c = plan.columns
    assert c["cell"].max() < len(plan.cells)
    assert c["task"].max() < 20
    assert c["part"].max() < len(PARTS)
    choice = np.array([plan.cells[i].kind == "forced_choice" for i in c["cell"]])
    assert ((c["other"] >= 0) == choice).all()
    assert ((c["pair"] >= 0) == choice).all()
    named = np.array([plan.cells[i].wording is not None for i in c["cell"]]) & choice
    assert ((c["side"] > 0) == named).all()


def test_a_parent_stands_earlier_and_is_the_performance_of_the_same_arm(study: MakeStudy, stimuli: MakeStimuli) -> None:
    plan = compile_plan(
        study(manipulations={"use": ["money"], "placements": ["before_task", "system"]}),
        stimuli(manipulations=("money",)),
    )
    c = plan.columns
    followers = 0
    for row, parent in enumerate(c["parent"].tolist()):
        cell = plan.cells[c["cell"][row]]
        assert (parent >= 0) == (cell.parent is not None)
        if parent < 0:
            continue
        followers += 1
        assert parent < row
        assert plan.cells[c["cell"][parent]] is cell.parent
        assert c["task"][parent] == c["task"][row]
        assert cell.parent is not None
        assert cell.parent.kind == "performance"
        assert (cell.parent.condition, cell.parent.placement) == (cell.condition, cell.placement)
        assert cell.kind == "judgement" or cell.respondent is cell.parent.respondent
    assert followers == 20 * 2 * (2 + 1) * 5 + 20 * 2


def test_children_stand_directly_after_their_parent(study: MakeStudy, stimuli: MakeStimuli) -> None:
    plan = compile_plan(study(), stimuli())
    parent = plan.columns["parent"]
    for row in np.flatnonzero(parent >= 0).tolist():
        assert (parent[parent[row] + 1 : row] == parent[row]).all()


def test_all_conditions_of_a_task_stand_together(study: MakeStudy, stimuli: MakeStimuli) -> None:
    plan = compile_plan(study(procedures=[{"kind": "self_report"}, {"kind": "performance"}]), stimuli())
    task = plan.columns["task"]
    assert np.count_nonzero(np.diff(task)) == 19
    assert task[0] != 0 or task[-1] != 19  # the order is not the bank's


def test_every_replicate_of_a_performance_is_followed(study: MakeStudy, stimuli: MakeStimuli) -> None:
    procedures = [
        {"kind": "performance", "replicates": 3},
        {"kind": "self_report", "moment": "post", "replicates": 2},
        {"kind": "judgement"},
    ]
    plan = compile_plan(study(procedures=procedures), stimuli())
    works = 2 * 4 * 20 * 3
    assert len(plan) == works * (1 + 2 + 1)
    followed, times = np.unique(plan.columns["parent"][plan.columns["parent"] >= 0], return_counts=True)
    assert len(followed) == works
    assert set(times.tolist()) == {3}


def ids(plan: TrialPlan) -> set[int]:
    return set(plan.trials["id"].to_list())


def test_adding_a_respondent_leaves_all_old_trials(study: MakeStudy, stimuli: MakeStimuli) -> None:
    old = compile_plan(study(), stimuli())
    more = compile_plan(
        study(respondents=[{"model": "sim/b"}, {"model": "sim/coherent"}, {"model": "sim/null"}]), stimuli()
    )
    assert ids(old) < ids(more)
    new = more.trials.filter(~pl.col("id").is_in(old.trials["id"].implode()))
    kinds = {more.cells[c].respondent.name for c in new["cell"]}
    assert kinds == {"sim/b", "sim/judge"}


def test_adding_a_manipulation_leaves_all_old_trials(study: MakeStudy, stimuli: MakeStimuli) -> None:
    old = compile_plan(study(), stimuli())
    wider = study(manipulations={"use": ["guilt", "money", "futility"]})
    more = compile_plan(wider, stimuli(manipulations=("guilt", "money", "futility")))
    assert ids(old) < ids(more)
    new = more.trials.filter(~pl.col("id").is_in(old.trials["id"].implode()))
    assert {more.cells[c].condition for c in new["cell"]} == {"guilt"}


def test_adding_a_procedure_leaves_all_old_trials(study: MakeStudy, stimuli: MakeStimuli) -> None:
    procedures = study().study.model_dump(mode="json", exclude_unset=True)["procedures"]
    fewer = compile_plan(study(procedures=procedures[2:4]), stimuli())
    assert ids(fewer) < ids(compile_plan(study(), stimuli()))


def test_more_replicates_leave_all_old_trials(study: MakeStudy, stimuli: MakeStimuli) -> None:
    few = compile_plan(study(procedures=[{"kind": "self_report", "instrument": "breakdown"}]), stimuli())
    many = compile_plan(
        study(procedures=[{"kind": "self_report", "instrument": "breakdown", "replicates": 3}]), stimuli()
    )
    assert ids(few) < ids(many)


def test_more_pairs_leave_all_old_trials(study: MakeStudy, stimuli: MakeStimuli) -> None:
    few, many = (compile_plan(study(procedures=[{"kind": "forced_choice", "pairs": n}]), stimuli()) for n in (25, 40))
    assert ids(few) < ids(many)


def test_changing_one_wording_changes_only_what_it_touches(study: MakeStudy, stimuli: MakeStimuli) -> None:
    old, plain = compile_plan(study(), stimuli()), stimuli()
    money = plain.manipulations["money"]
    first = dataclasses.replace(money.wordings[0], text="Another text.", pair_text="Another text about {task}.")
    edited = dataclasses.replace(money, wordings=(first, *money.wordings[1:]))
    changed = dataclasses.replace(plain, manipulations={**plain.manipulations, "money": edited})
    new = compile_plan(study(), changed)
    assert len(new) == len(old)
    touched = described(old).filter(~pl.col("id").is_in(new.trials["id"].implode()))
    assert set(touched["wording"]) == {"money-0"}
    untouched = described(old).filter(pl.col("id").is_in(new.trials["id"].implode()))
    assert "money-0" not in set(untouched["wording"])


def test_changing_a_task_changes_only_its_trials(study: MakeStudy, stimuli: MakeStimuli) -> None:
    old, plain = compile_plan(study(), stimuli()), stimuli()
    tasks = (dataclasses.replace(plain.tasks[0], text="Something else."), *plain.tasks[1:])
    new = compile_plan(study(), dataclasses.replace(plain, tasks=tasks))
    touched = old.trials.filter(~pl.col("id").is_in(new.trials["id"].implode()))
    assert ((touched["task"] == 0) | (touched["other"] == 0)).all()
    assert len(touched) == old.trials.filter((pl.col("task") == 0) | (pl.col("other") == 0)).height


def test_a_tasks_own_cap_touches_performances_and_what_follows_them(study: MakeStudy, stimuli: MakeStimuli) -> None:
    old, plain = compile_plan(study(), stimuli()), stimuli()
    tasks = (dataclasses.replace(plain.tasks[0], max_tokens=50), *plain.tasks[1:])
    new = compile_plan(study(), dataclasses.replace(plain, tasks=tasks))
    touched = described(old).filter(~pl.col("id").is_in(new.trials["id"].implode()))
    assert set(touched["procedure"]) == {"performance", "post", "similar", "judgement"}
    assert set(touched["task"]) == {0}


def test_a_text_that_stands_twice_in_a_bank_is_asked_twice(study: MakeStudy, stimuli: MakeStimuli) -> None:
    plain = stimuli()
    tasks = (*plain.tasks[:-1], dataclasses.replace(plain.tasks[-1], text=plain.tasks[0].text))
    plan = compile_plan(study(), dataclasses.replace(plain, tasks=tasks))
    assert plan.trials["id"].n_unique() == len(compile_plan(study(), plain))


def test_a_wording_belongs_to_task_and_condition_whoever_is_asked(study: MakeStudy, stimuli: MakeStimuli) -> None:
    frame = described(compile_plan(study(), stimuli())).filter(pl.col("procedure") != "choice")
    assert frame.group_by("task", "condition").agg(pl.col("wording").n_unique())["wording"].max() == 1
    per_instrument = frame.filter(pl.col("procedure").is_in(["pre", "post"]))
    assert per_instrument.group_by("task", "procedure").agg(pl.col("asking").n_unique())["asking"].max() == 1


def test_wordings_are_balanced_in_every_condition(study: MakeStudy, stimuli: MakeStimuli) -> None:
    frame = described(compile_plan(study(), stimuli(23)))
    for procedure in ("pre", "breakdown", "performance"):
        counts = (
            frame.filter((pl.col("procedure") == procedure) & (pl.col("replicate") == 0))
            .group_by("respondent", "condition", "wording")
            .len()
            .group_by("respondent", "condition")
            .agg((pl.col("len").max() - pl.col("len").min()).alias("spread"), pl.len().alias("wordings"))
        )
        assert max(counts["spread"].to_list()) <= 1
        used = dict(counts.select("condition", "wordings").unique().iter_rows())
        assert used == {"none": 1, "money": 3, "futility": 3, "control": 6}


def test_item_orders_are_balanced_in_every_condition_and_replicate(study: MakeStudy, stimuli: MakeStimuli) -> None:
    frame = described(compile_plan(study(), stimuli(30))).filter(pl.col("procedure") == "breakdown")
    counts = frame.group_by("respondent", "condition", "replicate", "order").len()
    assert counts["len"].unique().to_list() == [5]
    assert frame.group_by("task", "condition", "respondent").agg(pl.col("order").n_unique())["order"].min() == 2


def test_choices_cross_order_and_side_and_keep_the_canonical_one_apart(study: MakeStudy, stimuli: MakeStimuli) -> None:
    frame = described(compile_plan(study(), stimuli())).filter(pl.col("procedure") == "choice")
    cells_of_pair = frame.group_by("respondent", "condition", "neither", "pair").agg(
        pl.len(),
        pl.struct("task", "side").n_unique().alias("presentations"),
        (pl.col("part") == 0).sum().alias("core"),
        pl.col("wording").n_unique(),
    )
    none = cells_of_pair.filter(pl.col("condition") == "none")
    named = cells_of_pair.filter(pl.col("condition") != "none")
    assert none.select("len", "presentations", "core").unique().row(0) == (2, 2, 1)
    assert named.filter(pl.col("condition") != "control").select("len", "presentations", "core").unique().rows() == [
        (4, 4, 1)
    ]
    assert named["wording"].max() == 1
    control = frame.filter(pl.col("condition") == "control")
    assert set(control["part"]) == {PARTS.index("control")}
    canonical = frame.filter(
        (pl.col("part") == 0) & (pl.col("condition") == "money") & (pl.col("respondent") == "sim/null")
    )
    sides = canonical.group_by("side", "wording").len()["len"].to_list()
    assert len(sides) == 6
    assert max(sides) - min(sides) <= 2


def test_one_side_keeps_the_manipulation_with_its_task(study: MakeStudy, stimuli: MakeStimuli) -> None:
    procedures = [{"kind": "forced_choice", "pairs": 25, "sides": "one", "conditions": ["money"]}]
    frame = described(compile_plan(study(procedures=procedures), stimuli()))
    named = pl.when(pl.col("side") == 1).then(pl.col("task")).otherwise(pl.col("other")).alias("named")
    spread = frame.with_columns(named).group_by("pair", "condition").agg(pl.col("named").n_unique(), pl.len())
    assert set(spread["named"]) == {1}
    assert set(spread["len"]) == {4}  # two orders, two respondents


def test_parts_tell_control_and_counterbalance_from_the_core(study: MakeStudy, stimuli: MakeStimuli) -> None:
    frame = described(compile_plan(study(), stimuli()))
    control = pl.col("condition") == "control"
    assert (frame.select((pl.col("part") == 1) == control)).to_series().all()
    assert set(frame.filter(pl.col("part") == 2)["procedure"]) == {"choice"}


def test_procedures_that_ask_the_same_are_refused_by_name(study: MakeStudy, stimuli: MakeStimuli) -> None:
    procedures = [{"kind": "self_report"}, {"kind": "self_report", "name": "again", "replicates": 2}]
    with pytest.raises(PlanError, match="'pre' and 'again' ask the same: 160 trials"):
        compile_plan(study(procedures=procedures), stimuli())


def test_a_plan_beyond_all_measure_is_refused_before_it_is_laid_out(study: MakeStudy, stimuli: MakeStimuli) -> None:
    procedures = [
        {"kind": "performance", "name": "much", "replicates": 10_000},
        {"kind": "self_report", "moment": "post", "replicates": 10_000},
    ]
    with pytest.raises(PlanError, match=r"16,001,600,000 trials or more.*procedure 'post'"):
        compile_plan(study(procedures=procedures), stimuli())


def test_cells_are_the_plans_and_can_be_had_without_it(study: MakeStudy, stimuli: MakeStimuli) -> None:
    plan = compile_plan(study(), stimuli())
    again = cells(study().study, stimuli())
    assert [c.digest for c in again] == [c.digest for c in plan.cells]


def test_every_trial_can_be_rendered(study: MakeStudy, stimuli: MakeStimuli) -> None:
    plan = compile_plan(study(), stimuli())
    for row in range(0, len(plan), 11):
        trial = plan.trial(row, work="Here it is.")
        assert get(trial.cell.kind).render(trial)
