"""The reports that one task gets from one respondent: before it, in the breakdown, after it, about a similar one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from motivelab.analyses.measuring.facet_instrument import OVERALL, facet_instrument
from motivelab.analyses.measuring.subscale_reports import subscale_reports
from motivelab.analyses.protocol.overall_reports import OverallReports
from motivelab.schema.manipulation import NO_MANIPULATION
from motivelab.tables.tables import Tables

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]

BREAKDOWN = "breakdown"
"""Overall motivation as rated in one answer with its facets, before the task."""
REPORTS = ("pre", BREAKDOWN, "post", "similar")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FourReports:
    """Reports of one respondent, tasks in rows.

    Attributes:
        respondent: whose.
        means: by report, (n,) mean over draws, NaN where there is none.
        draws: by report, (n, k) single draws, NaN where one is missing.
        families: (n,) number of each task's family among those of all respondents.
    """

    respondent: str
    means: dict[str, Floats]
    draws: dict[str, Floats]
    families: Integers


def four_reports(tables: Tables, reports: OverallReports) -> tuple[tuple[FourReports, ...], int]:
    """Reports with nothing added to the task, by respondent, and how many families there are."""
    plain = pl.col("condition") == NO_MANIPULATION
    columns = ("respondent", "task", "family", "replicate", "report", "score")
    frames = [reports.frame.filter(plain).with_columns(pl.col("moment").alias("report")).select(columns)]
    instrument = facet_instrument(tables)
    if instrument is not None and instrument != reports.instrument:
        same = (pl.col("instrument").cast(pl.String) == instrument) & (pl.col("subscale").cast(pl.String) == OVERALL)
        found = subscale_reports(tables, where=same).filter(plain, pl.col("moment") == "pre")
        frames.append(found.with_columns(pl.lit(BREAKDOWN).alias("report")).select(columns))
    together = pl.concat(frames).group_by(columns[:-1]).agg(pl.col("score").mean())
    families = sorted(together["family"].unique())
    number = {family: i for i, family in enumerate(families)}
    out = []
    for respondent in sorted(together["respondent"].unique()):
        own = together.filter(pl.col("respondent") == respondent)
        tasks = own.select("task", "family").unique("task").sort("family", "task")
        means: dict[str, Floats] = {}
        draws: dict[str, Floats] = {}
        for report in REPORTS:
            of_report = own.filter(pl.col("report") == report)
            if of_report.is_empty():
                continue
            wide = of_report.pivot("replicate", index="task", values="score", sort_columns=True)
            placed = tasks.join(wide, on="task", how="left", maintain_order="left").drop("task", "family")
            draws[report] = placed.to_numpy().astype(np.float64)
            means[report] = _row_means(draws[report])
        codes = np.array([number[f] for f in tasks["family"]], dtype=np.int64)
        out.append(FourReports(respondent=str(respondent), means=means, draws=draws, families=codes))
    return tuple(out), len(families)


def _row_means(draws: Floats) -> Floats:
    present = np.isfinite(draws)
    count = present.sum(axis=1)
    total = np.where(present, draws, 0.0).sum(axis=1)
    out: Floats = np.divide(total, count, out=np.full(len(draws), np.nan), where=count > 0)
    return out
