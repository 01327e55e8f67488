"""Scores of the same tasks under every condition, by respondent: what paired contrasts are made of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from motivelab.analyses.protocol.overall_reports import NEUTRAL, conditions_in_order, in_order
from motivelab.schema.manipulation import NO_MANIPULATION

Floats: TypeAlias = NDArray[np.float64]

POOLED = "neutral texts pooled"
"""The reference that stands for several neutral conditions together: each task's mean over them."""


@dataclass(frozen=True, eq=False, kw_only=True)
class ScoreCube:
    """One number a respondent, condition and task.

    Attributes:
        respondents: along the first axis, in order of appearance.
        conditions: along the second: none, neutral controls, the others.
        tasks: along the third, sorted by family and name, so that the order of rows decides nothing.
        families: family of each task.
        controls: which of the conditions are neutral controls.
        values: (respondents, conditions, tasks), NaN where there is none.
    """

    respondents: tuple[str, ...]
    conditions: tuple[str, ...]
    tasks: tuple[str, ...]
    families: tuple[str, ...]
    controls: tuple[str, ...]
    values: Floats

    @cached_property
    def family_codes(self) -> NDArray[np.int64]:
        """Number of each task's family."""
        _, codes = np.unique(np.array(self.families, dtype=str), return_inverse=True)
        return codes.astype(np.int64)

    @property
    def references(self) -> tuple[str, ...]:
        """What the others are compared with: none and each control that there is, then several controls pooled."""
        found = [c for c in (NO_MANIPULATION, *self.controls) if c in self.conditions]
        return (*found, POOLED) if len(self.controls) > 1 else tuple(found)

    def compared_with(self, reference: str) -> tuple[str, ...]:
        """Conditions that are compared with a reference: all but none, and controls with none alone."""
        apart = (NO_MANIPULATION, reference, *(self.controls if reference != NO_MANIPULATION else ()))
        return tuple(c for c in self.conditions if c not in apart)

    def of(self, condition: str) -> Floats:
        """(respondents, tasks) scores under a condition, or under all controls together.

        Raises:
            ValueError: there is no such condition.
        """
        if condition == POOLED:
            return _mean_of_known(self.values[:, [self.conditions.index(c) for c in self.controls], :], axis=1)
        return self.values[:, self.conditions.index(condition), :]

    def over_respondents(self, condition: str, *, reference: str) -> Floats:
        """(tasks,) difference from the reference, the mean over the respondents that have both."""
        return _mean_of_known(self.of(condition) - self.of(reference), axis=0)

    def but(self, values: Floats) -> ScoreCube:
        """The same cube with other numbers in it."""
        return replace(self, values=values)


def score_cube(cells: pl.DataFrame) -> ScoreCube:
    """Lay cells out by respondent, condition and task.

    Args:
        cells: `respondent, condition, construct, task, family, score`, text and a number; one row a respondent,
            condition and task (several are averaged).

    Example:
        >>> rows = [("a", "none", None, "t", "f", 60.0), ("a", "money", "other", "t", "f", 70.0)]
        >>> names = ["respondent", "condition", "construct", "task", "family", "score"]
        >>> cube = score_cube(pl.DataFrame(rows, schema=names, orient="row"))
        >>> cube.conditions, (cube.of("money") - cube.of("none")).tolist()
        (('none', 'money'), [[10.0]])
    """
    known = cells.filter(pl.col("score").is_not_null()).with_columns(
        pl.col("respondent", "condition", "construct", "task", "family").cast(pl.String)
    )
    once = known.group_by("respondent", "condition", "task", maintain_order=True).agg(pl.col("score").mean())
    tasks = (
        known.select("family", "task").unique().sort("family", "task").unique("task", keep="first", maintain_order=True)
    )
    respondents, conditions = in_order(known, "respondent"), conditions_in_order(known)
    values = np.full((len(respondents), len(conditions), tasks.height), np.nan)
    at = [
        once[name].replace_strict(order, range(len(order)), return_dtype=pl.Int64).to_numpy()
        for name, order in (("respondent", respondents), ("condition", conditions), ("task", tasks["task"].to_list()))
        if order
    ]
    if len(at) == 3:
        values[at[0], at[1], at[2]] = once["score"].to_numpy()
    return ScoreCube(
        respondents=tuple(respondents),
        conditions=tuple(conditions),
        tasks=tuple(tasks["task"]),
        families=tuple(tasks["family"]),
        controls=tuple(in_order(known.filter(pl.col("construct") == NEUTRAL), "condition")),
        values=values,
    )


def _mean_of_known(values: Floats, *, axis: int) -> Floats:
    """Mean along an axis, missing cells left out; NaN where all are missing."""
    present = np.isfinite(values)
    count = present.sum(axis=axis)
    total = np.where(present, values, 0.0).sum(axis=axis)
    return np.asarray(np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0))
