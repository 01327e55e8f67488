"""What got no answer and why, and which work is refused."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from motivelab.analyses.protocol.analysis import Analysis, Declaration, Row
from motivelab.analyses.protocol.false_discovery import with_false_discovery_held
from motivelab.analyses.protocol.overall_reports import in_order, overall_reports, task_means
from motivelab.analyses.protocol.row_or_note import row_or_note
from motivelab.analyses.working.refusals import refusal_differences, refusal_odds, refusal_shares
from motivelab.analyses.working.work import work
from motivelab.schema.response import STATUSES
from motivelab.stats.proportion import proportion
from motivelab.tables.tables import Tables

DECLARATION = Declaration(
    name="nonresponse",
    title="Nonresponse and refusal",
    question="How many of the questions that were asked got no answer, why, and which work is refused?",
    method=(
        "Shares are of the questions asked so far (those still open do not count), by reason, families being "
        "independent (in choices, the family of the task shown first). Refused work is compared between conditions on "
        "the same tasks, and modelled by a logistic regression on report, condition and category with cluster-robust "
        "errors by family; each of the two shares one false discovery rate."
    ),
    order=5,
    links=("performance_summary", "report_against_effort"),
)

SHARE = "not answered"
REASON = "not answered, by reason"
REASONS = tuple(status for status in STATUSES if status != "answered")


def analyse(tables: Tables) -> Analysis:
    """Shares without an answer by respondent, procedure and reason; refused work by category, condition and report."""
    asked = tables.trials.filter(pl.col("status") != "open", ~pl.col("status_inherited")).select(
        pl.col("respondent", "procedure", "family", "status").cast(pl.String),
        (pl.col("status") != "answered").cast(pl.Float64).alias("missing"),
    )
    return Analysis.of(DECLARATION, [*_unanswered(asked), *_refused(tables)])


def _unanswered(asked: pl.DataFrame) -> Iterator[Row | str]:
    if asked.is_empty():
        yield "not estimable: nothing has been asked yet"
    for respondent in in_order(asked, "respondent"):
        own = asked.filter(pl.col("respondent") == respondent)
        for procedure in in_order(own, "procedure"):
            rows = own.filter(pl.col("procedure") == procedure)
            yield _share(rows, {"respondent": respondent, "measure": SHARE, "procedure": procedure})
            for reason in REASONS:
                of_reason = rows.with_columns((pl.col("status") == reason).cast(pl.Float64).alias("missing"))
                if (of_reason["missing"] == 1).any():
                    labels = {"respondent": respondent, "measure": REASON, "procedure": procedure}
                    yield _share(of_reason, {**labels, "outcome": reason})


def _refused(tables: Tables) -> Iterator[Row | str]:
    done = work(tables).filter(pl.col("complied").is_not_null())
    if done.is_empty():
        yield "not estimable: refusal of work: no task was worked on"
        return
    before = (
        task_means(overall_reports(tables).frame)
        .filter(pl.col("moment") == "pre")
        .select("respondent", "condition", "task", pl.col("score").alias("report"))
    )
    known = done.with_columns((~pl.col("complied")).cast(pl.Float64).alias("refused")).join(
        before, on=["respondent", "condition", "task"], how="left", maintain_order="left"
    )
    yield from refusal_shares(known)
    for outcomes in (list(refusal_differences(known)), list(refusal_odds(known))):
        yield from with_false_discovery_held([o for o in outcomes if isinstance(o, Row)])
        yield from [o for o in outcomes if isinstance(o, str)]


def _share(rows: pl.DataFrame, labels: dict[str, str]) -> Row | str:
    ones, families = rows["missing"].to_numpy(), rows["family"].to_list()
    return row_or_note(labels, lambda: proportion(ones, clusters=families), scale="share")
