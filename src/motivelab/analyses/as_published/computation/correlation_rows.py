"""Cells of the published correlation tables as rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from motivelab.analyses.as_published.cells import PublishedCells
from motivelab.analyses.as_published.computation.correlations import correlation_tables, mean_table
from motivelab.analyses.as_published.computation.labels import EVERYBODY
from motivelab.analyses.as_published.computation.published_row import published_row
from motivelab.analyses.protocol.analysis import Row

Told: TypeAlias = Callable[[str, str], Mapping[str, str] | None]
"""Labels of the correlation of two measures, or None where a question does not ask for it."""


def correlation_rows(cells: PublishedCells, told: Told) -> Iterator[Row | str]:
    """Correlations by respondent, and their mean by Fisher's z over respondents.

    Args:
        cells: the cells.
        told: which pairs of measures are asked for, and under which labels.
    """
    tables = correlation_tables(cells)
    mean = mean_table(tables) if len(tables) > 1 else None
    for table in (*tables, *((mean,) if mean is not None else ())):
        pooled = table is mean
        for i, first in enumerate(table.metrics):
            for j, second in enumerate(table.metrics[:i]):
                labels = told(second, first)
                if labels is None:
                    continue
                yield published_row(
                    {"respondent": EVERYBODY if pooled else table.respondent, **labels},
                    statistic="pearson_r",
                    value=float(table.r[i, j]),
                    n=int(table.n[i, j]),
                    method="mean over respondents of Fisher's z of Pearson r, unweighted"
                    if pooled
                    else "Pearson r over tasks that have a number in every cell",
                    scale="coefficient",
                )
