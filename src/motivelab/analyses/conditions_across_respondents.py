"""What added texts do across respondents: an effect that is to hold for respondents like these, not for one of them."""

from __future__ import annotations

from collections.abc import Iterator

from motivelab.analyses.protocol.analysis import Analysis, Declaration, Row
from motivelab.analyses.shifting.across_respondents import (
    ENOUGH_RESPONDENTS,
    EVERYBODY,
    fixed_shifts,
    mixed_shifts,
    respondent_mean_shifts,
)
from motivelab.analyses.shifting.outcome_cells import REPORTED, outcome_cells
from motivelab.analyses.shifting.score_cube import score_cube
from motivelab.analyses.shifting.work_cells import BY_T
from motivelab.tables.tables import Tables

DECLARATION = Declaration(
    name="conditions_across_respondents",
    title="Conditions across respondents",
    question="Which effects of added texts hold across respondents?",
    method=(
        "With five respondents or more, a mixed model of cell means lets families, respondents and wordings each "
        "respond in their own way (REML, Satterthwaite t; of facets and work, levels are taken out first), and beside "
        "it stands the t interval on respondents' mean shifts; with fewer, respondents are fixed, their mean shift has "
        "an interval over families and no p. Within each outcome, reference and method, p values of all conditions "
        "share one false discovery rate (Benjamini-Hochberg)."
    ),
    order=66,
    links=("motivation_by_condition", "facets_by_condition", "behaviour_by_condition"),
)


def analyse(tables: Tables, *, seed: int = 1) -> Analysis:
    """Contrasts across respondents for reports, facets and work.

    Args:
        tables: a run's tables.
        seed: decides which families the resamples hold, with fewer than five respondents.
    """
    return Analysis.of(DECLARATION, _outcomes(tables, seed=seed))


def _outcomes(tables: Tables, *, seed: int) -> Iterator[Row | str]:
    found = list(outcome_cells(tables))
    if not found:
        yield "not estimable: no outcome was observed"
    for outcome in found:
        cells = outcome.cells
        about = ", ".join(outcome.labels.values())
        if cells["condition"].n_unique() < 2:
            yield f"not estimable: {about}: it is known under one condition only"
            continue
        cube = score_cube(cells)
        labels = {"respondent": EVERYBODY, **outcome.labels}
        if len(cube.respondents) < 2:
            yield f"not estimable: {about}: one respondent alone; its own shifts stand under its name"
            continue
        if len(set(cube.families)) < 2:
            yield f"not estimable: {about}: a single task family, whose tasks are not independent"
            continue
        if len(cube.respondents) < ENOUGH_RESPONDENTS:
            yield from fixed_shifts(
                cube,
                labels=labels,
                scale=outcome.scale,
                turn=outcome.turn,
                seed=seed,
                interval="t" if labels["outcome"] in BY_T else "resampled",
            )
            continue
        yield from mixed_shifts(
            cells,
            cube,
            labels=labels,
            scale=outcome.scale,
            turn=outcome.turn,
            levels="random" if labels["outcome"] == REPORTED else "taken out",
        )
        yield from respondent_mean_shifts(cube, labels=labels, scale=outcome.scale, turn=outcome.turn)
