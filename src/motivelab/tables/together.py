"""Several runs, or tables from several places, as one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import polars as pl

from motivelab.errors import InputError
from motivelab.tables.layout import KEYS, LAYOUT
from motivelab.tables.tables import Tables

_WHO = ("respondent", "author", "judge")
_TRIALS = ("trial_id", "parent_trial_id")


def together(runs: Mapping[str, Tables]) -> Tables:
    """The tables of several runs, to be analysed as one.

    Whoever occurs under the same name in two runs (as respondent, author or judge) becomes `name @ run` in each, for
    these may be two checkpoints or two settings. Trial ids get their run's name in front, so that the same question
    asked in two runs is two trials. Pairs of choices keep their numbers where all runs mean the same two tasks by a
    number, else each run's follow on those of the one before. Tasks of one name are taken to be one task.

    Args:
        runs: tables by the name of their run. Runs are put in the order of their names, so that the order in which
            they are given makes no difference.

    Returns:
        Tables; of a single run, its own.

    Raises:
        InputError: there is no run.

    Example:
        >>> from motivelab.tables.layout import LAYOUT, empty_table
        >>> nothing = Tables(**{name: empty_table(name) for name in LAYOUT})
        >>> together({"monday": nothing, "tuesday": nothing}).trials.height
        0
    """
    if not runs:
        raise InputError("runs: there is none; name at least one run to analyse")
    if len(runs) == 1:
        return next(iter(runs.values()))
    names = sorted(runs)
    twice = _met_twice([runs[name] for name in names])
    offsets = _pair_offsets([runs[name] for name in names])
    frames: dict[str, list[pl.DataFrame]] = {table: [] for table in LAYOUT}
    for name, offset in zip(names, offsets, strict=True):
        for table, frame in runs[name].items():
            frames[table].append(_of_run(frame, run=name, twice=twice, offset=offset))
    joined = {table: pl.concat(several, rechunk=False) for table, several in frames.items()}
    joined["human_ratings"] = joined["human_ratings"].unique(KEYS["human_ratings"], keep="first", maintain_order=True)
    return Tables(**joined)


def _met_twice(several: list[Tables]) -> list[str]:
    """Names that occur in more than one run."""
    counted: Counter[str] = Counter()
    for tables in several:
        own: set[str] = set()
        for frame in dict(tables.items()).values():
            for column in _WHO:
                if column in frame.columns:
                    own.update(str(v) for v in frame[column].drop_nulls().unique())
        counted.update(own)
    return sorted(name for name, runs in counted.items() if runs > 1)


def _pair_offsets(several: list[Tables]) -> list[int]:
    """What is added to each run's pair numbers: nothing where all runs mean the same two tasks by a number."""
    pairs = [_pairs(tables) for tables in several]
    known: dict[int, tuple[str, str]] = {}
    agree = all(known.setdefault(number, tasks) == tasks for own in pairs for number, tasks in own.items())
    if agree:
        return [0] * len(several)
    offsets, below = [], 0
    for own in pairs:
        offsets.append(below)
        below += max(own, default=-1) + 1
    return offsets


def _pairs(tables: Tables) -> dict[int, tuple[str, str]]:
    """The two tasks of every pair, whatever their order."""
    shown = (
        tables.trials.filter(pl.col("pair").is_not_null())
        .select("pair", pl.col("task").alias("a"), pl.col("other_task").alias("b"))
        .unique()
    )
    chosen = (
        tables.choices.filter(pl.col("pair").is_not_null())
        .select("pair", pl.col("first_task").alias("a"), pl.col("second_task").alias("b"))
        .unique()
    )
    both = pl.concat([shown, chosen]).with_columns(pl.col("a", "b").cast(pl.String).fill_null(""))
    rows = both.sort("pair", "a", "b").iter_rows()
    return {int(pair): (min(a, b), max(a, b)) for pair, a, b in rows}


def _of_run(frame: pl.DataFrame, *, run: str, twice: list[str], offset: int) -> pl.DataFrame:
    changed = [
        pl.concat_str([pl.lit(f"{run}:"), pl.col(column)]).alias(column)
        for column in _TRIALS
        if column in frame.columns
    ]
    if twice:
        renamed = {name: f"{name} @ {run}" for name in twice}
        changed += [
            pl.col(column).cast(pl.String).replace(renamed).cast(frame[column].dtype).alias(column)
            for column in _WHO
            if column in frame.columns
        ]
    if offset and "pair" in frame.columns:
        changed.append(pl.col("pair") + offset)
    return frame.with_columns(changed)
