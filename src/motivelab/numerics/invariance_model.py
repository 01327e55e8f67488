"""The models of the ladder of invariance, each with more held equal than the one before."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace
from typing import Literal, TypeAlias

from motivelab.numerics.factor_blocks import FactorModel
from motivelab.numerics.model_columns import ModelColumns

Step: TypeAlias = Literal["configural", "metric", "scalar", "strict"]
STEPS: tuple[Step, ...] = ("configural", "metric", "scalar", "strict")
SCALAR = 2


def invariance_model(
    read: ModelColumns, step: Step, *, names: tuple[str, ...], labels: Sequence[Hashable], repeated: bool
) -> FactorModel:
    """The model of one step; with conditions, items and factors are repeated and an item's residuals correlate."""
    p, level = len(read.columns), STEPS.index(step)
    single = FactorModel(
        n_variables=p,
        factors=read.factors,
        residual_pairs=read.residual_pairs,
        means=True,
        free_items=read.free,
        equal_loadings=level >= 1,
        equal_intercepts=level >= SCALAR,
        equal_residuals=level > SCALAR,
        variable_names=tuple(f"item {c}" for c in read.columns),
        factor_names=tuple(repr(name) for name in names),
        group_names=() if repeated else tuple(f"group {label!r}" for label in labels),
    )
    if not repeated:
        return single
    turns = range(len(labels))
    return replace(
        single,
        n_variables=p * len(labels),
        factors=tuple(tuple(t * p + i for i in variables) for t in turns for variables in read.factors),
        residual_pairs=(
            *((s * p + i, t * p + i) for i in range(p) for t in turns for s in range(t)),
            *((t * p + i, t * p + k) for i, k in read.residual_pairs for t in turns),
        ),
        items=tuple(i for _ in turns for i in range(p)),
        occasions=tuple(t for t in turns for _ in read.factors),
        variable_names=tuple(f"{item} under {label!r}" for label in labels for item in single.variable_names),
        factor_names=tuple(f"{name!r} under {label!r}" for label in labels for name in names),
    )
