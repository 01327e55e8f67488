"""Facets of motivation as rated before the tasks, tasks of one respondent in rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from motivelab.analyses.measuring.facet_instrument import OVERALL, facet_instrument
from motivelab.analyses.measuring.subscale_reports import subscale_reports, unmanipulated_pre
from motivelab.analyses.protocol.overall_reports import OverallReports, unmanipulated
from motivelab.tables.tables import Tables

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]

REPORT = "reported motivation"
"""Overall motivation asked for in a question of its own; `motivation` is the rating given along with the facets."""

WANT = ("interest", "challenge", "value")
ABLE = ("mastery", "fear")
TURNED = ("fear",)
"""Facets of which more goes with less motivation."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FacetTable:
    """One respondent's ratings.

    Attributes:
        respondent: whose.
        values: by facet, (n,) mean over draws, NaN where there is none.
        draws: by facet, (n, k) single draws.
        outcomes: by name (`motivation`, `reported motivation`), (n,) overall motivation; those that were asked for.
        families: (n,) number of each task's family among those of all respondents.
    """

    respondent: str
    values: dict[str, Floats]
    draws: dict[str, Floats]
    outcomes: dict[str, Floats]
    families: Integers

    @property
    def matrix(self) -> Floats:
        """(n, p) facets in their order."""
        return np.column_stack(list(self.values.values()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """What was answered.

    Attributes:
        instrument: the instrument, or None where there is none with three facets.
        names: its facets, those that stand for wanting first.
        tables: one a respondent.
        n_families: how many families there are over all respondents.
    """

    instrument: str | None
    names: tuple[str, ...]
    tables: tuple[FacetTable, ...]
    n_families: int


def facet_tables(tables: Tables, reports: OverallReports) -> Facets:
    """Facets before the task with nothing added, and overall motivation beside them.

    Args:
        tables: a run's tables.
        reports: reports of overall motivation, from a question of their own.
    """
    instrument = facet_instrument(tables)
    if instrument is None:
        return Facets(instrument=None, names=(), tables=(), n_families=0)
    own_question = instrument != reports.instrument
    asked = unmanipulated_pre() & (pl.col("instrument").cast(pl.String) == instrument)
    rated = subscale_reports(tables, where=asked).select(
        "respondent", "task", "family", "replicate", "subscale", "score"
    )
    plain = unmanipulated(reports.frame).filter(pl.col("moment") == "pre")
    beside = (
        plain.with_columns(pl.lit(REPORT).alias("subscale")).select(rated.columns) if own_question else rated.clear()
    )
    together = (
        pl.concat([rated, beside])
        .group_by("respondent", "task", "family", "replicate", "subscale")
        .agg(pl.col("score").mean())
    )
    found = set(rated["subscale"])
    known = [name for name in (*WANT, *ABLE) if name in found]
    names = (*known, *sorted(found - set(known) - {OVERALL}))
    number = {family: i for i, family in enumerate(sorted(together["family"].unique()))}
    made = []
    for respondent in sorted(rated["respondent"].unique()):
        own = together.filter(pl.col("respondent") == respondent)
        tasks = own.select("task", "family").unique("task").sort("family", "task")
        draws = {name: _draws(own.filter(pl.col("subscale") == name), tasks) for name in (*names, OVERALL, REPORT)}
        made.append(
            FacetTable(
                respondent=str(respondent),
                values={name: _means(draws[name]) for name in names},
                draws={name: draws[name] for name in names},
                outcomes={name: _means(draws[name]) for name in (OVERALL, REPORT) if np.isfinite(draws[name]).any()},
                families=np.array([number[f] for f in tasks["family"]], dtype=np.int64),
            )
        )
    return Facets(instrument=instrument, names=names, tables=tuple(made), n_families=len(number))


def _draws(of_subscale: pl.DataFrame, tasks: pl.DataFrame) -> Floats:
    if of_subscale.is_empty():
        return np.full((tasks.height, 1), np.nan)
    wide = of_subscale.pivot("replicate", index="task", values="score", sort_columns=True)
    placed = tasks.join(wide, on="task", how="left", maintain_order="left").drop("task", "family")
    return placed.to_numpy().astype(np.float64)


def _means(draws: Floats) -> Floats:
    present = np.isfinite(draws)
    count = present.sum(axis=1)
    total = np.where(present, draws, 0.0).sum(axis=1)
    out: Floats = np.divide(total, count, out=np.full(len(draws), np.nan), where=count > 0)
    return out
