"""Everything that the authors' notebooks print, under the names they print it by."""

from __future__ import annotations

from motivelab.analyses.as_published.cells import PublishedCells
from motivelab.analyses.as_published.computation.reason_bands import reasons_per_band
from motivelab.analyses.as_published.printing.choices import print_choices
from motivelab.analyses.as_published.printing.conditions import print_conditions
from motivelab.analyses.as_published.printing.reports import print_reports
from motivelab.analyses.as_published.printing.table import Json


def notebooks(cells: PublishedCells) -> Json:
    """The printed numbers of the four notebooks as plain values that JSON can hold, None for NaN.

    Keys: `none` (reports without manipulation), `choice`, `manipulations`, `text`. What the study does not allow is
    None: not applicable. Tables have `index`, `columns`, `data`. Ids of tasks are the numbers of the founding study's
    bank where they have its form, else as they are. Signs of factors are free, as in theirs.
    """
    bands = reasons_per_band(cells)
    return {
        "none": print_reports(cells),
        "choice": print_choices(cells),
        "manipulations": print_conditions(cells),
        "text": {"text_n_per_category": bands, "text_n": sum(bands.values())},
    }
