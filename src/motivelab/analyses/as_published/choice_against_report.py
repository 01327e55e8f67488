"""Choice against report as published: chosen less unchosen, logistic regressions, and the manipulated task's share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from motivelab.analyses.as_published.cells import PublishedCells
from motivelab.analyses.as_published.computation.choices import (
    ChoiceRow,
    LogitRow,
    choice_table,
    logit_table,
    pairs_by_respondent,
    pooled_shares,
)
from motivelab.analyses.as_published.computation.dropped_tasks import dropped_by_respondent
from motivelab.analyses.as_published.computation.labels import EVERYBODY
from motivelab.analyses.as_published.computation.published_row import NOT_APPLICABLE, published_row
from motivelab.analyses.protocol.analysis import Row

_GAP: Final = "report of the chosen task less that of the unchosen one"
_TIES: Final = "report of the task that the first of two differing draws took less that of the other"
_AGREES: Final = "took the task reported higher"
_MANIPULATED: Final = "took the task that the text was about"
_SLOPE: Final = "effect of reported motivation on the choice (log odds per point of difference)"
_HELD: Final = "p by Benjamini-Hochberg over {} tests"


def rows(cells: PublishedCells) -> Iterator[Row | str]:
    """By respondent and condition; the share that took the manipulated task also over all respondents."""
    pairs = pairs_by_respondent(cells)
    table, logits = choice_table(pairs), logit_table(pairs)
    if not table:
        yield f"{NOT_APPLICABLE} (as published): no choice between tasks with reports"
    tests = sum(row.n > 0 for row in table)
    for row in table:
        yield from _row(cells, row, tests)
    fitted = {(r.respondent, r.condition) for r in logits}
    for logit in logits:
        yield _logit(cells, logit, len(logits))
    for p in pairs:
        if (p.respondent, p.condition) not in fitted:
            where = f"{p.respondent}, {cells.condition_name(p.condition)}"
            yield f"{NOT_APPLICABLE} (as published): {where}: logistic regression: choices or differences do not vary"
    for share in pooled_shares(pairs):
        yield published_row(
            {"respondent": EVERYBODY, "condition": cells.condition_name(share.condition), "measure": _MANIPULATED},
            statistic="proportion",
            value=share.mean / 100,
            n=share.n,
            method="clear choices of all respondents in one; Wilson, 99%",
            scale="share",
            low=share.low / 100,
            high=share.high / 100,
            level=0.99,
            unit="pair",
        )
    yield from dropped_by_respondent(cells)


def _row(cells: PublishedCells, row: ChoiceRow, tests: int) -> Iterator[Row | str]:
    who = {"respondent": row.respondent, "condition": cells.condition_name(row.condition)}
    clear = row.type == "clear_choice"
    yield published_row(
        {**who, "measure": _GAP if clear else _TIES},
        statistic="mean_difference",
        value=row.mean,
        n=row.n,
        method=f"mean -+ 1.96 standard errors over {'clear choices' if clear else 'ties'}, t against 0; "
        + _HELD.format(tests),
        scale="points",
        low=row.low,
        high=row.high,
        p=row.p_adjusted,
        df=row.n - 1,
        unit="pair",
    )
    if not clear or not row.n:
        return
    for measure, value, method in (
        (_AGREES, row.higher, "share of clear choices; equal reports count as not higher"),
        (_MANIPULATED, row.manipulated / 100, "share of clear choices; without manipulation a baseline of sides"),
    ):
        yield published_row(
            {**who, "measure": measure},
            statistic="proportion",
            value=value,
            n=row.n,
            method=method,
            scale="share",
            unit="pair",
        )


def _logit(cells: PublishedCells, row: LogitRow, tests: int) -> Row | str:
    return published_row(
        {"respondent": row.respondent, "condition": cells.condition_name(row.condition), "measure": _SLOPE},
        statistic="log_odds",
        value=row.fit.slope,
        n=row.n,
        method="logistic regression of taking the task shown first, ties left out; " + _HELD.format(tests),
        scale="coefficient",
        se=row.fit.se,
        p=row.p_adjusted,
        unit="pair",
    )
