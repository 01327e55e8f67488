"""Reports against effort, as published: correlations over tasks with output tokens, whatever the work was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from motivelab.analyses.as_published.cells import PublishedCells
from motivelab.analyses.as_published.computation.correlation_rows import correlation_rows
from motivelab.analyses.as_published.computation.dropped_tasks import dropped_by_respondent
from motivelab.analyses.as_published.computation.labels import MOMENTS
from motivelab.analyses.as_published.computation.names import NONE, TOKENS
from motivelab.analyses.protocol.analysis import Row


def rows(cells: PublishedCells) -> Iterator[Row | str]:
    """Each report with raw output tokens: refusals, cut-off work and reasoning are all in it."""
    yield from correlation_rows(cells, _told)
    yield from dropped_by_respondent(cells)


def _told(first: str, second: str) -> Mapping[str, str] | None:
    if first in MOMENTS and second == TOKENS:
        return {
            "measure": "report and output tokens",
            "moment": MOMENTS[first],
            "condition": NONE,
            "term": "total",
        }
    return None
