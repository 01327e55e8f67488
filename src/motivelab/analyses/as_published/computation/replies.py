"""Every reply that fills a cell of the published matrix, and every cell that was planned."""

from __future__ import annotations

from typing import Final

import polars as pl

from motivelab.analyses.as_published.computation.names import (
    BREAKDOWN,
    CRITERIA,
    FACETS,
    METRICS,
    POST,
    PRE,
    SIMILAR,
    TOKENS,
)
from motivelab.tables.tables import Tables

_OVERALL: Final = ("nahum2026_motivation", "motivation")
_BREAKDOWN: Final = ("nahum2026_breakdown", "breakdown")
_RUBRICS: Final = ("nahum2026_quality", "work_quality")
_BY_MOMENT: Final = {"pre": PRE, "post": POST, "similar": SIMILAR}
_METRIC: Final = pl.Enum(METRICS)
_ITEMS: Final = (*FACETS, BREAKDOWN)
_WHERE: Final = ("condition", "task", "part", "instrument")
_ASKED: Final = ("respondent", "author", "kind", "moment", *_WHERE)
_ANSWERED: Final = ("format", "replicate", "score", "score_100")
_REPORTED: Final = ("respondent", "moment", "item", "reason", *_WHERE, *_ANSWERED)
_RATED: Final = ("author", "criterion", *_WHERE, *_ANSWERED)
_CORE: Final = pl.col("part").cast(pl.String).fill_null("core") == "core"


def replies(tables: Tables) -> pl.DataFrame:
    """Replies, one row each: `respondent, condition, task, metric, replicate, value, reason`.

    Reports are on the scale of the founding study, 1 to 100, ratings on 1 to 7 (answers in another format are moved
    there linearly); higher means more, whichever way the format ran. `value` is null where a reply holds no number.
    """
    reports = tables.self_reports.select(_REPORTED).filter(_CORE)
    overall = overall_instrument(reports)
    instrument, moment = pl.col("instrument").cast(pl.String), pl.col("moment").cast(pl.String).fill_null("pre")
    own = reports.filter(instrument == overall).select(
        *_keys("respondent"),
        moment.replace_strict(_BY_MOMENT, default=None, return_dtype=_METRIC).alias("metric"),
        *_answer(low=1, high=100),
        pl.col("reason"),
    )
    facets = reports.filter(instrument.is_in(_BREAKDOWN), moment == "pre").select(
        *_keys("respondent"), _named("item", {i: i for i in _ITEMS}), *_answer(low=1, high=100), *_no_reason()
    )
    judged = (
        tables.judgements.select(_RATED)
        .filter(_CORE, instrument.is_in(_RUBRICS))
        .select(*_keys("author"), _named("criterion", _criteria()), *_answer(low=1, high=7), *_no_reason())
    )
    return pl.concat([own, facets, judged, _tokens(tables)]).filter(pl.col("metric").is_not_null())


def planned_cells(tables: Tables) -> pl.DataFrame:
    """Every respondent, condition, task and metric that the trials planned."""
    trials = tables.trials.select(_ASKED).filter(_CORE)
    kind, instrument = pl.col("kind").cast(pl.String), pl.col("instrument").cast(pl.String)
    moment = pl.col("moment").cast(pl.String).fill_null("pre")
    overall = overall_instrument(tables.self_reports.select("instrument", "part").filter(_CORE))
    asked = {
        "report": trials.filter(kind == "self_report", instrument == overall),
        "facets": trials.filter(kind == "self_report", instrument.is_in(_BREAKDOWN), moment == "pre"),
        "judged": trials.filter(kind == "judgement", instrument.is_in(_RUBRICS)),
        "work": trials.filter(kind == "performance"),
    }
    reports = asked["report"].select(
        *_keys("respondent"), moment.replace_strict(_BY_MOMENT, default=None, return_dtype=_METRIC).alias("metric")
    )
    items = _seen(
        tables.self_reports.select("instrument", "item").filter(instrument.is_in(_BREAKDOWN)),
        "item",
        {i: i for i in _ITEMS},
    )
    criteria = _seen(
        tables.judgements.select("instrument", "criterion").filter(instrument.is_in(_RUBRICS)), "criterion", _criteria()
    )
    found = [
        reports,
        *(_each(asked["facets"], "respondent", metric) for metric in items),
        *(_each(asked["judged"], "author", metric) for metric in criteria),
        _each(asked["work"], "respondent", TOKENS),
    ]
    return pl.concat(found).filter(pl.col("metric").is_not_null())


def overall_instrument(reports: pl.DataFrame) -> str:
    """The instrument that asks for overall motivation; the one answered most where neither usual one was."""
    counts = reports.select(pl.col("instrument").cast(pl.String)).to_series().value_counts()
    found = dict(counts.drop_nulls().iter_rows())
    for name in _OVERALL:
        if name in found:
            return name
    others = sorted((-n, name) for name, n in found.items() if name not in _BREAKDOWN)
    return others[0][1] if others else _OVERALL[0]


def _keys(who: str) -> list[pl.Expr]:
    names = {"respondent": who, "condition": "condition", "task": "task"}
    return [pl.col(column).cast(pl.Categorical).alias(name) for name, column in names.items()]


def _named(column: str, names: dict[str, str]) -> pl.Expr:
    return pl.col(column).cast(pl.String).replace_strict(names, default=None, return_dtype=_METRIC).alias("metric")


def _criteria() -> dict[str, str]:
    return {**{own: name for name, own in CRITERIA.items()}, **{name: name for name in CRITERIA}}


def _answer(*, low: int, high: int) -> list[pl.Expr]:
    as_theirs = pl.col("format").cast(pl.String).fill_null(f"{low}-{high}") == f"{low}-{high}"
    moved = low + (high - low) / 100 * pl.col("score_100")
    value = pl.when(as_theirs).then(pl.col("score")).otherwise(moved)
    return [pl.col("replicate").cast(pl.Int64), value.alias("value")]


def _no_reason() -> list[pl.Expr]:
    return [pl.lit(None, dtype=pl.String).alias("reason")]


def _tokens(tables: Tables) -> pl.DataFrame:
    """Output tokens of every performance, reasoning included; the trials know also those without an answer."""
    if tables.trials.height:
        work = tables.trials.select(*_ASKED, "replicate", "output_tokens").filter(
            _CORE, pl.col("kind").cast(pl.String) == "performance"
        )
        tokens = pl.col("output_tokens")
    else:
        work = tables.performances.filter(_CORE)
        tokens = pl.col("visible_tokens") + pl.col("reasoning_tokens").fill_null(0)
    return work.select(
        *_keys("respondent"),
        pl.lit(TOKENS, dtype=_METRIC).alias("metric"),
        pl.col("replicate").cast(pl.Int64),
        tokens.cast(pl.Float64).alias("value"),
        *_no_reason(),
    )


def _seen(answers: pl.DataFrame, column: str, names: dict[str, str]) -> list[str]:
    """Metrics of which some answer was given; all of them where no answer was."""
    found = set(answers.select(_named(column, names)).to_series().drop_nulls().unique())
    return sorted(found or set(names.values()))


def _each(trials: pl.DataFrame, who: str, metric: str) -> pl.DataFrame:
    return trials.select(*_keys(who), pl.lit(metric, dtype=_METRIC).alias("metric"))
