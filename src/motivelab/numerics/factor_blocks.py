"""Write a factor model down as matrices of parameters, with equalities across groups or across repeated items."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from motivelab.errors import DegenerateDataError
from motivelab.numerics.covariance_structure import Block, Layout, Pattern
from motivelab.numerics.sample_moments import Moments

Floats: TypeAlias = NDArray[np.float64]
Scaling: TypeAlias = Literal["marker", "unit"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorModel:
    """Which variables load on which factors, and what is held equal.

    Attributes:
        n_variables: p.
        factors: variables of each factor; the first is its marker. A variable may stand in several.
        orthogonal: factors do not correlate.
        residual_pairs: pairs of variables whose residuals correlate.
        means: model means as well as covariances.
        scaling: `marker` fixes the first loading of a factor at 1, `unit` its variance.
        equal_loadings: the same item has the same loading in every group (or occasion).
        equal_intercepts: likewise for intercepts; then factor means are free but for the first group or occasion.
        equal_residuals: likewise for residual variances.
        free_items: items exempt from equality (partial invariance).
        items: item that each variable is, for repeated items; () when every variable is its own.
        occasions: occasion of each factor, for repeated items; ().
        variable_names: for messages; () takes numbers.
        factor_names: likewise.
        group_names: likewise, of the samples.
    """

    n_variables: int
    factors: tuple[tuple[int, ...], ...]
    orthogonal: bool = False
    residual_pairs: tuple[tuple[int, int], ...] = ()
    means: bool = False
    scaling: Scaling = "marker"
    equal_loadings: bool = False
    equal_intercepts: bool = False
    equal_residuals: bool = False
    free_items: frozenset[int] = frozenset()
    items: tuple[int, ...] = ()
    occasions: tuple[int, ...] = ()
    variable_names: tuple[str, ...] = ()
    factor_names: tuple[str, ...] = ()
    group_names: tuple[str, ...] = ()


@dataclass(slots=True)
class _Ledger:
    """Gives every new label the next parameter number and remembers its starting values, unit and name."""

    numbers: dict[Hashable, int] = field(default_factory=dict)
    starts: list[tuple[float, ...]] = field(default_factory=list)
    units: list[float] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def number(self, label: Hashable, *starts: float, unit: float, name: str) -> int:
        """Number of a parameter; where three searches begin, in units of it, or one place for all three."""
        if label not in self.numbers:
            self.numbers[label] = len(self.starts)
            self.starts.append(tuple(begin * unit for begin in (starts if len(starts) == 3 else starts * 3)))
            self.units.append(unit)
            self.names.append(name)
        return self.numbers[label]


def factor_layout(model: FactorModel, samples: Sequence[Moments]) -> Layout:
    """Blocks of parameters, one a sample, with starting values.

    Raises:
        DegenerateDataError: a factor without variables, or a variable outside the data.
    """
    for variables in model.factors:
        if not variables or min(variables) < 0 or max(variables) >= model.n_variables:
            raise DegenerateDataError(
                f"factor {variables!r} names no variable or one outside 0..{model.n_variables - 1}"
            )
    ledger = _Ledger()
    blocks = tuple(_block(model, g, sample, ledger) for g, sample in enumerate(samples))
    first, *others = np.array(ledger.starts).T
    return Layout(
        blocks=blocks,
        start=first,
        other_starts=tuple(others),
        units=np.array(ledger.units),
        names=tuple(ledger.names),
    )


def _block(model: FactorModel, g: int, sample: Moments, ledger: _Ledger) -> Block:
    p, m = model.n_variables, len(model.factors)
    sd = np.sqrt(np.diag(sample.cov))
    items = model.items or tuple(range(p))
    occasions = model.occasions or (0,) * m
    repeated = bool(model.occasions)
    variable = model.variable_names or tuple(f"variable {i}" for i in range(p))
    factor = model.factor_names or tuple(f"factor {j}" for j in range(m))
    within = f" in {model.group_names[g]}" if model.group_names else ""
    loadings, fixed = np.full((p, m), -1), np.zeros((p, m))
    factors, factor_values = np.full((m, m), -1), np.zeros((m, m))
    # The unit of a factor: its marker's, or 1 where its variance is.
    size = [float(sd[variables[0]]) if model.scaling == "marker" else 1.0 for variables in model.factors]
    for j, variables in enumerate(model.factors):
        marker = variables[0]
        for i in variables:
            if i == marker and model.scaling == "marker":
                fixed[i, j] = 1.0
                continue
            shared = model.equal_loadings and items[i] not in model.free_items
            place: Hashable = (items[i], items[marker]) if shared and repeated else (i, j)
            sign = 1.0 if sample.cov[i, marker] >= 0 else -1.0
            unit = float(sd[i]) / size[j]
            loadings[i, j] = ledger.number(
                ("loading", place, 0 if shared else g),
                *((sign, 1.0, sign) if model.scaling == "marker" else (0.7 * sign, 0.4, 0.3 * sign)),
                unit=unit,
                name=f"loading of {variable[i]} on {factor[j]}{within}",
            )
        if model.scaling == "unit":
            factor_values[j, j] = 1.0
        else:
            factors[j, j] = ledger.number(
                ("variance", j, g), 0.5, 0.15, 0.05, unit=size[j] ** 2, name=f"variance of {factor[j]}{within}"
            )
        for k in range(j):
            if not model.orthogonal:
                factors[j, k] = factors[k, j] = ledger.number(
                    ("factor covariance", j, k, g),
                    0.0,
                    unit=size[j] * size[k],
                    name=f"covariance of {factor[k]} and {factor[j]}{within}",
                )
    residuals = np.full((p, p), -1)
    for i in range(p):
        shared = model.equal_residuals and items[i] not in model.free_items
        residuals[i, i] = ledger.number(
            ("residual", shared, items[i] if shared else (i, g)),
            0.5,
            unit=float(sd[i]) ** 2,
            name=f"residual variance of {variable[i]}{within}",
        )
    for i, k in model.residual_pairs:
        residuals[i, k] = residuals[k, i] = ledger.number(
            ("residual covariance", i, k, g),
            0.0,
            unit=float(sd[i] * sd[k]),
            name=f"residual covariance of {variable[i]} and {variable[k]}{within}",
        )
    block = {
        "loadings": Pattern(index=loadings, value=fixed),
        "factors": Pattern(index=factors, value=factor_values),
        "residuals": Pattern(index=residuals, value=np.zeros((p, p))),
    }
    if not model.means:
        return Block(**block, intercepts=None, factor_means=None)
    intercepts, means = np.full(p, -1), np.full(m, -1)
    for i in range(p):
        shared = model.equal_intercepts and items[i] not in model.free_items
        label = (items[i], 0) if shared else (i, g)
        intercepts[i] = ledger.number(
            ("intercept", shared, *label),
            float(sample.mean[i] / sd[i]),
            unit=float(sd[i]),
            name=f"intercept of {variable[i]}{within}",
        )
    for j in range(m):
        if model.equal_intercepts and (g > 0 or occasions[j] > 0):
            means[j] = ledger.number(("factor mean", j, g), 0.0, unit=size[j], name=f"mean of {factor[j]}{within}")
    return Block(
        **block,
        intercepts=Pattern(index=intercepts, value=np.zeros(p)),
        factor_means=Pattern(index=means, value=np.zeros(m)),
    )
