"""Facets where overall motivation is low, and where it is high."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from motivelab.analyses.measuring.facet_table import REPORT, FacetTable
from motivelab.analyses.protocol.analysis import Row
from motivelab.analyses.protocol.over_respondents import ALL_RESPONDENTS
from motivelab.analyses.protocol.row_or_note import row_or_note
from motivelab.stats.mean import mean

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]

BY_BAND = "facet by band of overall motivation"
BANDS = tuple(f"{low}-{low + 10}" for low in range(0, 100, 10))
"""Ten points of the response range each, the lower end belonging to the band, and 100 to the last."""


def facet_bands(tables: Sequence[FacetTable]) -> Iterator[Row | str]:
    """Means of each facet over the tasks of a band, by respondent and over all tasks of all respondents.

    Bands are of the report of motivation from a question of its own where there is one: a rating given along with the
    facets goes with them because it was given along with them.
    """
    gathered: dict[str, list[tuple[Floats, Integers, Floats]]] = {}
    for one in tables:
        if not one.outcomes:
            yield f"not estimable: {one.respondent}, {BY_BAND}: overall motivation was not asked for"
            continue
        overall = one.outcomes.get(REPORT, next(iter(one.outcomes.values())))
        for name, values in one.values.items():
            keep = np.isfinite(overall) & np.isfinite(values)
            gathered.setdefault(name, []).append((values[keep], one.families[keep], overall[keep]))
            yield from _bands(*gathered[name][-1], {"respondent": one.respondent, "facet": name})
    if len(tables) > 1:
        for name, parts in gathered.items():
            values, families, overall = (np.concatenate(columns) for columns in zip(*parts, strict=True))
            yield from _bands(values, families, overall, {"respondent": ALL_RESPONDENTS, "facet": name})


def _bands(values: Floats, families: Integers, overall: Floats, labels: dict[str, str]) -> Iterator[Row | str]:
    place = np.clip((overall // 10).astype(np.int64), 0, len(BANDS) - 1)
    single = []
    for b, band in enumerate(BANDS):
        inside = place == b
        if not inside.any():
            continue
        if len(np.unique(families[inside])) < 2:
            single.append(band)
            continue
        about = {**labels, "measure": BY_BAND, "band": band}
        yield row_or_note(about, partial(mean, values[inside], clusters=families[inside]), scale="percent")
    if single:
        yield f"not estimable: {labels['respondent']}, facets at {', '.join(single)}: one family only"
