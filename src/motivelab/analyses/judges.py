"""Whether judges can be relied on: how far they agree, and what moves them beside the work."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from motivelab.analyses.judging.judge_agreement import agreement_with_people, panel_agreement, repeated_agreement
from motivelab.analyses.judging.judge_bias import length_slopes, self_preference, severity
from motivelab.analyses.judging.works_by_judge import ALL_CRITERIA, first_ratings
from motivelab.analyses.protocol.analysis import Analysis, Declaration, Row
from motivelab.analyses.protocol.false_discovery import with_false_discovery_held
from motivelab.analyses.working.work import ratings, work
from motivelab.tables.tables import Tables

DECLARATION = Declaration(
    name="judges",
    title="Judges",
    question="Do judges agree, with each other and with themselves, and does anything beside the work move them?",
    method=(
        "Agreement is of first ratings of the same works, all conditions: Krippendorff's alpha (ordinal by criterion, "
        "interval for the mean), ICC(A,1) and ICC(A,k), quadratically weighted kappa by pair, and ICC(1) of repeated "
        "ratings, with jackknives over task families. Severity, the worth of twice the words at fixed checked "
        "correctness, and what a judge adds to its own work beside the other judges have cluster-robust errors by "
        "family and share one false discovery rate."
    ),
    order=75,
    links=("performance_summary", "report_against_correctness"),
)


def analyse(tables: Tables) -> Analysis:
    """Agreement and bias of every judge, people included where they rated works."""
    return Analysis.of(DECLARATION, _outcomes(tables))


def _outcomes(tables: Tables) -> Iterator[Row | str]:
    rated = ratings(tables).filter(pl.col("trial_id").is_not_null())
    if rated.is_empty():
        yield "not estimable: agreement of judges: no work was rated"
        return
    first = first_ratings(rated)
    yield from panel_agreement(first)
    yield from repeated_agreement(rated)
    yield from agreement_with_people(first)
    overall = first.filter(pl.col("criterion") == ALL_CRITERIA)
    biases = [
        *severity(overall),
        *length_slopes(overall, work(tables)),
        *self_preference(overall, tables.trials),
    ]
    yield from with_false_discovery_held([b for b in biases if isinstance(b, Row)])
    yield from [b for b in biases if isinstance(b, str)]
