"""Reports of overall motivation on the one scale on which respondents, categories and conditions are compared."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from motivelab.schema.manipulation import NO_MANIPULATION
from motivelab.tables.tables import Tables

PREFERRED = "motivation"
"""The instrument that asks for overall motivation; where a study does not use it, the one it used most stands in."""

NEUTRAL = "neutral"
"""Construct of the neutral control."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OverallReports:
    """Keyed answers to one subscale of one instrument.

    Attributes:
        frame: `trial_id, respondent, moment, condition, construct, task, family, category, replicate, score`; `score`
            is the percentage of the response range (0 its bottom, 100 its top; higher means more motivated), the mean
            over the subscale's items where it has several.
        note: a sentence where another instrument than the usual one stands in, else "".
        instrument: the instrument that the answers are to.
        subscale: the subscale, or "" where all items of the instrument are meant.
    """

    frame: pl.DataFrame
    note: str
    instrument: str = PREFERRED
    subscale: str = ""


_KEYS = ("trial_id", "respondent", "moment", "condition", "construct", "task", "family", "category", "replicate")


def overall_reports(tables: Tables) -> OverallReports:
    """The reports of overall motivation at every moment and in every condition; empty where there are none."""
    answered = tables.self_reports.filter(pl.col("score_100").is_not_null()).with_columns(
        pl.col("instrument", "subscale").cast(pl.String)
    )
    note = subscale = ""
    instrument = PREFERRED
    chosen = answered.filter(pl.col("instrument") == PREFERRED)
    if chosen.is_empty() and not answered.is_empty():
        most = answered.group_by("instrument", "subscale").len().sort("len", "instrument", "subscale").row(-1)
        chosen = answered.filter(pl.col("instrument") == most[0], pl.col("subscale") == most[1])
        instrument, subscale = most[0], most[1]
        note = f"the instrument {PREFERRED!r} was not answered; subscale {most[1]!r} of {most[0]!r} stands in for it"
    labels = [name for name in _KEYS if name not in ("trial_id", "replicate")]
    frame = (
        chosen.with_columns(pl.col(labels).cast(pl.String))
        .with_columns(pl.col("moment").fill_null("pre"))
        .group_by(_KEYS, maintain_order=True)
        .agg(pl.col("score_100").mean().alias("score"))
    )
    return OverallReports(frame=frame, note=note, instrument=instrument, subscale=subscale)


def task_means(reports: pl.DataFrame) -> pl.DataFrame:
    """Mean over repetitions, wordings and formats of each respondent, moment, condition and task."""
    keys = ("respondent", "moment", "condition", "construct", "task", "family", "category")
    return reports.group_by(keys, maintain_order=True).agg(pl.col("score").mean())


def unmanipulated(reports: pl.DataFrame) -> pl.DataFrame:
    """The rows in which nothing was added to the task."""
    return reports.filter(pl.col("condition") == NO_MANIPULATION)


def conditions_in_order(frame: pl.DataFrame) -> list[str]:
    """Conditions as they are told: none, neutral controls, then the others in order of first appearance."""
    found = in_order(frame, "condition")
    neutral = in_order(frame.filter(pl.col("construct").cast(pl.String) == NEUTRAL), "condition")
    first = [c for c in (NO_MANIPULATION, *neutral) if c in found]
    return [*first, *(c for c in found if c not in first)]


def in_order(frame: pl.DataFrame, column: str) -> list[str]:
    """A column's values in order of first appearance, which is that of the plan; empty cells left out."""
    return [str(v) for v in frame[column].drop_nulls().unique(maintain_order=True)]
