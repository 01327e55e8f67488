"""What tasks are worth to a respondent by its choices, and whether those fit on one scale."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import polars as pl

from motivelab.analyses.choosing.circular_triads import triad_rows
from motivelab.analyses.choosing.comparison_design import core, who_met
from motivelab.analyses.choosing.reported_choices import reported_choices
from motivelab.analyses.choosing.utility_scale import scale_rows
from motivelab.analyses.protocol.analysis import Analysis, Declaration, Row
from motivelab.analyses.protocol.false_discovery import with_false_discovery_held
from motivelab.analyses.protocol.overall_reports import in_order, overall_reports, task_means, unmanipulated
from motivelab.schema.manipulation import NO_MANIPULATION
from motivelab.tables.tables import Tables

DECLARATION = Declaration(
    name="utilities",
    title="Utilities",
    question="What is each task worth to a respondent by its choices, and do its choices fit on one scale?",
    method=(
        "Bradley-Terry and Thurstone scales with a term for the first place, choices of neither task counting as ties, "
        "fitted to tasks where each met ten others, else to families, else to categories, with a weak prior where "
        "comparisons are few. Circular triads are counted where a block of tasks was compared in full (p against coin "
        "tosses, Benjamini-Hochberg over respondents)."
    ),
    order=55,
    links=("choice_against_report", "motivation_by_category"),
)

Level: TypeAlias = Literal["tasks", "families", "categories"]
OPPONENTS = 10
"""Different opponents from which an item has a place of its own on the scale."""

FEWEST_ITEMS = 3
_COLUMN: Mapping[Level, str] = {"tasks": "task", "families": "family", "categories": "category"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Supported:
    """Which items of a level the pairs can scale, and what to say of the others."""

    items: tuple[str, ...]
    whole: bool
    note: str


def analyse(tables: Tables, *, seed: int = 1) -> Analysis:
    """Utilities, position, extremes, fit, agreement with reports and circular triads, by respondent.

    Args:
        tables: what to analyse.
        seed: decides the tossed coins that circular triads are held against.
    """
    pre = unmanipulated(overall_reports(tables).frame).filter(pl.col("moment") == "pre")
    found = list(_outcomes(tables.choices, pre, seed=seed))
    rows = [o for o in found if isinstance(o, Row)]
    measures = dict.fromkeys(r.labels["measure"] for r in rows)
    held = [row for m in measures for row in with_false_discovery_held([r for r in rows if r.labels["measure"] == m])]
    return Analysis.of(DECLARATION, [*held, *(o for o in found if isinstance(o, str))])


def _outcomes(choices: pl.DataFrame, pre: pl.DataFrame, *, seed: int) -> Iterator[Row | str]:
    plain = choices.filter(pl.col("condition").cast(pl.String) == NO_MANIPULATION)
    if plain.is_empty():
        yield "not estimable: no choice with nothing added was answered"
        return
    home = _homes(choices)
    rows = reported_choices(plain, pre)
    means = task_means(pre.sort("respondent", "task", "score"))
    for respondent in in_order(plain, "respondent"):
        who = {"respondent": respondent}
        own = rows.filter(pl.col("respondent") == respondent)
        told = means.filter(pl.col("respondent") == respondent)
        for level in _COLUMN:
            compared = _compared(own, home, level)
            within = own.height - compared.height
            if within:
                yield f"{respondent}: {within} of {own.height} choices were inside one of the {level}; they scale none"
            supported = _supported(compared, level)
            if supported.note:
                yield f"not estimable: {respondent}, utilities of {supported.note}"
            if supported.items:
                kept = pl.col("first").is_in(supported.items) & pl.col("second").is_in(supported.items)
                column = _COLUMN[level]
                reports = told.group_by(column).agg(pl.col("score").mean()).sort(column)
                # Tasks of a family are not independent; families and categories stand for themselves.
                groups = {t: home[t]["family"] if level == "tasks" else t for t in ({*home} | {*supported.items})}
                yield from scale_rows(
                    compared.filter(kept), who, level=level, reports=dict(reports.iter_rows()), groups=groups
                )
            if supported.whole:
                break
        taken = own.filter(pl.col("position") != 0)
        yield from triad_rows(taken, who, rng=np.random.default_rng(seed))


def _homes(choices: pl.DataFrame) -> dict[str, dict[str, str]]:
    """Family and category of every task that was offered."""
    sides = [
        choices.select(pl.col(f"{side}_{what}").cast(pl.String).alias(what) for what in _COLUMN.values())
        for side in ("first", "second")
    ]
    every = pl.concat(sides).unique(subset="task").sort("task")
    return {row["task"]: row for row in every.iter_rows(named=True)}


def _compared(own: pl.DataFrame, home: Mapping[str, Mapping[str, str]], level: Level) -> pl.DataFrame:
    """Choices as comparisons of items of that level; those inside one item are left out."""
    item = {task: place[_COLUMN[level]] for task, place in home.items()}
    sides = [
        pl.col(f"{side}_task").replace_strict(item, return_dtype=pl.String).alias(side) for side in ("first", "second")
    ]
    outcome = pl.col("chose_first").fill_null(0.5).alias("outcome")
    return own.select(*sides, outcome, "pair").filter(pl.col("first") != pl.col("second"))


def _supported(compared: pl.DataFrame, level: Level) -> _Supported:
    """Tasks need ten opponents each; families ten on the average, for their tasks meet others in their name."""
    items, met = who_met(compared["first"].to_list(), compared["second"].to_list())
    k = len(items)
    if k < FEWEST_ITEMS:
        return _Supported(items=(), whole=False, note=f"{level}: {k} of them were compared; {FEWEST_ITEMS} are needed")
    need = min(OPPONENTS, k - 1)
    advice = f"about {-(-k * need // 2)} different pairs of {level} in both orders would do"
    if level == "tasks":
        kept = core(met, opponents=need)
        if len(kept) == k:
            return _Supported(items=tuple(items), whole=True, note="")
        few = f"{k - len(kept)} of {k} tasks, which" if len(kept) else f"tasks: of {k}, too few"
        note = f"{few} met {'fewer than ' if len(kept) else ''}{need} others of those that could be scaled; {advice}"
        return _Supported(items=tuple(items[i] for i in kept), whole=False, note=note)
    average = float(met.sum()) / k
    if level == "families" and average < need:
        note = f"families: each of the {k} met {average:.1f} others on the average and {need} are needed; {advice}"
        return _Supported(items=(), whole=False, note=note)
    return _Supported(items=tuple(items), whole=True, note="")
