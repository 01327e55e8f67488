"""Read which columns a factor model names."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from motivelab.errors import DegenerateDataError


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelColumns:
    """Columns that a model names, and the model in places among them.

    Attributes:
        columns: the caller's numbers, ascending.
        factors: places of each factor's variables, in the caller's order.
        residual_pairs: places of variables whose residuals correlate, each pair once.
        free: places of variables exempt from equality.
    """

    columns: tuple[int, ...]
    factors: tuple[tuple[int, ...], ...]
    residual_pairs: tuple[tuple[int, int], ...]
    free: frozenset[int]


def model_columns(
    model: Mapping[str, Sequence[int]],
    *,
    n_columns: int,
    residual_covariances: Sequence[Sequence[int]] = (),
    free: Collection[int] = (),
) -> ModelColumns:
    """Columns of the factors, of residual covariances and of exemptions, checked.

    Raises:
        DegenerateDataError: no factor, a factor without variables or with one twice, a column outside the data, a pair
            or an exemption outside the model.

    Example:
        >>> found = model_columns({"want": [4, 2], "able": [7]}, n_columns=8, residual_covariances=[(7, 2)])
        >>> found.columns, found.factors, found.residual_pairs
        ((2, 4, 7), ((1, 0), (2,)), ((0, 2),))
    """
    named = [int(c) for variables in model.values() for c in variables]
    columns = tuple(sorted(set(named)))
    if not columns or columns[0] < 0 or columns[-1] >= n_columns:
        raise DegenerateDataError(f"the model names columns {list(columns)!r}; the data has 0..{n_columns - 1}")
    for name, variables in model.items():
        if not len(variables) or len({int(c) for c in variables}) < len(variables):
            raise DegenerateDataError(f"factor {name!r} has columns {list(variables)!r}; give each once, one at least")
    place = {c: i for i, c in enumerate(columns)}
    pairs = [(int(a), int(b)) for a, b in residual_covariances]
    for a, b in pairs:
        if a == b or a not in place or b not in place:
            raise DegenerateDataError(f"residual covariance {(a, b)!r} is not a pair of columns of the model")
    strangers = [int(c) for c in free if int(c) not in place]
    if strangers:
        raise DegenerateDataError(f"free item {strangers[0]!r} is not in the model, which names {list(columns)!r}")
    return ModelColumns(
        columns=columns,
        factors=tuple(tuple(place[int(c)] for c in variables) for variables in model.values()),
        residual_pairs=tuple(sorted({(min(place[a], place[b]), max(place[a], place[b])) for a, b in pairs})),
        free=frozenset(place[int(c)] for c in free),
    )
