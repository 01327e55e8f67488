"""Planted tables and estimates that give every figure something to show: facets, a second judge, checks, reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import polars as pl
from tests.support.planted_behaviour import with_facets
from tests.support.planted_ladders import money_ladders, unit_ladders
from tests.support.planted_tables import Planted, tables

from motivelab.analyses.protocol.catalogue import question
from motivelab.analyses.protocol.to_frame import ESTIMATE_SCHEMA, to_frame
from motivelab.figures.drawing.catalogue import EVERY_QUESTION, Drawn, Figure, drawn, figure
from motivelab.tables.layout import table_schema
from motivelab.tables.tables import Tables

FACETS = {
    "interest": {"money": 2.0},
    "challenge": {"money": -1.0},
    "value": {"money": 5.0, "futility": -8.0},
    "mastery": {"futility": -3.0},
    "fear": {"money": 1.0},
}

WORLD = Planted(families=4, tasks=3, pairs=20, shifts={"money": 8.0, "futility": -12.0})


SOME_QUESTION = "motivation_by_category"
"""Stands for every question where a figure can stand beside any."""


@cache
def tables_for(name: str) -> Tables:
    """The tables on which a figure is tried."""
    if name == "money_doses":
        return money_ladders(gain=5.0, loss=8.0, families=4, pairs=4)
    return unit_ladders(twice=-3.0, families=4) if name == "ladder_units" else figure_tables()


@cache
def estimates_for(name: str) -> pl.DataFrame:
    """The estimates that a figure draws; those of facets and words are written here, for they take long to compute."""
    found = figure(name)
    of = SOME_QUESTION if found.QUESTION == EVERY_QUESTION else found.QUESTION
    if found.SOURCE != "estimates":
        return to_frame([])
    if of == "facets":
        return facet_estimates()
    if of == "reasons_words":
        return word_estimates()
    if of == "human_comparison":
        return human_estimates()
    answered = to_frame(question(of).analyse(tables_for(name)))
    return with_published(answered) if found.QUESTION == EVERY_QUESTION else answered


@cache
def drawn_for(name: str) -> Drawn:
    """The figure with its data and panels."""
    found: Figure = figure(name)
    of = SOME_QUESTION if found.QUESTION == EVERY_QUESTION else found.QUESTION
    return drawn(name, question=of, estimates=estimates_for(name), tables=tables_for(name))


def estimates(question: str, rows: Sequence[Mapping[str, object]]) -> pl.DataFrame:
    """Estimates with these labels and numbers, in the layout of all estimates."""
    labels = list(dict.fromkeys(key for row in rows for key in row if key not in ESTIMATE_SCHEMA))
    given = {"question": question, "statistic": "mean", "n": 30, "unit": "family", "level": 0.95, "method": "made"}
    given |= {"scale": "coefficient", "track": "recommended", "flags": ""}
    schema = dict.fromkeys(("question", "respondent", "measure", *labels), pl.String) | ESTIMATE_SCHEMA
    return pl.DataFrame([{**given, **row} for row in rows], schema=schema, orient="row")


def facet_estimates() -> pl.DataFrame:
    """Estimates of facets as that question labels them."""
    rows: list[Mapping[str, object]] = []
    facets = list(FACETS)
    for r, respondent in enumerate(("coherent", "null")):
        own: dict[str, object] = {"respondent": respondent}
        for i, facet in enumerate(facets):
            for band in ("0-10", "10-20", "90-100"):
                mean = 20.0 + 10 * i + r
                cell = {"measure": "facet by band of overall motivation", "band": band, "facet": facet, "value": mean}
                rows.append(own | cell | {"low": mean - 5, "high": mean + 5})
            for j, other in enumerate(facets[i + 1 :]):
                pair = {"measure": "correlation of facets", "facet": facet, "other": other, "value": 0.5 - 0.3 * j}
                rows.append(own | pair | {"low": 0.3 - 0.3 * j, "high": 0.7 - 0.3 * j})
            for component in ("1", "2"):
                loading = {"measure": "loading", "facet": facet, "component": component, "value": 0.9 - 0.2 * i}
                rows.append(own | loading | {"low": 0.7 - 0.2 * i, "high": 1.1 - 0.2 * i})
            for measure, start in (("eigenvalue", 2.5), ("eigenvalue of random data (95%)", 1.4)):
                rows.append(own | {"measure": measure, "component": str(i + 1), "value": start - 0.4 * i})
    return estimates("facets", rows)


def word_estimates() -> pl.DataFrame:
    """Estimates of words as that question labels them."""
    sides = {"high reports against low ones": ("puzzle", "lively"), "low reports against high ones": ("dull", "chore")}
    rows = [
        {"respondent": "coherent", "measure": f"words of the reasons of {side}", "term": word, "value": 1.5 - 0.3 * i}
        | {"low": 0.8, "high": 2.0}
        for side, words in sides.items()
        for i, word in enumerate(words)
    ]
    return estimates("reasons_words", rows)


def human_estimates() -> pl.DataFrame:
    """Estimates of reports beside human ratings as that question labels them."""
    measures = ("correlation of reports with people's own motivation", "correlation of reports with what people expect")
    row = {"respondent": "coherent", "statistic": "pearson_r", "value": 0.4, "low": 0.1, "high": 0.6}
    return estimates("human_comparison", [{**row, "measure": measure} for measure in measures])


def with_published(answered: pl.DataFrame) -> pl.DataFrame:
    """The same estimates once more as if published, a little higher and without intervals."""
    none = pl.lit(None, dtype=pl.Float64)
    other = answered.with_columns(
        pl.lit("as_published").alias("track"), pl.col("value") + 2, none.alias("low"), none.alias("high")
    )
    return pl.concat([answered, other])


def figure_tables(world: Planted = WORLD) -> Tables:
    """A finished run with facets, reports after the work, two judges that differ a little, checks and reasons."""
    found = with_facets(tables(world), FACETS)
    return Tables(
        **{
            **dict(found.items()),
            "self_reports": _reports(found.self_reports),
            "judgements": _judgements(found.judgements),
            "performances": _performances(found.performances),
        }
    )


def _reports(reports: pl.DataFrame) -> pl.DataFrame:
    """A wording of the question for each repetition, reasons that go with the score, and the same again afterwards."""
    keen = pl.when(pl.col("score_100") > 50).then(pl.lit("a lively puzzle")).otherwise(pl.lit("a dull chore"))
    wording = pl.when(pl.col("replicate") == 0).then(pl.lit("direct")).otherwise(pl.lit("drive"))
    said = _fit(reports.with_columns(keen.alias("reason"), wording.alias("instrument_wording")), "self_reports")
    after = said.filter(pl.col("instrument").cast(pl.String) == "motivation").with_columns(
        pl.col("trial_id") + "p", pl.lit("post").alias("moment"), (pl.col("score_100") * 0.8 + 15).alias("score_100")
    )
    return pl.concat([said, _fit(after, "self_reports")])


def _judgements(judgements: pl.DataFrame) -> pl.DataFrame:
    rating = (pl.col("score") + 0.6 * (pl.int_range(pl.len()) % 3 - 1)).clip(1, 7)
    other = judgements.with_columns(pl.col("trial_id") + "j", pl.lit("strict").alias("judge"), rating.alias("score"))
    whole = pl.concat([judgements, _fit(other, "judgements")]).with_columns(pl.col("score").round(0))
    return whole.with_columns(((pl.col("score") - 1) / 6 * 100).alias("score_100"))


def _performances(work: pl.DataFrame) -> pl.DataFrame:
    checked = pl.when(pl.col("category").cast(pl.String) == "logic").then((pl.int_range(pl.len()) % 2).cast(pl.Float64))
    return work.with_columns(checked.alias("correct"))


def _fit(frame: pl.DataFrame, table: str) -> pl.DataFrame:
    return frame.select(pl.col(name).cast(dtype) for name, dtype in table_schema(table).items())
