"""Tidy tables in which work goes with the report before it by planted slopes, and judges rate it by planted habits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import polars as pl
from tests.support.planted_tables import Planted
from tests.support.planted_tables import tables as planted

from motivelab.tables.fit import fit
from motivelab.tables.layout import table_schema
from motivelab.tables.tables import Tables

CRITERIA = ("detail", "quality")


@dataclass(frozen=True, kw_only=True)
class PlantedWork:
    """How work goes with the mean report before it, in the same condition.

    Attributes:
        world: reports, tasks, conditions.
        tokens, complies, right: slopes of log tokens and of the log odds that work is handed in and that it is right,
            for ten points of report.
        refusals: log odds of handing in work at a report of 60, by condition; 6 where none is named.
        quality: rating points for ten points of report.
        cap: tokens at which work is cut off.
        judges: severity by name: rating points taken off.
        length: rating points that a doubling of the words adds, right or wrong.
        worth: rating points that right work gets more than wrong.
        wordy: doublings of the words that right work has more than wrong.
        own: rating points that a judge adds to its own work.
        noise: standard deviation of a judge's rating.
        draws: ratings of each work by each judge.
    """

    world: Planted
    tokens: float = 0.0
    complies: float = 0.0
    refusals: Mapping[str, float] = field(default_factory=dict)
    right: float = 0.0
    quality: float = 0.0
    cap: float = 1e9
    judges: Mapping[str, float] = field(default_factory=lambda: {"judge": 0.0})
    length: float = 0.0
    worth: float = 0.0
    wordy: float = 0.0
    own: float = 0.0
    noise: float = 0.3
    draws: int = 1
    seed: int = 11

    def but(self, **changes: Any) -> PlantedWork:
        """The same with some things changed."""
        return replace(self, **changes)


def working(planted_work: PlantedWork) -> Tables:
    """The tables of a finished run in which work was done that way."""
    p, found = planted_work, planted(planted_work.world)
    rng = np.random.default_rng(p.seed)
    keys = ["respondent", "condition", "task"]
    report = found.self_reports.group_by(keys, maintain_order=True).agg(pl.col("score_100").mean().alias("report"))
    work = found.performances.join(report, on=keys, how="left", maintain_order="left")
    tens = (work["report"].to_numpy() - 60) / 10
    n = work.height
    base = np.array([p.refusals.get(str(c), 6.0) for c in work["condition"]])
    complied = rng.random(n) < _logistic(base + p.complies * tens)
    right = complied & (rng.random(n) < _logistic(p.right * tens))
    tokens = np.exp(5.5 + p.tokens * tens + rng.normal(0, 0.4, n))
    truncated = complied & (tokens >= p.cap)
    words = np.maximum(1, np.round(np.minimum(tokens, p.cap) * 0.7 * 2 ** (p.wordy * right))).astype(np.int64)
    work = work.with_columns(
        pl.Series("complied", complied),
        pl.Series("truncated", truncated),
        pl.Series("correct", right.astype(float)),
        pl.Series("visible_tokens", np.where(complied, np.minimum(tokens, p.cap), 9.0)),
        pl.Series("reasoning_tokens", np.where(complied, np.exp(4 - p.tokens * tens + rng.normal(0, 0.4, n)), 0.0)),
        pl.Series("words", words),
    )
    merit = 4 + p.quality * tens + p.worth * right + p.length * np.log2(words / 200) + rng.normal(0, 0.3, n)
    judgements = _judged(p, work, merit, rng)
    trials = _with_judgements(found.trials, judgements)
    return replace_tables(
        found,
        trials=trials,
        performances=work.select(table_schema("performances").keys()),
        judgements=judgements,
    )


def replace_tables(found: Tables, **frames: pl.DataFrame) -> Tables:
    """The tables with some of them exchanged."""
    return Tables(**{**dict(found.items()), **frames})


def _judged(p: PlantedWork, work: pl.DataFrame, merit: np.ndarray[Any, Any], rng: np.random.Generator) -> pl.DataFrame:
    parts = []
    author = work["respondent"].cast(pl.String)
    for judge, severity in p.judges.items():
        for draw in range(p.draws):
            for criterion in CRITERIA:
                score = merit - severity + p.own * (author == judge).to_numpy() + rng.normal(0, p.noise, work.height)
                score = np.clip(np.round(score), 1, 7)
                parts.append(
                    work.select(
                        (f"{judge}-{draw}-" + pl.col("trial_id")).alias("trial_id"),
                        pl.lit(judge).alias("judge"),
                        pl.col("respondent").cast(pl.String).alias("author"),
                        pl.lit("judged").alias("procedure"),
                        pl.col("trial_id").alias("parent_trial_id"),
                        pl.lit("work_quality").alias("instrument"),
                        pl.lit(criterion).alias("criterion"),
                        pl.lit("quality").alias("subscale"),
                        pl.lit(value=False).alias("does_not_apply"),
                        pl.lit(draw).alias("replicate"),
                        pl.Series("value", score),
                        pl.Series("score", score),
                        pl.Series("score_100", (score - 1) / 6 * 100),
                        *(pl.col(c) for c in ("condition", "construct", "task", "family", "category", "part")),
                        pl.col("expected_compliance"),
                    )
                )
    return fit(pl.concat(parts), table="judgements", file="made")


def _with_judgements(trials: pl.DataFrame, judgements: pl.DataFrame) -> pl.DataFrame:
    """Trials in which judgements are those that were made; a judge named as a respondent is the same model."""
    shared = [c for c in trials.columns if c in judgements.columns and c != "author"]
    text = [pl.col("judge").cast(pl.String).alias(name) for name in ("respondent", "model")]
    made = judgements.unique("trial_id", maintain_order=True).select(
        *shared,
        *text,
        pl.col("author").cast(pl.String),
        pl.lit("sim").alias("provider"),
        pl.lit("judgement").alias("kind"),
        pl.lit("sampled").alias("readout"),
        pl.lit("answered").alias("status"),
        pl.lit(value=False).alias("status_inherited"),
    )
    others = trials.filter(pl.col("kind") != "judgement")
    return pl.concat([others, fit(made, table="trials", file="made")])


def _logistic(x: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    return np.asarray(1 / (1 + np.exp(-x)))
