"""Which instrument breaks motivation down into facets."""

from __future__ import annotations

import polars as pl

from motivelab.tables.tables import Tables

OVERALL = "motivation"
"""The subscale that asks for motivation as a whole; all others of the instrument are facets."""

PREFERRED = "breakdown"
FEWEST_FACETS = 3


def facet_instrument(tables: Tables) -> str | None:
    """`breakdown` where it was answered, else the instrument of three facets or more that was answered most.

    Returns:
        Its name, or None where no instrument has three facets.
    """
    answered = tables.self_reports.filter(pl.col("score_100").is_not_null()).select("instrument", "subscale")
    counted = (
        answered.group_by("instrument", "subscale").len().with_columns(pl.col("instrument", "subscale").cast(pl.String))
    )
    found = (
        counted.filter(pl.col("subscale") != OVERALL)
        .group_by("instrument")
        .agg(pl.len().alias("facets"), pl.col("len").sum())
        .filter(pl.col("facets") >= FEWEST_FACETS)
        .sort("len", "instrument")
    )
    names = found["instrument"].to_list()
    if not names:
        return None
    return PREFERRED if PREFERRED in names else str(names[-1])
