"""A table as it stands in the page, before it is written."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

FOLDED_FROM = 40
"""Tables with more rows are folded; their figure shows the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowGroup:
    """Rows under a heading of their own, or under none."""

    heading: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableView:
    """A table: the first column holds row headings.

    Attributes:
        anchor: for links.
        caption: what it shows.
        columns: heading, and whether the column holds numbers.
        groups: cells as they are written.
        folded: whether it is shown only when asked for.
        total: whether the last row is the sum of those above.
    """

    anchor: str
    caption: str
    columns: tuple[tuple[str, bool], ...]
    groups: tuple[RowGroup, ...]
    folded: bool = False
    total: bool = False
    _anchors: tuple[str, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Name each group's anchor after its heading, told apart by number where that is not enough."""
        taken: dict[str, int] = {}
        anchors = []
        for group in self.groups:
            slug = re.sub(r"[^a-z0-9]+", "-", group.heading.lower()).strip("-")[:40] or "rows"
            taken[slug] = taken.get(slug, 0) + 1
            anchors.append(f"{self.anchor}--{slug}" + (f"-{taken[slug]}" if taken[slug] > 1 else ""))
        object.__setattr__(self, "_anchors", tuple(anchors))

    @property
    def height(self) -> int:
        """How many rows it has, headings aside."""
        return sum(len(group.rows) for group in self.groups)

    @property
    def anchored(self) -> tuple[tuple[str, RowGroup], ...]:
        """Each group with its anchor."""
        return tuple(zip(self._anchors, self.groups, strict=True))
