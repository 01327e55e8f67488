"""Motivation by condition as published: paired t over tasks against none, before and after the task."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from motivelab.analyses.as_published.cells import PublishedCells
from motivelab.analyses.as_published.computation.condition_rows import condition_rows
from motivelab.analyses.as_published.computation.labels import MOMENTS
from motivelab.analyses.as_published.computation.names import POST, PRE
from motivelab.analyses.protocol.analysis import Row, Scale


def rows(cells: PublishedCells) -> Iterator[Row | str]:
    """Means on the scale 1 to 100 and their shifts."""
    yield from condition_rows(cells, _told)


def _told(metric: str) -> tuple[Mapping[str, str], str, Scale, Scale] | None:
    if metric not in (PRE, POST):
        return None
    labels = {"measure": "reported motivation", "moment": MOMENTS[metric]}
    return labels, "shift of reported motivation", "rating", "points"
