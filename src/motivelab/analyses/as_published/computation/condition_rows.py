"""The published tables of conditions as rows: the mean under each, and its shift against none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from motivelab.analyses.as_published.cells import PublishedCells
from motivelab.analyses.as_published.computation.conditions import condition_tables
from motivelab.analyses.as_published.computation.dropped_tasks import dropped_by_respondent, dropped_of_all
from motivelab.analyses.as_published.computation.labels import respondent_label
from motivelab.analyses.as_published.computation.names import NONE
from motivelab.analyses.as_published.computation.published_row import NOT_APPLICABLE, published_row
from motivelab.analyses.protocol.analysis import Row, Scale

Told: TypeAlias = Callable[[str], tuple[Mapping[str, str], str, Scale, Scale] | None]
"""Of a measure: its labels, what its shift is called, scale of its mean and of its shift; None where not asked for."""


def condition_rows(cells: PublishedCells, told: Told) -> Iterator[Row | str]:
    """By respondent and for all pooled; p is adjusted over all measures of a table, not only those asked for.

    Args:
        cells: the cells.
        told: which measures are asked for, and under which labels; the label `measure` is that of the mean.
    """
    found = 0
    for table in condition_tables(cells):
        who = respondent_label(cells, table.name)
        tests = sum(row.p == row.p for row in table.rows)  # NaN is no test
        for row in table.rows:
            asked = told(row.metric)
            if asked is None:
                continue
            found += 1
            labels, shift, scale, points = asked
            where = {"respondent": who, **labels, "condition": cells.condition_name(row.condition)}
            yield published_row(
                where, statistic="mean", value=row.score, n=row.n, method="mean over tasks that have both", scale=scale
            )
            if row.condition == NONE:
                continue
            yield published_row(
                {**where, "measure": shift, "reference": NONE},
                statistic="mean_difference",
                value=row.difference,
                n=row.n,
                method=f"paired t over tasks; p by Benjamini-Hochberg over {tests} tests",
                scale=points,
                p=row.p_adjusted,
                df=row.n - 1,
            )
    if not found:
        yield f"{NOT_APPLICABLE} (as published): nothing of this kind was measured without a manipulation"
    yield from dropped_by_respondent(cells)
    yield from dropped_of_all(cells, with_tokens=True)
