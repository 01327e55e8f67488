"""The human_ratings table: what people say of the same tasks."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

from motivelab.schema.column import Column

Target: TypeAlias = Literal["own", "model"]
TARGETS: tuple[Target, ...] = get_args(Target)

COLUMNS: tuple[Column, ...] = (
    Column(name="task", type="category", description="Task that was rated, by the name it has in the other tables."),
    Column(
        name="target",
        type="category",
        description="Whose motivation was rated: the rater's own, or what the rater expects of a language model.",
        levels=TARGETS,
    ),
    Column(name="rater", type="category", description="Who rated; any label that is the same for all of one person's."),
    Column(
        name="rating",
        type="float",
        description="The rating, in any unit that is the same in the whole table; higher means more motivated. A row "
        "without a rating is left out.",
    ),
    Column(
        name="set",
        type="category",
        description="Set of tasks that the rater was given; empty where all raters were given all tasks.",
        nullable=True,
    ),
)
