"""How a measure answers to a dose, within what stays the same while the dose changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import polars as pl

from motivelab.analyses.protocol.analysis import Row
from motivelab.analyses.protocol.row_or_note import row_or_note
from motivelab.schema.estimate import Estimate
from motivelab.stats.mean import mean
from motivelab.stats.regression import regression

_ROUNDING = 1e-9


def dose_response(rows: pl.DataFrame, labels: Mapping[str, str], *, slope: str, order: str) -> Iterator[Row | str]:
    """Slope of a measure on the dose, and how far it keeps the order of the doses.

    The slope is that of deviations from the means of each `same` group, with CR2 errors by family. The order is the
    mean of the groups' rank correlations: 1 where the measure rises with every step, -1 where it falls, 0 for a group
    in which it never changes.

    Args:
        rows: `same` (what stays the same: task, family), `family`, `dose` (as it enters the slope), `value`.
        labels: of the rows; `measure` is added.
        slope: name of the slope.
        order: name of the order.
    """
    kept = within(rows)
    if kept["same"].n_unique() < 2:
        named = ", ".join(labels.values())
        yield f"not estimable: {named}: {kept['same'].n_unique()} group(s) with two doses; at least 2 are needed"
        return
    families = kept["family"].to_list()

    def fitted() -> Estimate:
        fit = regression(
            kept["value"].to_numpy(), predictors={"dose": kept["dose"].to_numpy()}, clusters=families, intercept=False
        )
        found = fit.coefficients["dose"]
        return replace(found, method=f"{found.method}, within what stays the same")

    yield row_or_note({**labels, "measure": slope}, fitted, scale="coefficient", tested=True)
    ranked = kept.with_columns(pl.col("dose", "value").rank().over("same"))
    by_group = ranked.group_by("same", "family", maintain_order=True).agg(pl.corr("dose", "value").alias("rho"))
    rho = by_group["rho"].fill_nan(0.0).fill_null(0.0).to_numpy()
    yield row_or_note(
        {**labels, "measure": order}, lambda: mean(rho, clusters=by_group["family"].to_list()), scale="coefficient"
    )


def within(rows: pl.DataFrame) -> pl.DataFrame:
    """Dose and value as deviations from the mean of each group; groups with a single dose are left out."""
    kept = rows.filter(pl.col("value").is_not_null(), pl.col("dose").is_not_null())
    kept = kept.filter(pl.col("dose").n_unique().over("same") > 1)
    out = []
    for name in ("dose", "value"):
        deviation = pl.col(name) - pl.col(name).mean().over("same")
        noise = _ROUNDING * pl.col(name).abs().max()
        out.append(pl.when(deviation.abs() <= noise).then(0.0).otherwise(deviation).alias(name))
    return kept.with_columns(out)
