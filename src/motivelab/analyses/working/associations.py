"""One pair of measures read several ways: in total, within categories, within families, on doable tasks alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import polars as pl

from motivelab.analyses.protocol.analysis import Row
from motivelab.analyses.protocol.overall_reports import in_order
from motivelab.analyses.protocol.row_or_note import row_or_note
from motivelab.schema.estimate import Estimate
from motivelab.stats.correlation import correlation

EVERYBODY = "all respondents"
"""Whose rows are pooled within respondents: deviations from each one's mean, in each one's standard deviations."""

TOTAL = "total"
WITHIN_CATEGORY = "within category"
WITHIN_FAMILY = "within family"
BETWEEN_FAMILIES = "between families"
DOABLE = "doable tasks"

_GROUPING: Mapping[str, tuple[str, ...]] = {
    WITHIN_CATEGORY: ("respondent", "category"),
    WITHIN_FAMILY: ("respondent", "family"),
}
_ROUNDING = 1e-9
"""Share of a column's spread below which a deviation is the rounding error of a difference, and none."""


def associations(rows: pl.DataFrame, labels: Mapping[str, str], *, readings: bool = True) -> Iterator[Row | str]:
    """Pearson correlation of `report` and `value`, for each respondent and pooled within respondents.

    Readings (label `term`): `total` as rows stand; `within category` and `within family` on deviations from the group's
    mean; `between families` on family means; `doable tasks` those alone that can be expected to be done. Intervals are
    jackknives over families. A reading that could not differ from the total (all tasks of one category, or doable) is
    left out.

    Args:
        rows: `respondent, family, category, expected_compliance, report, value`.
        labels: further labels of the rows.
        readings: whether to give the readings beside the total.
    """
    respondents = in_order(rows, "respondent")
    for respondent in respondents:
        yield from _read(rows.filter(pl.col("respondent") == respondent), respondent, labels, readings=readings)
    if len(respondents) > 1:
        yield from _read(standardised(rows), EVERYBODY, labels, readings=readings)


def standardised(rows: pl.DataFrame, columns: Sequence[str] = ("report", "value")) -> pl.DataFrame:
    """The rows with each respondent's mean taken off and its standard deviation divided out.

    Respondents with a column that does not vary are left out: they say nothing of how it goes with another.
    """
    spread = [pl.col(c).std().over("respondent") for c in columns]
    size = [pl.col(c).abs().max().over("respondent") for c in columns]
    varies = pl.all_horizontal([(s > _ROUNDING * m).fill_null(value=False) for s, m in zip(spread, size, strict=True)])
    return rows.filter(varies).with_columns(
        ((pl.col(c) - pl.col(c).mean().over("respondent")) / pl.col(c).std().over("respondent")).alias(c)
        for c in columns
    )


def _read(own: pl.DataFrame, respondent: str, labels: Mapping[str, str], *, readings: bool) -> Iterator[Row | str]:
    def outcome(term: str, rows: pl.DataFrame, statistic: str = "pearson_r") -> Row | str:
        told = {"respondent": respondent, **labels, "term": term}
        return row_or_note(told, lambda: _correlate(rows, statistic), scale="coefficient", tested=term == TOTAL)

    yield outcome(TOTAL, own)
    if not readings:
        return
    if own["category"].n_unique() > 1:
        yield outcome(WITHIN_CATEGORY, _deviations(own, _GROUPING[WITHIN_CATEGORY]), "r_within")
    yield outcome(WITHIN_FAMILY, _deviations(own, _GROUPING[WITHIN_FAMILY]), "r_within")
    means = own.group_by("respondent", "family", maintain_order=True).agg(pl.col("report", "value").mean())
    yield outcome(BETWEEN_FAMILIES, means, "r_between")
    if own["expected_compliance"].null_count() == own.height:
        yield f"not estimable: {respondent}, {DOABLE}: the tables do not say what can be expected of the tasks"
    elif not (own["expected_compliance"] == "doable").all():
        yield outcome(DOABLE, own.filter(pl.col("expected_compliance") == "doable"))


def _correlate(rows: pl.DataFrame, statistic: str) -> Estimate:
    found = correlation(rows["report"].to_numpy(), rows["value"].to_numpy(), clusters=rows["family"].to_list())
    return replace(found, statistic=statistic)


def _deviations(rows: pl.DataFrame, group: Sequence[str]) -> pl.DataFrame:
    """Deviations from group means; groups of a single row say nothing of what happens inside and are left out."""
    kept = rows.filter(pl.len().over(group) > 1)
    out = []
    for name in ("report", "value"):
        deviation = pl.col(name) - pl.col(name).mean().over(group)
        noise = _ROUNDING * pl.col(name).abs().max()
        out.append(pl.when(deviation.abs() <= noise).then(0.0).otherwise(deviation).alias(name))
    return kept.with_columns(out)
