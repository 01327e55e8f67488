"""Named columns as the data frame that a formula speaks of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from motivelab.errors import DegenerateDataError, choices


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FormulaFrame:
    """What a formula needs of the data.

    Attributes:
        frame: the named columns, complete rows only.
        levels: levels of each factor, the one compared with first.
        complete: whether no row was left out.
    """

    frame: pd.DataFrame
    levels: Mapping[str, list[str]]
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
    columns: dict[str, Any] = {}
    for name in wanted:
        c = np.asarray(data[name])
        columns[name] = c.astype(np.float64) if c.dtype.kind in "bf" else c
    sizes = {len(c) for c in columns.values()}
    if len(sizes) != 1:
        raise DegenerateDataError(f"columns {wanted!r} differ in length: {sorted(sizes)!r}")
    frame = pd.DataFrame(columns)
    kept = frame.dropna()
    outcome = formula.split("~")[0].strip()
    if outcome not in frame or len(kept) < 3 or kept[outcome].nunique() < 2:
        raise DegenerateDataError(f"outcome {outcome!r} takes fewer than two values in {len(kept)} complete rows")
    fixed_part = re.sub(r"\([^)]*\|[^)]*\)", "", formula)
    levels: dict[str, list[str]] = {}
    for name in wanted:
        if not pd.api.types.is_numeric_dtype(kept[name]) and re.search(rf"\b{re.escape(name)}\b", fixed_part):
            order = sorted({str(v) for v in kept[name]})
            first = reference.get(name, order[0])
            if first not in order:
                raise DegenerateDataError(f"reference of {name!r} is {first!r}; {choices(first, order)}")
            levels[name] = [first, *(v for v in order if v != first)]
            if len(order) < 2:
                raise DegenerateDataError(f"factor {name!r} has the one level {first!r}; drop it from the formula")
            kept = kept.assign(**{name: pd.Categorical(kept[name].astype(str), categories=levels[name])})
    return FormulaFrame(frame=kept.reset_index(drop=True), levels=levels, complete=len(kept) == len(frame))


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
