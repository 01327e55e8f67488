"""How many of the questions asked got no answer: refusals, and replies that hold none."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from motivelab.analyses.protocol.analysis import Analysis, Declaration, Row
from motivelab.analyses.protocol.overall_reports import in_order
from motivelab.analyses.protocol.row_or_note import row_or_note
from motivelab.stats.proportion import proportion
from motivelab.tables.tables import Tables

DECLARATION = Declaration(
    name="nonresponse",
    title="Nonresponse",
    question="How many of the questions that were asked were refused, or got a reply that holds no answer?",
    method=(
        "Shares are of the questions asked so far (those still open do not count); refusals and unreadable replies are "
        "told apart in the ledger. Intervals treat task families as independent; in choices, the family of the task "
        "shown first."
    ),
    order=50,
    links=("performance_summary",),
)

SHARE = "not answered"


def analyse(tables: Tables) -> Analysis:
    """Share of asked questions without an answer, by respondent and procedure."""
    asked = tables.trials.filter(pl.col("status") != "open", ~pl.col("status_inherited")).select(
        pl.col("respondent", "procedure", "family").cast(pl.String),
        (pl.col("status") != "answered").cast(pl.Float64).alias("missing"),
    )
    return Analysis.of(DECLARATION, _outcomes(asked))


def _outcomes(asked: pl.DataFrame) -> Iterator[Row | str]:
    if asked.is_empty():
        yield "not estimable: nothing has been asked yet"
    for respondent in in_order(asked, "respondent"):
        own = asked.filter(pl.col("respondent") == respondent)
        for procedure in in_order(own, "procedure"):
            rows = own.filter(pl.col("procedure") == procedure)
            labels = {"respondent": respondent, "measure": SHARE, "procedure": procedure}
            yield _share(rows, labels)


def _share(rows: pl.DataFrame, labels: dict[str, str]) -> Row | str:
    ones, families = rows["missing"].to_numpy(), rows["family"].to_list()
    return row_or_note(labels, lambda: proportion(ones, clusters=families), scale="share")
