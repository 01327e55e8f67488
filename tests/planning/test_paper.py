"""The built-in study `paper` is the founding study's design: 719,025 generations on its 1,305 tasks."""

from __future__ import annotations

import dataclasses

import polars as pl
import pytest

from motivelab.design.compile import compile_plan
from motivelab.planning.gather import gather_stimuli
from motivelab.schema.task import CATEGORIES, Task
from motivelab.schema.trial_plan import PARTS, TrialPlan
from motivelab.studies.load import load_study

FAMILIES = [5] * 258 + [4] * 3 + [1] * 3


@pytest.fixture(scope="module")
def plan() -> TrialPlan:
    tasks = tuple(
        Task(
            id=f"f{family:03d}-{member}",
            family=f"f{family:03d}",
            categories=(CATEGORIES[family % 15],),
            text=f"Write line {member} of list {family}.",
        )
        for family, size in enumerate(FAMILIES)
        for member in range(size)
    )
    loaded = load_study("paper")
    return compile_plan(loaded, dataclasses.replace(gather_stimuli(loaded), tasks=tasks))


def counted(plan: TrialPlan, part: str) -> dict[str, int]:
    trials = plan.trials.filter(pl.col("part") == PARTS.index(part))
    counts: dict[str, int] = {}
    for cell, n in trials.group_by("cell").len().iter_rows():
        name = plan.cells[cell].procedure
        counts[name] = counts.get(name, 0) + n
    return counts


def test_the_core_is_the_published_number_of_generations(plan: TrialPlan) -> None:
    core = counted(plan, "core")
    assert core == {
        "pre": 5 * 1305 * 11 * 2,
        "breakdown": 5 * 1305 * 11 * 2,
        "performance": 5 * 1305 * 11,
        "post": 5 * 1305 * 11 * 2,
        "similar": 5 * 1305 * 2,
        "judgement": 5 * 1305 * 11 * 2,
        "choice": 1500 * 2 * 4 * 5,
    }
    assert sum(core.values()) == 719_025


def test_what_stands_beside_the_core_is_counted_apart(plan: TrialPlan) -> None:
    control, further = counted(plan, "control"), counted(plan, "counterbalance")
    assert control.pop("choice") == 1500 * 4 * 2 * 5
    assert sum(control.values()) == 5 * 1305 * 9
    assert further == {"choice": 1500 * 2 * 5 * (1 + 3 * 3)}


def test_all_ids_differ_and_every_parent_stands_earlier(plan: TrialPlan) -> None:
    assert plan.trials["id"].n_unique() == len(plan) == 987_750
    parents = plan.trials.with_row_index("row").filter(pl.col("parent") >= 0)
    assert (parents["parent"] < parents["row"]).all()


def test_every_condition_has_its_wordings_in_balance(plan: TrialPlan) -> None:
    wordings = [c.wording.id if c.wording is not None else "" for c in plan.cells]
    frame = plan.trials.join(
        pl.DataFrame(
            {
                "cell": pl.Series(range(len(plan.cells)), dtype=pl.UInt32),
                "procedure": [c.procedure for c in plan.cells],
                "respondent": [c.respondent.name for c in plan.cells],
                "condition": [c.condition for c in plan.cells],
                "wording": wordings,
            }
        ),
        on="cell",
    )
    works = frame.filter(pl.col("procedure") == "performance")
    counts = (
        works.group_by("respondent", "condition", "wording")
        .len()
        .group_by("respondent", "condition")
        .agg((pl.col("len").max() - pl.col("len").min()).alias("spread"), pl.len().alias("wordings"))
    )
    assert max(counts["spread"].to_list()) <= 1
    assert set(counts.filter(~pl.col("condition").is_in(["none", "neutral"]))["wordings"]) == {3}
