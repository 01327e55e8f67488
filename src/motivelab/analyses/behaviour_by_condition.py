"""What a manipulation does to what respondents do: comply, work well, work at length, choose, and at what price."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import polars as pl

from motivelab.analyses.protocol.analysis import Analysis, Declaration, Row, Scale
from motivelab.analyses.protocol.row_or_note import row_or_note
from motivelab.analyses.shifting.choice_shifts import choice_shifts
from motivelab.analyses.shifting.condition_shifts import METHOD, Interval, Turn, as_it_is, as_ratio, condition_shifts
from motivelab.analyses.shifting.score_cube import score_cube
from motivelab.analyses.shifting.work_cells import (
    BY_T,
    COMPLIANCE,
    CORRECT,
    COST,
    CUT_OFF,
    LENGTH,
    QUALITY,
    REASONING,
    work_cells,
)
from motivelab.schema.estimate import Estimate
from motivelab.stats.mean import mean
from motivelab.tables.tables import Tables

DECLARATION = Declaration(
    name="behaviour_by_condition",
    title="Behaviour by condition",
    question="What do added texts do to compliance, quality, correctness, effort, choice and cost?",
    method=(
        f"Each outcome is compared between conditions on the same tasks: {METHOD}; shares, in points, and "
        "ratings by cluster-robust t, tokens by ratios of geometric means among works that were done, and choices are "
        "set against the same two tasks in the same order without the text (dyadic-robust errors). Within each "
        "outcome and reference, p values of all respondents and conditions share one false discovery rate "
        "(Benjamini-Hochberg)."
    ),
    order=64,
    links=("motivation_by_condition", "performance_summary", "choice_against_report"),
)

SHIFT = "shift of "
CHOICE = "shift of the share in which the task that the text was about was taken"
SCALES: dict[str, tuple[Scale, Turn]] = {
    COMPLIANCE: ("points", as_it_is),
    CUT_OFF: ("points", as_it_is),
    CORRECT: ("points", as_it_is),
    QUALITY: ("rating", as_it_is),
    LENGTH: ("coefficient", as_ratio),
    REASONING: ("coefficient", as_ratio),
    COST: ("coefficient", as_it_is),
}
"""How the shift of each outcome reads, and what is made of the difference of its cells."""
_WHY = {
    COMPLIANCE: "no task was worked on",
    CUT_OFF: "no task was worked on",
    CORRECT: "no work on a task that can be checked",
    QUALITY: "no work was rated",
    LENGTH: "the host did not count tokens, or no work was done",
    REASONING: "no tokens of reasoning were counted apart",
    COST: "no price of the work is known",
}
"""What is missing where an outcome has no cell."""
CENSORED = 0.01
"""Share of works cut off above which a ratio of tokens is flagged as a ratio of lower bounds."""


def analyse(tables: Tables, *, seed: int = 1) -> Analysis:
    """Paired contrasts of every outcome by respondent, and what the work cost.

    Args:
        tables: a run's tables.
        seed: decides which families the resamples hold.
    """
    return Analysis.of(DECLARATION, [*_work(tables, seed=seed), *choice_shifts(tables, measure=CHOICE)])


def _work(tables: Tables, *, seed: int) -> Iterator[Row | str]:
    cells = work_cells(tables)
    for outcome, (scale, turn) in SCALES.items():
        own = cells.filter(pl.col("outcome") == outcome)
        if own.is_empty():
            yield f"not estimable: {outcome}: {_WHY[outcome]}"
            continue
        if outcome == COST:
            yield from _costs(own)
        cube = score_cube(own)
        if len(cube.conditions) < 2:
            yield f"not estimable: {SHIFT}{outcome}: it is known under one condition only"
            continue
        labels = {"measure": SHIFT + outcome}
        how: Interval = "t" if outcome in BY_T else "resampled"
        for found in condition_shifts(cube, labels=labels, scale=scale, turn=turn, interval=how, seed=seed):
            yield _cautioned(found, own) if outcome in (LENGTH, REASONING) else found


def _costs(own: pl.DataFrame) -> Iterator[Row | str]:
    for (respondent, condition), rows in own.group_by("respondent", "condition", maintain_order=True):
        labels = {"respondent": str(respondent), "measure": COST, "condition": str(condition)}
        yield row_or_note(labels, partial(_mean, rows), scale="coefficient")


def _mean(rows: pl.DataFrame) -> Estimate:
    return mean(rows["score"].to_numpy(), clusters=rows["family"].to_list())


def _cautioned(found: Row | str, own: pl.DataFrame) -> Row | str:
    """The same row, flagged where so many works were cut off that their tokens are lower bounds."""
    if isinstance(found, str):
        return found
    pair = (found.labels["condition"], found.labels["reference"])
    works = own.filter(pl.col("respondent") == found.labels["respondent"], pl.col("condition").is_in(pair))
    if float(works["censored"].to_numpy().mean()) <= CENSORED:
        return found
    return replace(found, estimate=replace(found.estimate, flags=(*found.estimate.flags, "censored")))
