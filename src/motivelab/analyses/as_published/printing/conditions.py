"""The notebook on manipulations."""

from __future__ import annotations

from motivelab.analyses.as_published.cells import PublishedCells
from motivelab.analyses.as_published.computation.conditions import (
    METRIC_NAMES,
    PER_HUNDRED,
    by_model,
    condition_tables,
    shifts,
)
from motivelab.analyses.as_published.computation.names import EFFORT, QUALITY, TOKENS, printed_condition
from motivelab.analyses.as_published.printing.table import Json, numbered


def print_conditions(cells: PublishedCells) -> Json:
    """The notebook on manipulations."""
    tables = condition_tables(cells)
    columns = [
        "metric",
        "category",
        "t_stat",
        "p_value_raw",
        "raw_score",
        "p_value_corrected",
        "significant",
        "metric_name",
    ]
    figure = {QUALITY: "Overall Performance", EFFORT: "Effort", TOKENS: "#Tokens"}
    shown = []
    for name, row, plain in by_model(tables):
        factor = 1.0 if row.metric == TOKENS else PER_HUNDRED
        own, base = row.score * factor, plain.score * factor
        shown.append([name, figure[row.metric], row.condition, own, base, own - base])
    return {
        "manipulation_tables": {
            t.name: numbered(
                columns,
                [
                    [r.metric, r.condition, r.t, r.p, r.score, r.p_adjusted, r.significant, METRIC_NAMES[r.metric]]
                    for r in t.rows
                ],
            )
            for t in tables
        },
        "manipulation_long_rows": {t.name: t.lines for t in tables},
        "delta_vs_none_all": numbered(
            ["metric_name", "manipulation", "mean", "count", "std"],
            [[METRIC_NAMES[s.metric], printed_condition(s.condition), s.mean, s.n, s.sd] for s in shifts(cells)],
        ),
        "delta_vs_none_models": numbered(
            ["model", "metric_name", "category", "raw_score", "raw_score_none", "delta_vs_none"], shown
        ),
    }
