"""Which words of the reasons go with high and with low reports, and with choosing what a text was about."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from motivelab.analyses.protocol.analysis import Analysis, Declaration, Row
from motivelab.analyses.protocol.overall_reports import in_order, overall_reports, unmanipulated
from motivelab.analyses.wording_of_reasons.telling_words import telling_rows
from motivelab.schema.manipulation import NO_MANIPULATION
from motivelab.tables.tables import Tables

DECLARATION = Declaration(
    name="reasons_words",
    title="Words of the reasons",
    question="Which words stand in the reasons of high reports, and which in those of low ones?",
    method=(
        "Log odds of each word in the reasons of a respondent's highest third of reports against those of its lowest, "
        "rare words reined in by an informative Dirichlet prior, errors by task family, the strongest on either side "
        "shown with p held over all words (Benjamini-Hochberg); reasons of choices likewise, by whether the task that "
        "a text was about was taken. A word may stand for the task as well as for how it is spoken of, and a reason is "
        "text like any other, not an insight into why."
    ),
    order=80,
    links=("motivation_by_category", "choice_against_report"),
)

HIGH = "words of the reasons of high reports against low ones"
LOW = "words of the reasons of low reports against high ones"
TAKEN = "words of the reasons for taking the task that the text was about"
LEFT = "words of the reasons for taking the other task"

_THIRD = 1 / 3


def analyse(tables: Tables) -> Analysis:
    """Words by respondent: of reports before the task with nothing added, and of choices by condition."""
    return Analysis.of(DECLARATION, [*_of_reports(tables), *_of_choices(tables.choices)])


def _of_reports(tables: Tables) -> Iterator[Row | str]:
    pre = unmanipulated(overall_reports(tables).frame).filter(pl.col("moment") == "pre")
    given = tables.self_reports.select("trial_id", "reason").filter(pl.col("reason").is_not_null())
    reasons = pre.join(given.unique(subset="trial_id", keep="first", maintain_order=True), on="trial_id")
    if reasons.is_empty():
        yield "not estimable: no reason was given with a report before the task, with nothing added"
    for respondent in in_order(pre, "respondent"):
        own = reasons.filter(pl.col("respondent") == respondent)
        if own.is_empty():
            continue
        low, high = own["score"].quantile(_THIRD, "linear"), own["score"].quantile(1 - _THIRD, "linear")
        score = pl.col("score")
        # Where a third of all reports is one number, that number stands on neither side.
        is_high, is_low = (score > high, score < low) if low == high else (score >= high, score <= low)
        sides = own.filter(is_high | is_low).select("reason", "family", is_high.alias("in_first"))
        yield from telling_rows(sides, {"respondent": respondent}, first=HIGH, second=LOW)


def _of_choices(choices: pl.DataFrame) -> Iterator[Row | str]:
    condition = pl.col("condition").cast(pl.String)
    given = choices.filter(
        condition != NO_MANIPULATION,
        pl.col("reason").is_not_null(),
        pl.col("manipulated_chosen").is_not_null(),
        pl.col("chosen_position") != 0,
    )
    first = pl.col("chosen_position") == 1
    family = (
        pl.when(first).then(pl.col("first_family").cast(pl.String)).otherwise(pl.col("second_family").cast(pl.String))
    )
    reasons = given.select(
        pl.col("respondent").cast(pl.String),
        condition,
        "reason",
        family.alias("family"),
        pl.col("manipulated_chosen").alias("in_first"),
    )
    for respondent in in_order(choices, "respondent"):
        for name in in_order(given, "condition"):
            own = reasons.filter(pl.col("respondent") == respondent, pl.col("condition") == name)
            if not own.is_empty():
                labels = {"respondent": respondent, "condition": name}
                yield from telling_rows(own, labels, first=TAKEN, second=LEFT)
