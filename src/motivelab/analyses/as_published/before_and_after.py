"""Reports before, in the breakdown, after and about a similar task, as published: correlations over tasks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from motivelab.analyses.as_published.cells import PublishedCells
from motivelab.analyses.as_published.computation.correlation_rows import correlation_rows
from motivelab.analyses.as_published.computation.dropped_tasks import dropped_by_respondent
from motivelab.analyses.as_published.computation.labels import MOMENTS
from motivelab.analyses.protocol.analysis import Row


def rows(cells: PublishedCells) -> Iterator[Row | str]:
    """Every two reports, by respondent and in the mean over respondents."""
    yield from correlation_rows(cells, _told)
    yield from dropped_by_respondent(cells)


def _told(first: str, second: str) -> Mapping[str, str] | None:
    if first in MOMENTS and second in MOMENTS:
        return {"measure": "correlation of reports", "moment": MOMENTS[first], "other": MOMENTS[second]}
    return None
