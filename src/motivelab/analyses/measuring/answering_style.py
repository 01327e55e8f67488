"""Whether answers follow the number rather than the content, where a questionnaire has items keyed both ways."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import polars as pl

from motivelab.analyses.measuring.answers_given import scale_ranges
from motivelab.analyses.measuring.subscale_reports import unmanipulated_pre
from motivelab.analyses.protocol.analysis import Row
from motivelab.analyses.protocol.overall_reports import in_order
from motivelab.errors import StatisticsError
from motivelab.schema.estimate import Estimate
from motivelab.stats.response_style import response_style
from motivelab.tables.tables import Tables

EXTREME = "share of answers at either end of the scale"
MIDPOINT = "share of answers at the middle of the scale"
ACQUIESCENCE = "acquiescence"


def answering_style(tables: Tables) -> Iterator[Row | str]:
    """Extreme, midpoint and acquiescent answering by respondent, before the task and with nothing added.

    Only formats whose higher number means more of what the item says take part: leaning towards high numbers is
    agreeing there.
    """
    answered = tables.self_reports.filter(
        unmanipulated_pre() & pl.col("score_100").is_not_null() & pl.col("item_reversed").is_not_null()
    )
    both = answered.group_by("instrument").agg(pl.col("item_reversed").n_unique().alias("keyings"))
    for instrument in sorted(both.filter(pl.col("keyings") > 1)["instrument"].cast(pl.String)):
        yield from _of_instrument(answered.filter(pl.col("instrument").cast(pl.String) == instrument), instrument)


def _of_instrument(answered: pl.DataFrame, instrument: str) -> Iterator[Row | str]:
    texts = pl.col("respondent", "format", "item", "family").cast(pl.String)
    rows = answered.select("trial_id", texts, "item_reversed", "value", "score", "score_100")
    straight = (
        rows.filter(~pl.col("item_reversed"))
        .group_by("format")
        .agg((pl.col("value") - pl.col("score")).abs().max().alias("turned"))
        .filter(pl.col("turned") <= 1e-9)["format"]
    )
    rows = rows.filter(pl.col("format").is_in(straight.implode()))
    ranges = scale_ranges(rows)
    for form in sorted(rows["format"].unique()):
        of_form = rows.filter(pl.col("format") == form)
        low, high = ranges[form]
        for respondent in in_order(of_form.sort("respondent"), "respondent"):
            own = of_form.filter(pl.col("respondent") == respondent)
            who = {"respondent": respondent, "moment": "pre", "condition": "none", "term": instrument, "format": form}
            yield from _of_respondent(own, who, low=low, high=high)


def _of_respondent(own: pl.DataFrame, who: dict[str, str], *, low: float, high: float) -> Iterator[Row | str]:
    sheets = own.pivot("item", index=["trial_id", "family"], values="value", sort_columns=True).sort("trial_id")
    items = [c for c in sheets.columns if c not in ("trial_id", "family")]
    turned = dict(own.select("item", "item_reversed").unique().iter_rows())
    keying = [-1.0 if turned[item] else 1.0 for item in items]
    answers = sheets.select(items).to_numpy().astype(np.float64)
    try:
        found = response_style(answers, low=low, high=high, keying=keying, clusters=sheets["family"].to_list())
    except StatisticsError as error:
        yield f"not estimable: {who['respondent']}, {who['term']}, answering style: {error}"
        return
    named: tuple[tuple[str, Estimate | None], ...] = (
        (EXTREME, found.extreme),
        (MIDPOINT, found.midpoint),
        (ACQUIESCENCE, found.acquiescence),
    )
    for name, estimate in named:
        if estimate is not None:
            leaning = name == ACQUIESCENCE
            kept = estimate if leaning else replace(estimate, p=None)
            yield Row(labels={**who, "measure": name}, estimate=kept, scale="coefficient" if leaning else "share")
