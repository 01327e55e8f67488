"""All estimates as one tidy table."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from motivelab.analyses.protocol.analysis import Analysis

LEADING = ("question", "respondent", "measure")
ESTIMATE_SCHEMA: dict[str, type[pl.DataType]] = {
    "statistic": pl.String,
    "value": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "level": pl.Float64,
    "n": pl.Int64,
    "unit": pl.String,
    "n_units": pl.Int64,
    "se": pl.Float64,
    "df": pl.Float64,
    "p": pl.Float64,
    "method": pl.String,
    "scale": pl.String,
    "track": pl.String,
    "flags": pl.String,
}


def to_frame(analyses: Analysis | Iterable[Analysis]) -> pl.DataFrame:
    """One row an estimate: the question, its labels as columns (null where a label does not apply), the estimate.

    Columns: `question`, `respondent`, `measure`, further labels in alphabetic order, then `ESTIMATE_SCHEMA`; `flags`
    are joined by a space. Without any estimate the table is empty but has its columns.

    Example:
        >>> to_frame([]).columns[:4]
        ['question', 'respondent', 'measure', 'statistic']
    """
    several = [analyses] if isinstance(analyses, Analysis) else list(analyses)
    rows = [(a.declaration.name, row) for a in several for row in a.rows]
    further = sorted({key for _, row in rows for key in row.labels} - set(LEADING))
    labels = (*LEADING, *further)
    records = []
    for name, row in rows:
        e = row.estimate
        records.append(
            {
                **{key: row.labels.get(key) for key in labels},
                "question": name,
                **{key: getattr(e, key) for key in ESTIMATE_SCHEMA if key not in ("scale", "track", "flags")},
                "scale": row.scale,
                "track": row.track,
                "flags": " ".join(e.flags),
            }
        )
    return pl.DataFrame(records, schema={**dict.fromkeys(labels, pl.String), **ESTIMATE_SCHEMA}, orient="row")
