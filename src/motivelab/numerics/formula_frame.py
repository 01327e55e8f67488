"""The columns that a formula speaks of, complete rows only, with the levels of its factors."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from motivelab.errors import DegenerateDataError, choices
from motivelab.numerics.clustering import column


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FormulaFrame:
    """What a formula needs of the data.

    Attributes:
        columns: the named columns, complete rows only; factors as text.
        levels: levels of each factor, the one compared with first.
        n_rows: complete rows.
        complete: whether no row was left out.
    """

    columns: Mapping[str, NDArray[Any]]
    levels: Mapping[str, list[str]]
    n_rows: int
    complete: bool


def formula_frame(data: Mapping[str, ArrayLike], formula: str, reference: Mapping[str, str]) -> FormulaFrame:
    """Take the columns that a formula names, complete rows only, and make text columns factors.

    Args:
        data: columns by name.
        formula: lme4-like, outcome on the left.
        reference: level that comes first, by factor; others follow in sorted order.

    Raises:
        DegenerateDataError: an unknown name or level, unequal lengths, an outcome or factor that does not vary.
    """
    wanted = [w for w in dict.fromkeys(re.findall(r"[A-Za-z_.][\w.]*", formula)) if w in data]
    for word in dict.fromkeys(re.findall(r"[A-Za-z_][\w.]*", formula)):
        if word not in data:
            raise DegenerateDataError(f"formula {formula!r} names {word!r}; {choices(word, data)}")
    columns: dict[str, NDArray[Any]] = {name: np.asarray(data[name]) for name in wanted}
    for name, c in columns.items():
        if c.ndim != 1:
            raise DegenerateDataError(f"column {name!r} has shape {c.shape!r}; give one value a row, shape (n,)")
    sizes = {len(c) for c in columns.values()}
    if len(sizes) != 1:
        raise DegenerateDataError(f"columns {wanted!r} differ in length: {sorted(sizes)!r}")
    keep = np.ones(sizes.pop(), dtype=bool)
    for name, c in columns.items():
        if c.dtype.kind in "bf":
            columns[name] = column(c, name=f"column {name!r}")
            keep &= np.isfinite(columns[name])
        elif c.dtype.kind == "O":
            keep &= np.array([v is not None and v == v for v in c])
    columns = {name: c[keep] for name, c in columns.items()}
    outcome = formula.split("~")[0].strip()
    if outcome not in columns or int(keep.sum()) < 3 or len(set(columns[outcome].tolist())) < 2:
        raise DegenerateDataError(f"outcome {outcome!r} takes fewer than two values in {int(keep.sum())} complete rows")
    fixed_part = re.sub(r"\([^)]*\|[^)]*\)", "", formula)
    levels: dict[str, list[str]] = {}
    for name, c in columns.items():
        if c.dtype.kind not in "biuf" and re.search(rf"\b{re.escape(name)}\b", fixed_part):
            columns[name] = c.astype(str)
            order = sorted(set(columns[name].tolist()))
            first = reference.get(name, order[0])
            if first not in order:
                raise DegenerateDataError(f"reference of {name!r} is {first!r}; {choices(first, order)}")
            if len(order) < 2:
                raise DegenerateDataError(f"factor {name!r} has the one level {first!r}; drop it from the formula")
            levels[name] = [first, *(v for v in order if v != first)]
    return FormulaFrame(columns=columns, levels=levels, n_rows=int(keep.sum()), complete=bool(keep.all()))


def coefficient_name(raw: str, levels: Mapping[str, list[str]]) -> str:
    """`condition.2` as `condition[money]`; `(Intercept)` as `intercept`.

    Example:
        >>> coefficient_name("condition.1:x", {"condition": ["none", "money"]})
        'condition[money]:x'
    """
    if raw == "(Intercept)":
        return "intercept"
    parts = []
    for part in raw.split(":"):
        stem, _, number = part.rpartition(".")
        known = stem in levels and number.isdigit() and int(number) < len(levels[stem])
        parts.append(f"{stem}[{levels[stem][int(number)]}]" if known else part)
    return ":".join(parts)
