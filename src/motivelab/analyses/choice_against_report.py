"""Whether a respondent takes the task for which it reported more motivation, and what else sways its choice."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from motivelab.analyses.protocol.analysis import Analysis, Declaration, Row
from motivelab.analyses.protocol.false_discovery import with_false_discovery_held
from motivelab.analyses.protocol.overall_reports import (
    conditions_in_order,
    in_order,
    overall_reports,
    task_means,
    unmanipulated,
)
from motivelab.analyses.protocol.row_or_note import row_or_note
from motivelab.schema.manipulation import NO_MANIPULATION
from motivelab.stats.pair_share import pair_share
from motivelab.tables.tables import Tables

DECLARATION = Declaration(
    name="choice_against_report",
    title="Choice against report",
    question="Offered two tasks, does a respondent take the one for which it reported more motivation?",
    method=(
        "Shares are of the choices in which one of the two tasks was taken; choices that share a task family on either "
        "side are treated as dependent (dyadic-robust errors, Wilson's interval). Half would be chance: p tests "
        "against it (Benjamini-Hochberg over respondents and conditions), and pairs shown in both orders keep position "
        "from passing for preference."
    ),
    order=30,
    links=("motivation_by_category", "motivation_by_condition"),
)

AGREES = "took the task reported higher"
FIRST = "took the task shown first"
MANIPULATED = "took the task that the text was about"
NEITHER = "took neither, where that was offered"

TESTED = (AGREES, FIRST, MANIPULATED)

_TEXT = ("respondent", "condition", "first_task", "second_task", "first_family", "second_family", "chosen_task")


def analyse(tables: Tables) -> Analysis:
    """Shares of choices by respondent: report, position, manipulated task, neither."""
    choices = tables.choices.with_columns(pl.col(_TEXT).cast(pl.String))
    reports = overall_reports(tables)
    pre = task_means(unmanipulated(reports.frame).filter(pl.col("moment") == "pre"))
    outcomes = list(_outcomes(choices, pre))
    rows = [o for o in outcomes if isinstance(o, Row)]
    held = [
        row
        for measure in (*TESTED, NEITHER)
        for row in with_false_discovery_held([r for r in rows if r.labels["measure"] == measure])
    ]
    return Analysis.of(DECLARATION, [*held, *(o for o in outcomes if isinstance(o, str))])


def _outcomes(choices: pl.DataFrame, pre: pl.DataFrame) -> Iterator[Row | str]:
    if choices.is_empty():
        yield "not estimable: no choice was answered"
    scores = pre.select("respondent", pl.col("task"), "score")
    for respondent in in_order(choices, "respondent"):
        own = choices.filter(pl.col("respondent") == respondent)
        taken = own.filter(pl.col("chosen_position") != 0)
        plain = taken.filter(pl.col("condition") == NO_MANIPULATION)
        who = {"respondent": respondent, "condition": NO_MANIPULATION}
        if plain.is_empty():
            yield f"not estimable: {respondent}: no choice with nothing added, in which a task was taken"
        else:
            yield from _agreement(plain, scores, who)
            yield _share(plain, pl.col("chosen_position") == 1, {**who, "measure": FIRST})
        for condition in [c for c in conditions_in_order(taken) if c != NO_MANIPULATION]:
            swayed = taken.filter(pl.col("condition") == condition, pl.col("manipulated_chosen").is_not_null())
            labels = {"respondent": respondent, "condition": condition, "measure": MANIPULATED}
            yield _share(swayed, pl.col("manipulated_chosen"), labels)
        offered = own.filter(pl.col("neither_offered"), pl.col("condition") == NO_MANIPULATION)
        if not offered.is_empty():
            yield _share(offered, pl.col("chosen_position") == 0, {**who, "measure": NEITHER})


def _agreement(plain: pl.DataFrame, scores: pl.DataFrame, who: dict[str, str]) -> Iterator[Row | str]:
    both = plain
    for place in ("first", "second"):
        side = scores.rename({"task": f"{place}_task", "score": f"{place}_score"})
        both = both.join(side, on=["respondent", f"{place}_task"], how="left", maintain_order="left")
    difference = pl.col("first_score") - pl.col("second_score")
    reported = both.filter(difference.is_not_null())
    apart = reported.filter(difference != 0)
    if apart.is_empty():
        yield (f"not estimable: {who['respondent']}, {AGREES}: no choice was between two tasks with different reports")
        return
    yield _share(apart, (pl.col("chosen_position") == 1) == (difference > 0), {**who, "measure": AGREES})
    left_out = both.height - reported.height
    ties = reported.height - apart.height
    if ties or left_out:
        yield (
            f"{who['respondent']}: {ties} of {both.height} choices were between tasks reported equally high, and in "
            f"{left_out} a task had no report; they do not count in '{AGREES}'"
        )


def _share(rows: pl.DataFrame, holds: pl.Expr, labels: dict[str, str]) -> Row | str:
    ones = rows.select(holds.cast(pl.Float64).alias("holds"))["holds"].to_numpy()
    first, second = rows["first_family"].to_list(), rows["second_family"].to_list()
    return row_or_note(
        labels, lambda: pair_share(ones, first=first, second=second), scale="share", tested=labels["measure"] in TESTED
    )
