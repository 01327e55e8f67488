"""A column of a tidy table, declared once and written into the codebook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

ColumnType: TypeAlias = Literal["string", "category", "integer", "float", "boolean", "datetime"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """What a column holds.

    Attributes:
        name: as it stands in the table.
        type: kind of value.
        description: one sentence; direction included ("higher means more motivated").
        unit: unit of measurement, or "".
        levels: the closed list of values of a category, or empty where it is open.
        nullable: whether a cell may be empty, and the description says when.
    """

    name: str
    type: ColumnType
    description: str
    unit: str = ""
    levels: tuple[str, ...] = ()
    nullable: bool = False
