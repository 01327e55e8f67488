"""A response: what was read out of a completion, or why nothing could be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple, TypeAlias

NonresponseReason: TypeAlias = Literal["refusal", "unparsable", "out_of_range", "truncated", "filtered", "empty"]
Status: TypeAlias = Literal["answered", "refusal", "unparsable", "out_of_range", "truncated", "filtered", "empty"]

NONRESPONSE_REASONS: tuple[NonresponseReason, ...] = (
    "refusal",
    "unparsable",
    "out_of_range",
    "truncated",
    "filtered",
    "empty",
)
STATUSES: tuple[Status, ...] = ("answered", *NONRESPONSE_REASONS)

Value: TypeAlias = int | float | str | bool | None


class Response(NamedTuple):
    """What a parser made of one completion.

    Attributes:
        status: `answered`, or the reason for the nonresponse.
        values: the answer by column name as the procedure declares them; empty for a nonresponse, except that a
            procedure may record what it did read (an out-of-range number) under its declared columns.
    """

    status: Status
    values: Mapping[str, Value] = {}
