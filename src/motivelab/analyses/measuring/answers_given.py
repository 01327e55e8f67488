"""The numbers that were answered, as they were answered, with the range they were chosen from."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from motivelab.analyses.protocol.overall_reports import OverallReports
from motivelab.tables.tables import Tables


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswersGiven:
    """Answers to single items, before keying.

    Attributes:
        frame: `respondent, moment, condition, format, item, family, family_number, value`, sorted by all of them.
        ranges: lowest and highest number of each format.
    """

    frame: pl.DataFrame
    ranges: dict[str, tuple[int, int]]


def answers_given(tables: Tables, reports: OverallReports, *, where: pl.Expr | None = None) -> AnswersGiven:
    """The answers behind reports of overall motivation.

    The range of a format is read off its answers: `score_100` is a straight line in `score`. Where a format was always
    answered with one number, that number and the next are taken for its range.

    Args:
        tables: a run's tables.
        reports: which instrument and subscale they are answers to.
        where: which rows of `self_reports`; all where None.
    """
    asked = (pl.col("instrument").cast(pl.String) == reports.instrument) & pl.col("value").is_not_null()
    if reports.subscale:
        asked &= pl.col("subscale").cast(pl.String) == reports.subscale
    answered = tables.self_reports.filter(asked)
    ranges = scale_ranges(answered)
    texts = ("respondent", "moment", "condition", "format", "item", "family")
    kept = answered if where is None else answered.filter(where)
    frame = (
        kept.select(pl.col(texts).cast(pl.String), "value")
        .filter(pl.col("format").is_in(list(ranges)))
        .with_columns(
            pl.col("moment").fill_null("pre"),
            (pl.col("family").rank("dense").cast(pl.Int64) - 1).alias("family_number"),
        )
        .sort("respondent", "moment", "condition", "format", "item", "family", "value")
    )
    return AnswersGiven(frame=frame, ranges=ranges)


def scale_ranges(answered: pl.DataFrame) -> dict[str, tuple[int, int]]:
    """Lowest and highest number of each format, from answers with `format`, `score` and `score_100`.

    Example:
        >>> scale_ranges(pl.DataFrame({"format": ["a", "a"], "score": [2.0, 4.0], "score_100": [25.0, 75.0]}))
        {'a': (1, 5)}
    """
    ends = answered.group_by(pl.col("format").cast(pl.String)).agg(
        pl.col("score").min().alias("low"),
        pl.col("score").max().alias("high"),
        pl.col("score_100").min().alias("low_100"),
        pl.col("score_100").max().alias("high_100"),
    )
    return {str(name): _range(*(float(x) for x in found)) for name, *found in ends.drop_nulls().iter_rows()}


def _range(low: float, high: float, low_100: float, high_100: float) -> tuple[int, int]:
    if high_100 <= low_100:
        return int(low), int(low) + 1
    a_point = (high - low) / (high_100 - low_100)
    bottom = low - low_100 * a_point
    return round(bottom), round(bottom + 100 * a_point)
