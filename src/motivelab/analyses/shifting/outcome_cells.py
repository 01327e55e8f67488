"""Every outcome that conditions may move, in cells of one respondent, condition, wording and task."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from motivelab.analyses.protocol.analysis import Scale
from motivelab.analyses.protocol.overall_reports import overall_reports
from motivelab.analyses.shifting.condition_shifts import Turn, as_it_is, as_ratio
from motivelab.analyses.shifting.subscale_cells import subscale_cells
from motivelab.analyses.shifting.work_cells import COMPLIANCE, CORRECT, LENGTH, QUALITY, work_cells
from motivelab.tables.tables import Tables

REPORTED = "reported motivation"
BREAKDOWN = "breakdown"
"""The instrument that asks for the facets."""

_OF_REPORTS = ("respondent", "moment", "condition", "construct", "wording", "task", "family")
_WORK: tuple[tuple[str, Scale, Turn], ...] = (
    (COMPLIANCE, "points", as_it_is),
    (CORRECT, "points", as_it_is),
    (QUALITY, "rating", as_it_is),
    (LENGTH, "coefficient", as_ratio),
)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Outcome:
    """Cells of one outcome.

    Attributes:
        labels: `outcome`, and `moment` or `facet` where there are several.
        cells: `respondent, condition, construct, wording, task, family, score`.
        scale: how a difference reads.
        turn: makes the estimate that is shown of a difference.
    """

    labels: Mapping[str, str]
    cells: pl.DataFrame
    scale: Scale
    turn: Turn


def outcome_cells(tables: Tables) -> Iterator[Outcome]:
    """Reports before and after, facets, and work; what was not observed is left out.

    Args:
        tables: a run's tables.
    """
    wordings = tables.self_reports.select("trial_id", pl.col("wording").cast(pl.String)).unique("trial_id", keep="any")
    reports = overall_reports(tables).frame.join(wordings, on="trial_id", how="left", maintain_order="left")
    cells = reports.group_by(_OF_REPORTS, maintain_order=True).agg(pl.col("score").mean())
    for moment in ("pre", "post"):
        at = cells.filter(pl.col("moment") == moment)
        if not at.is_empty():
            labels = {"outcome": REPORTED, "moment": moment}
            yield Outcome(labels=labels, cells=at, scale="points", turn=as_it_is)
    facets = subscale_cells(tables, instrument=BREAKDOWN)
    for moment, facet in facets.select("moment", "facet").unique().sort("moment", "facet").iter_rows():
        at = facets.filter(pl.col("moment") == moment, pl.col("facet") == facet)
        labels = {"outcome": facet, "moment": moment, "facet": facet}
        yield Outcome(labels=labels, cells=at, scale="points", turn=as_it_is)
    work = work_cells(tables)
    for name, scale, turn in _WORK:
        at = work.filter(pl.col("outcome") == name)
        if not at.is_empty():
            yield Outcome(labels={"outcome": name}, cells=at, scale=scale, turn=turn)
