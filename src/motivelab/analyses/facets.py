"""What reported motivation is made of: its facets, their dimensions and what overall motivation owes to them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from motivelab.analyses.measuring.facet_bands import facet_bands
from motivelab.analyses.measuring.facet_confirmed import facet_confirmed
from motivelab.analyses.measuring.facet_correlations import facet_correlations
from motivelab.analyses.measuring.facet_dimensions import facet_dimensions
from motivelab.analyses.measuring.facet_factors import BY_FACETS, explained, facet_factors
from motivelab.analyses.measuring.facet_table import Facets, FacetTable, facet_tables
from motivelab.analyses.protocol.analysis import Analysis, Declaration, Row
from motivelab.analyses.protocol.over_respondents import ALL_RESPONDENTS
from motivelab.analyses.protocol.overall_reports import overall_reports
from motivelab.analyses.protocol.row_or_note import row_or_note
from motivelab.tables.tables import Tables

DECLARATION = Declaration(
    name="facets",
    title="Facets of motivation",
    question="Which facets does reported motivation have, how many dimensions have they, and what predicts the whole?",
    method=(
        "On tasks of one respondent with nothing added, facets are correlated, dimensions are counted by parallel "
        "analysis and minimum average partial, and minres factors with oblimin are scored (regression scores of one "
        "factor, ten Berge scores of several) to predict overall motivation, with families jackknifed throughout. For "
        "all respondents each one's ratings are standardised first, so that levels of respondents are no dimension; as "
        "ratings of one answer share what that answer was like, the report from a question of its own is the stricter "
        "test of what the factors predict."
    ),
    order=25,
    links=("motivation_by_category", "report_stability"),
)

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]

TWO = 2
"""The number of dimensions that the founding study fixed; shown beside the number suggested."""


def analyse(tables: Tables, *, seed: int = 1) -> Analysis:
    """Correlations, dimensions, factors and their prediction of overall motivation; means by band.

    Args:
        tables: a run's tables.
        seed: of the random data of the parallel analysis.
    """
    reports = overall_reports(tables)
    found = facet_tables(tables, reports)
    return Analysis.of(DECLARATION, _outcomes(found, note=reports.note, seed=seed))


def _outcomes(found: Facets, *, note: str, seed: int) -> Iterator[Row | str]:
    if found.instrument is None or not found.tables:
        yield "not estimable: facets, for no instrument with three of them was answered before the task"
        return
    if note:
        yield note
    yield from facet_correlations(found.tables, n_families=found.n_families)
    yield from facet_bands(found.tables)
    for one in found.tables:
        yield from _structure(one, found, n_rows=len(one.families), seed=seed)
    if len(found.tables) > 1:
        stacked = _stacked(found)
        yield from _structure(stacked, found, n_rows=max(len(one.families) for one in found.tables), seed=seed)


def _structure(one: FacetTable, found: Facets, *, n_rows: int, seed: int) -> Iterator[Row | str]:
    values, who, names = one.matrix, one.respondent, found.names
    dimensions = facet_dimensions(
        values, one.families, who, names=names, n_families=found.n_families, n_rows=n_rows, seed=seed
    )
    yield from dimensions.rows
    if dimensions.suggested == 0:
        return
    identified = (len(names) - TWO) ** 2 >= len(names) + TWO
    for n_factors in sorted({dimensions.suggested, *([TWO] if identified else [])}):
        yield from facet_factors(values, one.families, one.outcomes, who, names=names, n_factors=n_factors)
    for outcome, column in one.outcomes.items():
        keep = np.isfinite(column) & np.isfinite(values).all(axis=1)
        labels = {"respondent": who, "measure": BY_FACETS, "outcome": outcome}
        if keep.any():
            predicted = partial(explained, column[keep], values[keep], one.families[keep])
            yield row_or_note(labels, predicted, scale="share")
    yield from facet_confirmed(values, one.families, who, names=names)


def _stacked(found: Facets) -> FacetTable:
    """All respondents' ratings, each respondent's standardised, one below the other."""
    shared = [n for n in found.tables[0].outcomes if all(n in one.outcomes for one in found.tables)]
    return FacetTable(
        respondent=ALL_RESPONDENTS,
        values={name: np.concatenate([_standard(one.values[name]) for one in found.tables]) for name in found.names},
        draws={},
        outcomes={name: np.concatenate([_standard(one.outcomes[name]) for one in found.tables]) for name in shared},
        families=np.concatenate([one.families for one in found.tables]),
    )


def _standard(x: Floats) -> Floats:
    """Deviations from the mean in standard deviations; 0 where there is no spread."""
    known = x[np.isfinite(x)]
    if len(known) == 0:
        return x
    sd = float(known.std())
    out: Floats = (x - known.mean()) / (sd if sd > 1e-10 else 1.0)
    return out
