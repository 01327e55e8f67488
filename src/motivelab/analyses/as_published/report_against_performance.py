"""Reports against judged performance, as published: correlations over tasks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from motivelab.analyses.as_published.cells import PublishedCells
from motivelab.analyses.as_published.computation.correlation_rows import correlation_rows
from motivelab.analyses.as_published.computation.dropped_tasks import dropped_by_respondent
from motivelab.analyses.as_published.computation.labels import MOMENTS
from motivelab.analyses.as_published.computation.names import CRITERIA, NONE, QUALITY
from motivelab.analyses.protocol.analysis import Row


def rows(cells: PublishedCells) -> Iterator[Row | str]:
    """Each report with the mean of all criteria (creativity included) and with each criterion."""

    def told(first: str, second: str) -> Mapping[str, str] | None:
        if first not in MOMENTS or second not in (QUALITY, *CRITERIA):
            return None
        return {
            "measure": "report and judged quality",
            "moment": MOMENTS[first],
            "condition": NONE,
            "criterion": "all criteria" if second == QUALITY else cells.criteria.get(second, second),
            "term": "total",
        }

    yield from correlation_rows(cells, told)
    yield from dropped_by_respondent(cells)
