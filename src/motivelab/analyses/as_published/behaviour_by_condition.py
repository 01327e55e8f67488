"""Work by condition as published: paired t over tasks of judged performance, judged effort and output tokens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from motivelab.analyses.as_published.cells import PublishedCells
from motivelab.analyses.as_published.computation.condition_rows import condition_rows
from motivelab.analyses.as_published.computation.names import EFFORT, QUALITY, TOKENS
from motivelab.analyses.protocol.analysis import Row, Scale


def rows(cells: PublishedCells) -> Iterator[Row | str]:
    """Means in the rubric's own numbers, or in tokens whatever the work was, and their shifts."""

    def told(metric: str) -> tuple[Mapping[str, str], str, Scale, Scale] | None:
        if metric == QUALITY:
            return {"measure": "judged quality"}, "shift of judged quality", "rating", "rating"
        if metric == EFFORT:
            labels = {"measure": "judged quality", "criterion": cells.criteria.get(metric, metric)}
            return labels, "shift of judged quality", "rating", "rating"
        if metric == TOKENS:
            return {"measure": "output tokens, refusals included"}, "shift of output tokens", "tokens", "coefficient"
        return None

    yield from condition_rows(cells, told)
