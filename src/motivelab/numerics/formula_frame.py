"""The columns that a formula speaks of, complete rows only, with the levels of its factors."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from mixedlm.formula.parser import parse_formula
from mixedlm.formula.terms import Formula, InteractionTerm, PowerTerm, VariableTerm, format_term
from numpy.typing import ArrayLike, NDArray

from motivelab.errors import DegenerateDataError, choices
from motivelab.numerics.clustering import column, label_codes
from motivelab.numerics.variance_components import term_cells

UNDERSTOOD = (
    "understood are terms like a, x, a:x, a * x, I(x**2), 0 (no intercept), (1|g), (x|g), (x||g), (0 + x|g), (1|g:h) "
    "and (1|g/h), joined by +"
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FormulaFrame:
    """What a formula needs of the data.

    Attributes:
        formula: as mixedlm reads it, each grouping replaced by one column of codes.
        groupings: `family`, `family:task`, as written, in the order of the formula's random terms.
        frame: complete rows; factors as positions in their levels.
        levels: of each factor, the one compared with first.
        complete: whether no row was left out.
    """

    formula: Formula
    groupings: tuple[str, ...]
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
        DegenerateDataError: a formula that is not understood, an unknown name or level, unequal lengths, an outcome or
            factor that does not vary.
    """
    parsed = _parsed(formula)
    known = list(getattr(data, "columns", data))
    wanted = [parsed.response, *sorted(parsed.all_variables - {parsed.response})]
    for word in wanted:
        if word not in known:
            raise DegenerateDataError(f"formula {formula!r} names {word!r}; {choices(word, known)}")
    effects = parsed.fixed_variables | parsed.random_variables
    if parsed.response in effects | parsed.grouping_factors:
        raise DegenerateDataError(f"formula {formula!r} has its outcome {parsed.response!r} on both sides")
    raw = {name: _cells(data[name], name=name) for name in wanted}
    sizes = {len(c) for c in raw.values()}
    if len(sizes) != 1:
        raise DegenerateDataError(f"columns {wanted!r} differ in length: {sorted(sizes)!r}")
    numbers = {
        name: column(raw[name], name=f"column {name!r}")
        for name in wanted
        if name == parsed.response or (name in effects and _numeric(raw[name]))
    }
    keep = np.ones(sizes.pop(), dtype=bool)
    for name in wanted:
        keep &= np.isfinite(numbers[name]) if name in numbers else ~np.asarray(pd.isna(raw[name]))
    outcome = numbers[parsed.response][keep]
    if len(outcome) < 3 or float(outcome.max()) <= float(outcome.min()):
        raise DegenerateDataError(
            f"outcome {parsed.response!r} takes fewer than two values in {len(outcome)} complete rows"
        )
    columns: dict[str, Any] = {name: values[keep] for name, values in numbers.items()}
    levels: dict[str, list[str]] = {}
    for name in sorted(effects - set(columns)):
        texts = raw[name][keep].astype(str)
        order = _order(data[name], texts, name=name, first=reference.get(name))
        levels[name] = order
        positions = {level: i for i, level in enumerate(order)}
        codes = np.array([positions[text] for text in texts.tolist()])
        columns[name] = pd.Categorical.from_codes(codes, categories=range(len(order)))
    for name in reference:
        if name not in known:
            raise DegenerateDataError(f"reference names {name!r}; {choices(name, known)}")
        if name in numbers:
            raise DegenerateDataError(
                f"reference names {name!r}, a column of numbers; give it as text to make it a factor"
            )
    _check_coding(parsed, set(levels), formula=formula)
    single = {name: label_codes(raw[name][keep], name=name)[0] for name in parsed.grouping_factors}
    groupings, random = [], []
    for term in parsed.random:
        name = ":".join(term.grouping_factors)
        groupings.append(name)
        columns[f"|{name}"] = term_cells([single[part] for part in term.grouping_factors])[0]
        random.append(replace(term, grouping=f"|{name}"))
    return FormulaFrame(
        formula=replace(parsed, random=tuple(random)),
        groupings=tuple(groupings),
        frame=pd.DataFrame(columns),
        levels=levels,
        complete=bool(keep.all()),
    )


def _parsed(formula: str) -> Formula:
    """Read a formula, refusing in words what would be read differently than in R."""
    if formula.count("~") != 1:
        raise DegenerateDataError(f"formula {formula!r} needs one ~ between outcome and terms, such as y ~ x + (1|g)")
    powers = re.sub(r"\bI\(\s*([A-Za-z_.][\w.]*)\s*(?:\^|\*\*)\s*(\d+)\s*\)", r"I(\1**\2)", formula)
    for called in re.finditer(r"([A-Za-z_.][\w.]*)\s*\(([^()]*)\)", powers):
        name = called[1]
        if name == "I" and re.fullmatch(r"[A-Za-z_.][\w.]*\*\*\d+", called[2]):
            continue
        way_out = "compute it beforehand and give it to data as a column of its own"
        if name.lower() in ("c", "factor", "as.factor"):
            way_out = f"give {called[2].strip()!r} as text, which makes it a factor"
        raise DegenerateDataError(f"formula {formula!r} calls {called[0]!r}, which is not understood; {way_out}")
    try:
        parsed = parse_formula(powers)
    except ValueError as error:
        raise DegenerateDataError(f"formula {formula!r}: {error}; {UNDERSTOOD}") from error
    if parsed.response_denominator is not None:
        raise DegenerateDataError(f"formula {formula!r} divides its outcome; give a row for each answer of 0 or 1")
    if not parsed.random:
        raise DegenerateDataError(f"formula {formula!r} has no random term; use regression, or add (1|family)")
    return parsed


def _check_coding(parsed: Formula, factors: set[str], *, formula: str) -> None:
    """R codes a factor by all its levels where an interaction lacks what it is marginal to; that is not offered."""
    parts: list[tuple[Sequence[Any], bool]] = [(parsed.fixed.terms, True)]
    parts += [(term.expr, term.correlated) for term in parsed.random]
    for terms, correlated in parts:
        present = {frozenset(_names(term)) for term in terms}
        for term in terms:
            names = _names(term)
            if not correlated and factors & set(names):
                raise DegenerateDataError(
                    f"formula {formula!r}: {' '.join(names)} is a factor beside ||; write (1|g) + (1|g:{names[0]})"
                )
            for name in names:
                rest = frozenset(names) - {name}
                if len(names) > 1 and name in factors and rest not in present:
                    raise DegenerateDataError(
                        f"formula {formula!r} has {':'.join(names)} without {':'.join(sorted(rest))}; "
                        f"write {' * '.join(names)}, or make a column that holds the combinations"
                    )
    seen: set[tuple[str, str]] = set()
    for term in parsed.random:
        for effect in [*(format_term(t) for t in term.expr), *(["1"] if term.has_intercept else [])]:
            key = (":".join(sorted(term.grouping_factors)), effect)
            if key in seen:
                raise DegenerateDataError(f"formula {formula!r} gives {key[0]!r} the random effect {effect!r} twice")
            seen.add(key)
        if not term.expr and not term.has_intercept:
            raise DegenerateDataError(f"formula {formula!r} has a random term of nothing, (0|...); write (1|...)")


def _names(term: Any) -> tuple[str, ...]:
    if isinstance(term, InteractionTerm):
        return term.source_variables
    return (term.name,) if isinstance(term, VariableTerm | PowerTerm) else ()


def _cells(values: Any, *, name: str) -> NDArray[Any]:
    cells = np.asarray(values)
    if isinstance(getattr(values, "dtype", None), pd.CategoricalDtype):
        cells = np.array([v if pd.isna(v) else str(v) for v in cells.tolist()], dtype=object)
    if cells.ndim != 1:
        raise DegenerateDataError(f"column {name!r} has shape {cells.shape!r}; give one value a row, shape (n,)")
    return cells


def _numeric(cells: NDArray[Any]) -> bool:
    if cells.dtype.kind != "O":
        return cells.dtype.kind in "biuf"
    held = cells[~np.asarray(pd.isna(cells))]
    return bool(len(held)) and all(isinstance(v, int | float | np.number | np.bool_) for v in held)


def _order(values: Any, texts: NDArray[Any], *, name: str, first: str | None) -> list[str]:
    """Levels that occur: a pandas categorical's own order, else sorted; `first` in front."""
    order = sorted(set(texts.tolist()))
    dtype = getattr(values, "dtype", None)
    if isinstance(dtype, pd.CategoricalDtype):
        order = [str(v) for v in dtype.categories if str(v) in set(order)]
    if len(order) < 2:
        raise DegenerateDataError(f"factor {name!r} has the one level {order[0]!r}; drop it from the formula")
    if first is None:
        return order
    if first not in order:
        raise DegenerateDataError(f"reference of {name!r} is {first!r}; {choices(first, order)}")
    return [first, *(v for v in order if v != first)]


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
