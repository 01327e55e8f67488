"""What listwise deletion dropped, in a sentence for each table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from motivelab.analyses.as_published.cells import PublishedCells
from motivelab.analyses.as_published.computation.labels import respondent_label
from motivelab.analyses.as_published.computation.listwise import Block, of_all, of_respondent
from motivelab.analyses.as_published.computation.published_row import NOT_APPLICABLE

_NAMED: Final = 10


def dropped_by_respondent(cells: PublishedCells) -> Iterator[str]:
    """One note a respondent whose tasks were not all kept."""
    for r in range(len(cells.respondents)):
        yield from _note(cells, of_respondent(cells, r))


def dropped_of_all(cells: PublishedCells, *, with_tokens: bool = False) -> Iterator[str]:
    """The note for the pooled cells, and the columns that not every respondent has, which they leave out."""
    yield from _note(cells, of_all(cells, with_tokens=with_tokens))
    absent = sorted({condition for at, (_, condition) in enumerate(cells.columns) if not cells.planned[:, at].all()})
    if absent and len(cells.respondents) > 1:
        names = ", ".join(cells.condition_name(c) for c in absent)
        yield f"as published, pooled cells leave out what not every respondent was asked; concerned: {names}"


def _note(cells: PublishedCells, block: Block) -> Iterator[str]:
    who, asked = respondent_label(cells, block.name), len(block.rows) + len(block.dropped)
    if not asked:
        yield f"{NOT_APPLICABLE} (as published): {who}: no task was asked about in all planned cells"
    elif len(block.dropped):
        names = [cells.tasks[at] for at in block.dropped[:_NAMED]]
        more = f" and {len(block.dropped) - _NAMED} more" if len(block.dropped) > _NAMED else ""
        yield (
            f"as published, {who}: {len(block.dropped)} of {asked} tasks dropped for want of a number in one of "
            f"{len(block.columns)} cells: {', '.join(names)}{more}"
        )
