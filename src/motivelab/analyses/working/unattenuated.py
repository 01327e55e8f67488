"""A correlation of report and work freed of the noise of repetitions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from motivelab.analyses.protocol.analysis import Row
from motivelab.analyses.protocol.row_or_note import row_or_note
from motivelab.schema.estimate import Estimate
from motivelab.stats.disattenuated_correlation import disattenuated_correlation

Floats: TypeAlias = NDArray[np.float64]

UNATTENUATED = "corrected for unreliability"
_WORK = "work_"


def draws(rows: pl.DataFrame, of: str, value: str) -> pl.DataFrame:
    """One column a draw: the values of each task, spread by what repeats (`of`: the replicate, the judge).

    Returns:
        `task, family` and the draws `draw_0`, `draw_1`, ...; null where a task lacks one.
    """
    means = rows.group_by("task", "family", of, maintain_order=True).agg(pl.col(value).mean())
    wide = means.pivot(of, index=["task", "family"], values=value, sort_columns=True)
    return wide.rename({name: f"draw_{n}" for n, name in enumerate(wide.columns[2:])})


def unattenuated(reports: pl.DataFrame, values: pl.DataFrame, labels: Mapping[str, str]) -> Row | str:
    """The correlation that report and work would have without the noise of their draws, of one respondent.

    Args:
        reports: draws of the report; see `draws`.
        values: draws of the measure of work. A measure with one draw is taken as free of noise, which is flagged
            `reliability_fixed`: the correction is then too small rather than too large.
        labels: of the row; `term` is added.
    """
    of_work = values.select("task", pl.exclude("task", "family").name.prefix(_WORK))
    both = reports.join(of_work, on="task", how="inner", maintain_order="left")
    drawn = [name for name in both.columns if name not in ("task", "family")]
    x_names = [name for name in drawn if not name.startswith(_WORK)]
    y_names = [name for name in drawn if name.startswith(_WORK)]

    def estimate() -> Estimate:
        families = both["family"].to_list()
        return disattenuated_correlation(_matrix(both, x_names), _matrix(both, y_names), clusters=families)

    return row_or_note({**labels, "term": UNATTENUATED}, estimate, scale="coefficient")


def _matrix(frame: pl.DataFrame, names: Sequence[str]) -> Floats:
    return frame.select(pl.col(names).cast(pl.Float64).fill_null(np.nan)).to_numpy()
