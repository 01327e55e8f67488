"""Tidy tables with planted ladders: amounts of money gained and lost, and units of work asked for."""

from __future__ import annotations

import math

import polars as pl
from tests.support.planted_tables import Planted, tables
from tests.support.planted_work import replace_tables

from motivelab.tables.layout import table_schema
from motivelab.tables.tables import Tables

AMOUNTS = (1, 10, 100, 1000)
UNITS = (1, 2, 4, 8)


def money_ladders(
    *, gain: float, loss: float, at: float = 2.0, families: int = 12, pairs: int = 90, seed: int = 7
) -> Tables:
    """A run in which reports and choices answer to the logarithm of the amount.

    Args:
        gain: points of report for ten times the amount offered.
        loss: points for ten times the amount at risk.
        at: log10 of the amount whose effect is 0: below it a task on which there is money is taken less often.
        families: by category.
        pairs: pairs of tasks.
        seed: of everything that is drawn.
    """
    slopes = {"gain": gain, "loss": loss}
    shifts = {f"{way}{a}": slope * (math.log10(a) - at) for way, slope in slopes.items() for a in AMOUNTS}
    world = Planted(
        respondents=("one",),
        families=families,
        tasks=2,
        replicates=1,
        shifts=shifts,
        pairs=pairs,
        performances=False,
        seed=seed,
    )
    found = tables(world)
    doses = {f"gain{a}": float(a) for a in AMOUNTS} | {f"loss{a}": -float(a) for a in AMOUNTS}
    ways = {name: f"money_{name[:4]}" for name in doses}
    frames = {}
    for name, frame in found.items():
        if "dose" in frame.columns:
            condition = pl.col("condition").cast(pl.String)
            construct = condition.replace_strict(ways, default=None, return_dtype=pl.String)
            frames[name] = frame.with_columns(
                construct.cast(table_schema(name)["construct"]).alias("construct"),
                condition.replace_strict(doses, default=None, return_dtype=pl.Float64).alias("dose"),
            )
    return replace_tables(found, **frames)


def unit_ladders(*, twice: float, stop: int = 100, families: int = 10) -> Tables:
    """A run in which every family is a ladder of one, two, four and eight units.

    Args:
        twice: points of report for twice the units.
        stop: units after which work ends.
        families: by category.
    """
    world = Planted(respondents=("one",), families=families, tasks=len(UNITS), shifts={}, pairs=0)
    found = tables(world)
    by_task = {
        task: UNITS[int(task.rsplit("-", 1)[1])] for task in found.trials["task"].cast(pl.String).unique().to_list()
    }
    units = pl.col("task").cast(pl.String).replace_strict(by_task, return_dtype=pl.Int64)
    moved = pl.col("score_100") + twice * units.log(2)
    return replace_tables(
        found,
        trials=found.trials.with_columns(units.alias("units_asked")),
        self_reports=found.self_reports.with_columns(moved.alias("score_100")),
        performances=found.performances.with_columns(
            units.alias("units_asked"), pl.min_horizontal(units, stop).alias("units_done")
        ),
    )
