"""Scores of the facets of motivation beside overall motivation, by respondent and task."""

from __future__ import annotations

import polars as pl

from motivelab.figures.reading.overall_reports import PREFERRED, overall_reports, task_means
from motivelab.schema.manipulation import NO_MANIPULATION
from motivelab.tables.tables import Tables


def facet_means(tables: Tables) -> pl.DataFrame:
    """One row a respondent, task and facet: `respondent, task, family, facet, score, motivation`, in the tables' order.

    Facets are the subscales of the instrument, overall motivation apart, that has the most of them (of the one answered
    most, where several have as many), asked before the task with nothing added; scores are percent of the range.

    Args:
        tables: a run's tables.
    """
    asked = tables.self_reports.filter(
        pl.col("score_100").is_not_null(),
        pl.col("moment").fill_null("pre") == "pre",
        pl.col("condition") == NO_MANIPULATION,
        pl.col("subscale").cast(pl.String) != PREFERRED,
    )
    sizes = asked.group_by("instrument").agg(pl.col("subscale").n_unique().alias("facets"), pl.len())
    found = sizes.sort("facets", "len", pl.col("instrument").cast(pl.String)).filter(pl.col("facets") > 1)
    if found.is_empty():
        return pl.DataFrame(
            schema=dict.fromkeys(("respondent", "task", "family", "facet"), pl.String)
            | {"score": pl.Float64, "motivation": pl.Float64}
        )
    keys = {"respondent": "respondent", "task": "task", "family": "family", "facet": "subscale"}
    means = (
        asked.filter(pl.col("instrument") == found["instrument"][-1])
        .group_by([pl.col(column).cast(pl.String).alias(name) for name, column in keys.items()], maintain_order=True)
        .agg(pl.col("score_100").mean().alias("score"))
    )
    overall = task_means(overall_reports(tables, moment="pre"))
    motivation = overall.select("respondent", "task", pl.col("score").alias("motivation"))
    return means.join(motivation, on=["respondent", "task"], maintain_order="left")
