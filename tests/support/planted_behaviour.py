"""Planted tables in which conditions move facets and work as well, each by a known amount."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl
from tests.support.planted_tables import Planted, tables

from motivelab.tables.layout import table_schema
from motivelab.tables.tables import Tables


def with_facets(found: Tables, shifts: Mapping[str, Mapping[str, float]], *, instrument: str = "breakdown") -> Tables:
    """The tables with answers to another instrument: facet by facet what was reported, and a shift by condition.

    Args:
        found: tables with reports.
        shifts: points by facet and condition.
        instrument: what it is called.
    """
    asked = found.self_reports.filter(pl.col("moment").cast(pl.String) == "pre")
    frames = [found.self_reports]
    for number, (facet, by_condition) in enumerate(shifts.items()):
        rng = np.random.default_rng(100 + number)
        moved = pl.col("condition").cast(pl.String).replace_strict(dict(by_condition), default=0.0)
        about = pl.lit(50.0) + (pl.col("task").hash(number) % 20).cast(pl.Float64)
        noise = pl.Series(rng.normal(0, 3, asked.height))
        answer = asked.with_columns(
            pl.lit(instrument).alias("instrument"),
            pl.lit(facet).alias("subscale"),
            pl.lit(facet).alias("item"),
            (pl.col("trial_id") + f"-{instrument}").alias("trial_id"),
            (about + moved + noise).clip(0, 100).alias("score_100"),
        )
        frames.append(answer.cast(table_schema("self_reports")))  # type: ignore[arg-type]
    return Tables(**{**dict(found.items()), "self_reports": pl.concat(frames)})


def with_work(
    found: Tables,
    *,
    longer: Mapping[str, float] | None = None,
    refused: Mapping[str, float] | None = None,
    better: Mapping[str, float] | None = None,
    right: Mapping[str, float] | None = None,
    dearer: Mapping[str, float] | None = None,
    seed: int = 3,
) -> Tables:
    """The tables with work that depends on the condition.

    Args:
        found: tables with performances and judgements.
        longer: factor on visible tokens, by condition.
        refused: share of works refused (else 5%).
        better: points added to ratings.
        right: share of works that are correct (else 60%).
        dearer: factor on the cost of the work.
        seed: of the draws.
    """
    rng = np.random.default_rng(seed)
    name = pl.col("condition").cast(pl.String)

    def by(given: Mapping[str, float] | None, default: float) -> pl.Expr:
        return name.replace_strict(dict(given or {}), default=default, return_dtype=pl.Float64)

    n = found.performances.height
    performances = found.performances.with_columns(
        (pl.Series(rng.random(n)) >= by(refused, 0.05)).alias("complied"),
        (pl.col("visible_tokens") * by(longer, 1.0)).alias("visible_tokens"),
        (pl.Series(rng.random(n)) < by(right, 0.6)).cast(pl.Float64).alias("correct"),
    )
    judgements = found.judgements.with_columns((pl.col("score") + by(better, 0.0)).alias("score"))
    trials = found.trials.with_columns((pl.col("cost_usd") * by(dearer, 1.0)).alias("cost_usd"))
    return Tables(**{**dict(found.items()), "performances": performances, "judgements": judgements, "trials": trials})


def shuffled(found: Tables, *, seed: int = 5) -> Tables:
    """The same rows in another order."""
    return Tables(**{n: f.sample(fraction=1.0, shuffle=True, seed=seed) for n, f in found.items()})


WORLD = Planted(respondents=("one", "two"), families=8, tasks=2, pairs=60)
WHOLE = tables(WORLD)
