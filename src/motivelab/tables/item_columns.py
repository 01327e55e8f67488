"""Columns of an answer to one item of a questionnaire, or one criterion of a rubric."""

from __future__ import annotations

from motivelab.schema.column import Column


def item_columns(*, item: str) -> tuple[Column, ...]:
    """Declarations of the columns that `item_rows` fills.

    Args:
        item: what an item is called in this table (`item`, `criterion`).
    """
    return (
        Column(name=item, type="category", description=f"Which {item} of the instrument."),
        Column(name="subscale", type="category", description=f"Subscale that the {item} belongs to."),
        Column(
            name="item_reversed",
            type="boolean",
            description=f"Whether the {item} runs against its subscale (agreeing means less of it).",
            nullable=True,
        ),
        Column(
            name="position",
            type="integer",
            description=f"Place at which the {item} was shown, from 1.",
            nullable=True,
        ),
        Column(
            name="value",
            type="float",
            description="Number that was answered, as it was answered; empty where this one was left out or does not "
            "apply.",
            nullable=True,
        ),
        Column(
            name="score",
            type="float",
            description="Keyed answer on the range of its format: turned round where format or item run against the "
            "subscale, so that higher means more of the subscale; empty where value is.",
            nullable=True,
        ),
        Column(
            name="score_100",
            type="float",
            description="score as percentage of the format's range: 0 is its lowest number, 100 its highest; for "
            "comparing formats.",
            unit="percent of range",
            nullable=True,
        ),
        Column(
            name="does_not_apply",
            type="boolean",
            description=f"Whether value is empty in an answer that said of some {item} that it does not apply.",
        ),
        Column(
            name="reason",
            type="string",
            description=f"Reason given, verbatim, on the row of the {item} shown first (one reason an answer); empty "
            "elsewhere and where none was given.",
            nullable=True,
        ),
    )
