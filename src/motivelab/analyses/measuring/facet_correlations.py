"""How facets correlate with each other and with overall motivation, and how far draws of a facet agree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import combinations
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from motivelab.analyses.measuring.facet_table import FacetTable
from motivelab.analyses.measuring.left_out import correlations_left_out
from motivelab.analyses.protocol.analysis import Row
from motivelab.analyses.protocol.over_respondents import ALL_RESPONDENTS, over_respondents
from motivelab.analyses.protocol.row_or_note import row_or_note
from motivelab.schema.estimate import Estimate
from motivelab.stats.correlation import correlation
from motivelab.stats.disattenuated_correlation import disattenuated_correlation
from motivelab.stats.intraclass_correlation import intraclass_correlation

Floats: TypeAlias = NDArray[np.float64]

CORRELATION = "correlation of facets"
CORRECTED = "correlation of facets, corrected for noise of draws"
AGREEMENT = "agreement of one draw"


def facet_correlations(tables: Sequence[FacetTable], *, n_families: int) -> Iterator[Row | str]:
    """Every two facets, and every facet with overall motivation, by respondent and over them."""
    for one in tables:
        columns = {**one.values, **one.outcomes}
        for a, b in combinations(columns, 2):
            labels = {"respondent": one.respondent, "facet": a, "other": b}
            total = partial(correlation, columns[a], columns[b], clusters=one.families)
            yield row_or_note({**labels, "measure": CORRELATION}, total, scale="coefficient")
            if a in one.draws and b in one.draws and one.draws[a].shape[1] > 1 and one.draws[b].shape[1] > 1:
                true = partial(disattenuated_correlation, one.draws[a], one.draws[b], clusters=one.families)
                yield row_or_note({**labels, "measure": CORRECTED}, true, scale="coefficient")
        for name, draws in one.draws.items():
            who = {"respondent": one.respondent, "measure": AGREEMENT, "facet": name}
            if draws.shape[1] > 1:
                yield row_or_note(who, partial(_agreement, draws, one), scale="coefficient")
            else:
                yield f"not estimable: {one.respondent}, {AGREEMENT}: facets were asked for once only"
    if len(tables) > 1:
        yield from _over_respondents(tables, n_families=n_families)


def _agreement(draws: Floats, one: FacetTable) -> Estimate:
    return intraclass_correlation(draws, missing="listwise", clusters=one.families).icc1


def _over_respondents(tables: Sequence[FacetTable], *, n_families: int) -> Iterator[Row | str]:
    shared = [name for name in (*tables[0].values, *tables[0].outcomes) if all(_has(one, name) for one in tables)]
    for a, b in combinations(shared, 2):
        found = [
            correlations_left_out(
                np.column_stack([_column(one, a), _column(one, b)]), one.families, n_families=n_families
            )
            for one in tables
        ]
        pooled = partial(
            over_respondents,
            np.array([r.value[0, 1] for r in found]),
            np.array([r.without[:, 0, 1] for r in found]),
            statistic="pearson_r",
            n=sum(r.n for r in found),
            link="fisher_z",
        )
        labels = {"respondent": ALL_RESPONDENTS, "measure": CORRELATION, "facet": a, "other": b}
        yield row_or_note(labels, pooled, scale="coefficient")


def _has(one: FacetTable, name: str) -> bool:
    return name in one.values or name in one.outcomes


def _column(one: FacetTable, name: str) -> Floats:
    return one.values[name] if name in one.values else one.outcomes[name]
