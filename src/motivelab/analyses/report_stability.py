"""Whether the same question, asked again, gets the same report."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from motivelab.analyses.protocol.analysis import Analysis, Declaration, Row
from motivelab.analyses.protocol.overall_reports import in_order, overall_reports, unmanipulated
from motivelab.analyses.protocol.row_or_note import row_or_note
from motivelab.schema.estimate import Estimate
from motivelab.stats.intraclass_correlation import intraclass_correlation
from motivelab.stats.mean import mean
from motivelab.tables.tables import Tables

DECLARATION = Declaration(
    name="report_stability",
    title="Stability of reports",
    question="Does the same question, asked again, get the same report?",
    method=(
        "Repetitions of one question are exchangeable, so their agreement is the intraclass correlation of one draw "
        "(ICC(1)) and of the mean of all draws (ICC(1,k)), with a jackknife over task families. This is consistency of "
        "sampling, not truth: a respondent that always says 80 to one task is perfectly stable."
    ),
    order=60,
    links=("motivation_by_category",),
)

Floats: TypeAlias = NDArray[np.float64]

ONE = "agreement of one draw"
ALL = "agreement of the mean of all draws"
GAP = "mean difference between two draws"


def analyse(tables: Tables) -> Analysis:
    """Agreement of repetitions, by respondent, before the task and with nothing added."""
    reports = overall_reports(tables)
    pre = unmanipulated(reports.frame).filter(pl.col("moment") == "pre")
    return Analysis.of(DECLARATION, _outcomes(pre, note=reports.note))


def _outcomes(pre: pl.DataFrame, *, note: str) -> Iterator[Row | str]:
    if note:
        yield note
    if pre.is_empty():
        yield "not estimable: no report before the task, with nothing added, was answered"
    for respondent in in_order(pre, "respondent"):
        own = pre.filter(pl.col("respondent") == respondent)
        if own["replicate"].n_unique() < 2:
            yield f"not estimable: {respondent}: every question was asked once only"
            continue
        by_draw = own.group_by("task", "family", "replicate", maintain_order=True).agg(pl.col("score").mean())
        wide = by_draw.pivot("replicate", index=["task", "family"], values="score", sort_columns=True)
        draws, families = wide.drop("task", "family").to_numpy(), wide["family"].to_list()
        who = {"respondent": respondent}
        yield _agreement(draws, families, {**who, "measure": ONE}, form="icc1")
        yield _agreement(draws, families, {**who, "measure": ALL}, form="icc1k")
        yield _gap(np.abs(draws[:, 0] - draws[:, 1]), families, {**who, "measure": GAP})


def _agreement(
    draws: Floats, families: list[str], labels: dict[str, str], *, form: Literal["icc1", "icc1k"]
) -> Row | str:
    def agreement() -> Estimate:
        found = intraclass_correlation(draws, missing="listwise", clusters=families)
        return found.icc1 if form == "icc1" else found.icc1k

    return row_or_note(labels, agreement, scale="coefficient")


def _gap(gaps: Floats, families: list[str], labels: dict[str, str]) -> Row | str:
    return row_or_note(labels, lambda: mean(gaps, clusters=families), scale="percent")  # a distance has no sign
