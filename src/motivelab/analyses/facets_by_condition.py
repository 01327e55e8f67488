"""How far a manipulation shifts each facet of motivation: interest, challenge, mastery, fear, value."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from motivelab.analyses.protocol.analysis import Analysis, Declaration, Row
from motivelab.analyses.protocol.false_discovery import with_false_discovery_held
from motivelab.analyses.protocol.overall_reports import NEUTRAL, in_order
from motivelab.analyses.shifting.condition_shifts import METHOD, condition_shifts
from motivelab.analyses.shifting.score_cube import score_cube
from motivelab.analyses.shifting.subscale_cells import subscale_cells
from motivelab.tables.tables import Tables

DECLARATION = Declaration(
    name="facets_by_condition",
    title="Facets by condition",
    question="Which facets of motivation does each added text shift?",
    method=(
        f"The same paired contrasts as for overall motivation, facet by facet; {METHOD}. Within each moment and "
        "reference, p values of all respondents, conditions and facets share one false discovery rate "
        "(Benjamini-Hochberg)."
    ),
    order=62,
    links=("motivation_by_condition", "conditions_across_respondents"),
)

SHIFT = "shift of a facet"
BREAKDOWN = "breakdown"
"""The instrument that asks for the facets."""


def analyse(tables: Tables, *, seed: int = 1) -> Analysis:
    """Paired contrasts of every facet, by respondent and moment.

    Args:
        tables: a run's tables.
        seed: decides which families the resamples hold.
    """
    return Analysis.of(DECLARATION, _outcomes(subscale_cells(tables, instrument=BREAKDOWN), seed=seed))


def _outcomes(cells: pl.DataFrame, *, seed: int) -> Iterator[Row | str]:
    if cells.is_empty():
        yield f"not estimable: the instrument {BREAKDOWN!r} was not answered"
        return
    if cells["condition"].n_unique() == 1:
        yield "not estimable: no facet was reported under more than one condition"
        return
    if cells.filter(pl.col("construct") == NEUTRAL).is_empty():
        yield "not estimable: shifts against a neutral control, for no facet was reported under one"
    for moment in in_order(cells.sort("moment"), "moment"):
        found: list[Row | str] = []
        at = cells.filter(pl.col("moment") == moment)
        for facet in in_order(at.sort("facet"), "facet"):
            cube = score_cube(at.filter(pl.col("facet") == facet))
            labels = {"measure": SHIFT, "moment": moment, "facet": facet}
            found += condition_shifts(cube, labels=labels, scale="points", seed=seed, held=False)
        rows = [f for f in found if isinstance(f, Row)]
        for reference in dict.fromkeys(r.labels["reference"] for r in rows):
            yield from with_false_discovery_held([r for r in rows if r.labels["reference"] == reference])
        yield from (f for f in found if isinstance(f, str))
