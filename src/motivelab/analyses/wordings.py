"""Whether reports, and what manipulations do to them, hang on how things were put."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import numpy as np
import polars as pl

from motivelab.analyses.measuring.facet_instrument import facet_instrument
from motivelab.analyses.measuring.level_effects import FAMILIES_A_LEVEL, LevelEffects, level_effects
from motivelab.analyses.measuring.subscale_reports import ASKED, subscale_reports, unmanipulated_pre
from motivelab.analyses.protocol.analysis import Analysis, Declaration, Row
from motivelab.analyses.protocol.false_discovery import with_false_discovery_held
from motivelab.analyses.protocol.over_respondents import ALL_RESPONDENTS
from motivelab.analyses.protocol.overall_reports import OverallReports, overall_reports
from motivelab.analyses.protocol.row_or_note import row_or_note
from motivelab.errors import StatisticsError
from motivelab.schema.manipulation import NO_MANIPULATION
from motivelab.stats.mean import mean
from motivelab.tables.tables import Tables

DECLARATION = Declaration(
    name="wordings",
    title="Wordings, formats and places",
    question="Do reports, and the shifts that added texts bring, depend on wording, response format or order?",
    method=(
        "Scores are compared between wordings, formats and places inside tasks where a task was asked about in "
        "several, inside families where they were dealt to tasks, with families jackknifed. That all levels are alike "
        "is tested with one false discovery rate over all such tests (Benjamini-Hochberg); where it is refuted, what "
        "is concluded from one wording does not hold for the others."
    ),
    order=78,
    links=("motivation_by_condition", "report_stability"),
)

WAYS = {
    "instrument_wording": "wording of the question",
    "format": "response format",
    "reason_position": "place of the reason",
}
PLACE = "place of the item"
TEXT = "wording of the manipulation"

DEVIATION = "report, from the mean of levels"
SPREAD = "report, highest less lowest level"
SD = "spread of levels"
TEST = "F that levels are alike"
SHIFT = "shift of reported motivation"
SHIFT_SPREAD = "shift of reported motivation, highest less lowest level"
MOMENTS = ("pre", "post")
HELD_AT = 0.05
SIGN = "sign_depends"


def analyse(tables: Tables) -> Analysis:
    """Reports by way of asking and by place of the item; shifts by wording of manipulation and by way of asking."""
    reports = overall_reports(tables)
    return Analysis.of(DECLARATION, _held(_outcomes(tables, reports)))


def _outcomes(tables: Tables, reports: OverallReports) -> Iterator[Row | str]:
    if reports.note:
        yield reports.note
    asked = pl.col("instrument").cast(pl.String) == reports.instrument
    if reports.subscale:
        asked &= pl.col("subscale").cast(pl.String) == reports.subscale
    found = _numbered(subscale_reports(tables, where=asked))
    plain = found.filter(pl.col("moment") == "pre", pl.col("condition") == NO_MANIPULATION)
    if plain.is_empty():
        yield "not estimable: no report before the task, with nothing added, was answered"
    for way, said in WAYS.items():
        yield from _by_level(plain.with_columns(pl.col(way).alias("level")), said)
    yield from _by_level(_items(tables), PLACE)
    for moment in MOMENTS:
        yield from _shifts(found.filter(pl.col("moment") == moment), moment)


def _items(tables: Tables) -> pl.DataFrame:
    """Answers to the items of the facet instrument, each with the place at which it was shown."""
    instrument = facet_instrument(tables)
    asked = unmanipulated_pre() & (pl.col("instrument").cast(pl.String) == (instrument or ""))
    found = tables.self_reports.filter(asked & pl.col("score_100").is_not_null() & pl.col("position").is_not_null())
    item = pl.col("item").cast(pl.String)
    texts = pl.col("respondent", "task", "family").cast(pl.String)
    rows = found.select(
        texts, item, pl.col("position").cast(pl.String).alias("level"), pl.col("score_100").alias("score")
    )
    # Items differ in what they ask: places are compared for one item at a time.
    item_number = pl.col("item").rank("dense").cast(pl.Int64)
    many = pl.lit(1 + found["item"].n_unique())
    return _numbered(rows.sort("respondent", "task", "item", "level", "score")).with_columns(
        (pl.col("task_number") * many + item_number).alias("task_number"),
        (pl.col("block_number") * many + item_number).alias("block_number"),
    )


def _numbered(rows: pl.DataFrame) -> pl.DataFrame:
    """With numbers for respondent, task and family, by which rows are grouped faster than by names."""
    place = {"respondent": "respondent_number", "task": "task_number", "family": "family_number"}
    numbers = [(pl.col(name).rank("dense").cast(pl.Int64) - 1).alias(number) for name, number in place.items()]
    return rows.with_columns(numbers).with_columns(pl.col("family_number").alias("block_number"))


def _by_level(rows: pl.DataFrame, said: str) -> Iterator[Row | str]:
    """Every respondent, then all of them with each one's blocks kept apart."""
    rows = rows.filter(pl.col("level").is_not_null())
    if rows["level"].n_unique() < 2:
        yield f"not estimable: {said}: only one was used"
        return
    for respondent, own in _each_and_all(rows):
        labels = {"respondent": respondent, "term": said, "moment": "pre", "condition": NO_MANIPULATION}
        try:
            effects = _effects(own)
        except StatisticsError as error:
            yield f"not estimable: {respondent}, {said}: {error}"
            continue
        for level, estimate in effects.deviations.items():
            said_of = {**labels, "measure": DEVIATION, "wording": level}
            yield row_or_note(said_of, partial(replace, estimate), scale="points")
        yield from _summary(effects, labels, spread=SPREAD)


def _each_and_all(rows: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    """The rows of each respondent, then those of all of them where there are several."""
    parts = rows.partition_by("respondent", maintain_order=True)
    for part in parts:
        yield str(part["respondent"][0]), part
    if len(parts) > 1:
        yield ALL_RESPONDENTS, rows


def _effects(rows: pl.DataFrame) -> LevelEffects:
    """Levels inside tasks, else inside families, of one respondent at a time."""
    who, families = rows["respondent_number"].to_numpy(), rows["family_number"].to_numpy()
    inner = [rows[name].to_numpy() for name in ("task_number", "block_number")]
    blocks = [who * (int(numbers.max()) + 1) + numbers for numbers in inner]
    return level_effects(rows["score"].to_numpy(), rows["level"].to_numpy(), blocks=[*blocks, who], families=families)


def _summary(effects: LevelEffects, labels: dict[str, str], *, spread: str) -> Iterator[Row | str]:
    ends = {"wording": effects.highest, "reference": effects.lowest}
    yield row_or_note({**labels, "measure": spread, **ends}, lambda: effects.spread, scale="points")
    yield row_or_note({**labels, "measure": SD}, lambda: effects.sd, scale="points")
    test = effects.test
    if test is None:
        few = f"{effects.sd.n_units} families for {len(effects.deviations)} levels; {FAMILIES_A_LEVEL} each are needed"
        yield f"not estimable: {', '.join(labels.values())}, {TEST}: {few}"
        return
    yield row_or_note({**labels, "measure": TEST}, lambda: test, scale="coefficient", tested=True)


def _shifts(at: pl.DataFrame, moment: str) -> Iterator[Row | str]:
    """Shifts against no addition on the same tasks, by wording of the manipulation and by way of asking."""
    numbers = ("respondent_number", "task_number", "family_number", "block_number")
    cells = at.group_by("respondent", "condition", "task", "family", "wording", *ASKED, *numbers).agg(
        pl.col("score").mean()
    )
    keys = ["respondent", "task", *ASKED]
    none = cells.filter(pl.col("condition") == NO_MANIPULATION).select(*keys, pl.col("score").alias("plain"))
    moved = (
        cells.filter(pl.col("condition") != NO_MANIPULATION)
        .join(none, on=keys, how="inner", nulls_equal=True)
        .with_columns((pl.col("score") - pl.col("plain")).alias("score"))
        .sort("respondent", "condition", "family", "task", "wording", *ASKED)
    )
    if moved.is_empty():
        yield f"not estimable: {moment}: shifts by wording, for no task was asked about with and without a manipulation"
        return
    for under in moved.sort("condition", maintain_order=True).partition_by("condition", maintain_order=True):
        for column, said in {"wording": TEXT, **WAYS}.items():
            by_level = under.filter(pl.col(column).is_not_null()).with_columns(pl.col(column).alias("level"))
            if by_level["level"].n_unique() < 2:
                continue
            for respondent, own in _each_and_all(by_level):
                about = {"term": said, "moment": moment, "condition": str(under["condition"][0])}
                yield from _shift_by_level(own, {"respondent": respondent, **about})


def _shift_by_level(own: pl.DataFrame, labels: dict[str, str]) -> Iterator[Row | str]:
    said = ", ".join(labels.values())
    above = below = False
    single = []
    scores, families = own["score"].to_numpy(), own["family_number"].to_numpy()
    levels = own["level"].to_numpy().astype(np.str_)
    for level in np.unique(levels).tolist():
        at = levels == level
        if len(np.unique(families[at])) < 2:
            single.append(level)
            continue
        shift = row_or_note(
            {**labels, "measure": SHIFT, "wording": level, "reference": NO_MANIPULATION},
            partial(mean, scores[at], clusters=families[at]),
            scale="points",
        )
        yield shift
        if isinstance(shift, Row) and shift.estimate.low is not None and shift.estimate.high is not None:
            above |= shift.estimate.low > 0
            below |= shift.estimate.high < 0
    if single:
        yield f"not estimable: {said}: shifts with {', '.join(single)}: one family only"
    try:
        effects = _effects(own)
    except StatisticsError as error:
        yield f"not estimable: {said}: {error}"
        return
    if above and below:
        effects = replace(effects, spread=replace(effects.spread, flags=(*effects.spread.flags, SIGN)))
    yield from _summary(effects, labels, spread=SHIFT_SPREAD)


def _held(outcomes: Iterator[Row | str]) -> Iterator[Row | str]:
    """One false discovery rate over all tests; the differences whose test refutes that levels are alike are flagged."""
    found = list(outcomes)
    rows = with_false_discovery_held([o for o in found if isinstance(o, Row)])
    refuted = {
        _about(row)
        for row in rows
        if row.estimate.p is not None and row.estimate.p < HELD_AT and "wording" not in row.labels
    }
    for row in rows:
        if row.labels["measure"] in (SPREAD, SHIFT_SPREAD) and _about(row) in refuted:
            flags = (*row.estimate.flags, "depends_on_level")
            yield replace(row, estimate=replace(row.estimate, flags=flags))
            if SIGN in flags:
                yield (
                    f"the sign of a shift depends on the {row.labels['term']}: {row.labels['respondent']}, "
                    f"{row.labels['condition']}, {row.labels['moment']}: up with {row.labels['wording']}, down with "
                    f"{row.labels['reference']}"
                )
        else:
            yield row
    yield from [o for o in found if isinstance(o, str)]


def _about(row: Row) -> tuple[str, ...]:
    return tuple(row.labels.get(key, "") for key in ("respondent", "term", "moment", "condition"))
