"""Whether a respondent takes the task for which it reported more motivation, and what else sways its choice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import polars as pl

from motivelab.analyses.choosing.calibration import calibration_rows
from motivelab.analyses.choosing.consistency import consistency_rows
from motivelab.analyses.choosing.reported_choices import noise_of_a_report, reported_choices
from motivelab.analyses.choosing.same_pair import SHIFT, shift_rows
from motivelab.analyses.choosing.trial_level import SIDE, SLOPE, model_rows
from motivelab.analyses.protocol.analysis import Analysis, Declaration, Row
from motivelab.analyses.protocol.false_discovery import with_false_discovery_held
from motivelab.analyses.protocol.over_respondents import ALL_RESPONDENTS
from motivelab.analyses.protocol.overall_reports import (
    conditions_in_order,
    in_order,
    overall_reports,
    unmanipulated,
)
from motivelab.analyses.protocol.row_or_note import row_or_note
from motivelab.schema.manipulation import NO_MANIPULATION
from motivelab.stats.pair_mean import pair_mean
from motivelab.stats.pair_share import pair_share
from motivelab.tables.tables import Tables

DECLARATION = Declaration(
    name="choice_against_report",
    title="Choice against report",
    question="Offered two tasks, does a respondent take the one for which it reported more motivation?",
    method=(
        "A logit of every single choice on the difference of the two reports (with nothing added, before the task), "
        "position and added text, ties kept in, beside plain shares; choices that share a task family on either side "
        "are treated as dependent (dyadic-robust errors). Half would be chance for a share, no effect for the rest: p "
        "tests against it (Benjamini-Hochberg over respondents and conditions of one measure), and pairs shown in both "
        "orders keep position from passing for preference."
    ),
    order=50,
    links=("motivation_by_category", "motivation_by_condition", "report_stability", "utilities"),
)

AGREES = "took the task reported higher"
FIRST = "took the task shown first"
MANIPULATED = "took the task that the text was about"
NEITHER = "took neither, where that was offered"
GAP = "report of the chosen task less that of the unchosen one"
TIED = "offered two tasks reported equally high"

TESTED = (AGREES, FIRST, MANIPULATED, GAP, SLOPE, SIDE, SHIFT)


def analyse(tables: Tables, *, seed: int = 1) -> Analysis:
    """Report, position and added text against choice, by respondent and condition.

    Args:
        tables: what to analyse.
        seed: decides which families the resamples of the node bootstrap hold.
    """
    reports = overall_reports(tables)
    pre = unmanipulated(reports.frame).filter(pl.col("moment") == "pre")
    choices = reported_choices(tables.choices, pre)
    respondents = in_order(tables.choices, "respondent")
    conditions = conditions_in_order(tables.choices)
    outcomes = [reports.note] if reports.note and respondents else []
    found = list(_outcomes(choices, pre, respondents, conditions, seed=seed))
    rows = [o for o in found if isinstance(o, Row)]
    tested = [row for m in TESTED for row in with_false_discovery_held([r for r in rows if r.labels["measure"] == m])]
    rest = [r for r in rows if r.labels["measure"] not in TESTED]
    return Analysis.of(DECLARATION, [*outcomes, *tested, *rest, *(o for o in found if isinstance(o, str))])


def _outcomes(
    choices: pl.DataFrame,
    pre: pl.DataFrame,
    respondents: list[str],
    conditions: list[str],
    *,
    seed: int,
) -> Iterator[Row | str]:
    if choices.is_empty():
        yield "not estimable: no choice was answered"
    for respondent in respondents:
        own = choices.filter(pl.col("respondent") == respondent)
        noise = noise_of_a_report(pre, respondent)
        yield from _of_one(own, respondent, conditions, noise=noise, seed=seed)
    if len(respondents) > 1:
        for outcome in _shares(choices, ALL_RESPONDENTS, conditions):
            yield outcome if isinstance(outcome, str) else _fixed(outcome)


def _of_one(
    own: pl.DataFrame, respondent: str, conditions: list[str], *, noise: float | None, seed: int
) -> Iterator[Row | str]:
    yield from _shares(own, respondent, conditions)
    taken = own.filter(pl.col("position") != 0)
    for condition in [c for c in conditions if c in set(taken["condition"])]:
        who = {"respondent": respondent, "condition": condition}
        # A generator of its own for each, so that who else was asked, and in which order, moves nothing.
        rng = np.random.default_rng(seed)
        yield from model_rows(taken.filter(pl.col("condition") == condition), who, noise=noise, rng=rng)
    plain = taken.filter(pl.col("condition") == NO_MANIPULATION)
    who = {"respondent": respondent, "condition": NO_MANIPULATION}
    if not plain.is_empty():
        yield from consistency_rows(plain, who)
        reported = plain.filter(pl.col("difference").is_not_null())
        if not reported.is_empty():
            yield from calibration_rows(reported, who)


def _shares(own: pl.DataFrame, respondent: str, conditions: list[str]) -> Iterator[Row | str]:
    taken = own.filter(pl.col("position") != 0)
    plain = taken.filter(pl.col("condition") == NO_MANIPULATION)
    who = {"respondent": respondent, "condition": NO_MANIPULATION}
    if plain.is_empty():
        yield f"not estimable: {respondent}: no choice with nothing added, in which a task was taken"
    else:
        yield from _agreement(plain, who)
        yield _share(plain, pl.col("chose_first") == 1, {**who, "measure": FIRST})
    for condition in [c for c in conditions if c in set(taken["condition"])]:
        here, at = taken.filter(pl.col("condition") == condition), {**who, "condition": condition}
        yield _gap(here, at)
        swayed = here.filter(pl.col("swayed").is_not_null(), pl.col("side") != 0)
        if condition != NO_MANIPULATION:
            yield _share(swayed, pl.col("swayed"), {**at, "measure": MANIPULATED})
            yield from shift_rows(plain, swayed, at, tested=True)
    offered = own.filter(pl.col("neither_offered"), pl.col("condition") == NO_MANIPULATION)
    if not offered.is_empty():
        yield _share(offered, pl.col("position") == 0, {**who, "measure": NEITHER})


def _agreement(plain: pl.DataFrame, who: dict[str, str]) -> Iterator[Row | str]:
    reported = plain.filter(pl.col("difference").is_not_null())
    apart = reported.filter(pl.col("difference") != 0)
    if apart.is_empty():
        yield (f"not estimable: {who['respondent']}, {AGREES}: no choice was between two tasks with different reports")
        return
    higher = (pl.col("chose_first") == 1) == (pl.col("difference") > 0)
    yield _share(apart, higher, {**who, "measure": AGREES})
    yield _share(reported, pl.col("difference") == 0, {**who, "measure": TIED})
    left_out = plain.height - reported.height
    ties = reported.height - apart.height
    if ties or left_out:
        yield (
            f"{who['respondent']}: {ties} of {plain.height} choices were between tasks reported equally high: they do "
            f"not count in '{AGREES}', but the trial-level model keeps them; in {left_out} a task had no report"
        )


def _gap(here: pl.DataFrame, who: dict[str, str]) -> Row | str:
    reported = here.filter(pl.col("difference").is_not_null())
    gap = reported.select(pl.col("difference") * (2 * pl.col("chose_first") - 1))["difference"].to_numpy()
    first, second = reported["first_family"].to_list(), reported["second_family"].to_list()
    labels = {**who, "measure": GAP}
    return row_or_note(labels, lambda: pair_mean(gap, first=first, second=second), scale="points", tested=True)


def _share(rows: pl.DataFrame, holds: pl.Expr, labels: dict[str, str]) -> Row | str:
    ones = rows.select(holds.cast(pl.Float64).alias("holds"))["holds"].to_numpy()
    first, second = rows["first_family"].to_list(), rows["second_family"].to_list()
    return row_or_note(
        labels, lambda: pair_share(ones, first=first, second=second), scale="share", tested=labels["measure"] in TESTED
    )


def _fixed(row: Row) -> Row:
    """A row over these respondents, who stand for themselves alone: no p across them."""
    e = row.estimate
    flagged = replace(e, p=None, method=f"{e.method}; these respondents only", flags=(*e.flags, "fixed_respondents"))
    return replace(row, estimate=flagged)
