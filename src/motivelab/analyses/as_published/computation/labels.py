"""Labels that published rows share with the recommended rows that answer the same."""

from __future__ import annotations

from typing import Final

from motivelab.analyses.as_published.cells import PublishedCells
from motivelab.analyses.as_published.computation.names import BREAKDOWN, POST, PRE, SIMILAR

EVERYBODY: Final = "all respondents"
MOMENTS: Final = {PRE: "pre", BREAKDOWN: "breakdown", POST: "post", SIMILAR: "similar"}
"""What the report of each measure is called beside the others."""


def respondent_label(cells: PublishedCells, name: str) -> str:
    """The respondent, or `all respondents` for what is pooled."""
    return name if name in cells.respondents else EVERYBODY
