"""Distribution of reports as published: a histogram of 20 bins between a respondent's least and greatest mean."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from motivelab.analyses.as_published.cells import PublishedCells
from motivelab.analyses.as_published.computation.dropped_tasks import dropped_by_respondent, dropped_of_all
from motivelab.analyses.as_published.computation.labels import respondent_label
from motivelab.analyses.as_published.computation.listwise import of_all, of_respondent
from motivelab.analyses.as_published.computation.names import PRE
from motivelab.analyses.as_published.computation.published_row import published_row
from motivelab.analyses.protocol.analysis import Row

_COUNT: Final = "tasks with a mean report in the band"
_BINS: Final = 20


def rows(cells: PublishedCells) -> Iterator[Row | str]:
    """Counts of tasks by respondent and for all pooled, after listwise deletion."""
    for block in (*(of_respondent(cells, r) for r in range(len(cells.respondents))), of_all(cells)):
        scores = block.values(PRE)
        if scores is None or not len(scores):
            continue
        counts, edges = np.histogram(scores, bins=_BINS)
        for count, low, high in zip(counts, edges, edges[1:], strict=False):
            yield published_row(
                {
                    "respondent": respondent_label(cells, block.name),
                    "measure": _COUNT,
                    "band": f"{low:.4g} to {high:.4g}",
                },
                statistic="count",
                value=float(count),
                n=len(scores),
                method="histogram of 20 equal bins from the least to the greatest mean",
                scale="coefficient",
            )
    yield from dropped_by_respondent(cells)
    yield from dropped_of_all(cells)
