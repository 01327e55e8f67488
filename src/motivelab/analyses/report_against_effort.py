"""Whether more is reported for tasks on which more effort is then spent: work at all, and its length."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from motivelab.analyses.protocol.analysis import Analysis, Declaration, Row
from motivelab.analyses.protocol.false_discovery import with_false_discovery_held
from motivelab.analyses.protocol.overall_reports import in_order, overall_reports, task_means, unmanipulated
from motivelab.analyses.protocol.row_or_note import row_or_note
from motivelab.analyses.working.associations import EVERYBODY, associations
from motivelab.analyses.working.rare_outcome import Floats, refuse_rare
from motivelab.analyses.working.report_and_work import MOMENTS, report_and_work
from motivelab.analyses.working.work import work
from motivelab.errors import StatisticsError
from motivelab.schema.estimate import Estimate
from motivelab.schema.manipulation import NO_MANIPULATION
from motivelab.stats.proportion import proportion
from motivelab.stats.regression import regression
from motivelab.stats.two_part_effort import TwoPartEffort, two_part_effort
from motivelab.tables.tables import Tables

DECLARATION = Declaration(
    name="report_against_effort",
    title="Report and effort",
    question="Is more effort spent on tasks for which more motivation was reported?",
    method=(
        "Effort has two parts: the log odds that work is handed in at all, and the log of its tokens where it was, "
        "visible work cut off at the cap counting as at least that long (right-censored); both per ten points of "
        "report, with cluster-robust errors by family, visible and reasoning tokens apart. Correlations with the log "
        "of tokens of work handed in stand beside them, read in total, within categories and within families; all p "
        "values share one false discovery rate."
    ),
    order=44,
    links=("report_against_performance", "nonresponse"),
)

COMPLIES = "log odds of handing in work for ten points of report"
LENGTHENS = {
    "visible_tokens": "log of visible tokens for ten points of report",
    "reasoning_tokens": "log of reasoning tokens for ten points of report",
}
TOGETHER = {
    "visible_tokens": "report and log of visible tokens",
    "reasoning_tokens": "report and log of reasoning tokens",
}
CUT_OFF = "work cut off at the output cap"
_NAMES = {"visible_tokens": "visible tokens", "reasoning_tokens": "reasoning tokens"}


def analyse(tables: Tables) -> Analysis:
    """Two-part models and correlations by respondent and pooled within respondents."""
    return Analysis.of(DECLARATION, _outcomes(tables))


def _outcomes(tables: Tables) -> Iterator[Row | str]:
    done = work(tables).filter(pl.col("condition") == NO_MANIPULATION, pl.col("complied").is_not_null())
    reports = overall_reports(tables)
    if reports.note:
        yield reports.note
    plain = task_means(unmanipulated(reports.frame))
    if done.is_empty() or plain.is_empty():
        missing = "work" if done.is_empty() else "report"
        yield f"not estimable: {COMPLIES}: there is no {missing} with nothing added to the task"
        return
    yield from _cut_off(done)
    found: list[Row | str] = []
    for moment in MOMENTS:
        at = plain.filter(pl.col("moment") == moment).select("respondent", "task", pl.col("score").alias("report"))
        beside = done.join(at, on=["respondent", "task"], how="inner", maintain_order="left")
        if beside.is_empty():
            yield f"not estimable: {moment}, {COMPLIES}: no task has both a report and work"
            continue
        labels = {"moment": moment, "condition": NO_MANIPULATION}
        found += _two_parts(beside, labels)
        for tokens, measure in TOGETHER.items():
            spent = pl.when(pl.col("complied") & (pl.col(tokens) > 0)).then(pl.col(tokens).log())
            both = report_and_work(reports.frame, done, spent).filter(pl.col("moment") == moment)
            if not both.is_empty():
                found += associations(both, {"measure": measure, **labels})
    yield from with_false_discovery_held([f for f in found if isinstance(f, Row)])
    yield from [f for f in found if isinstance(f, str)]


def _cut_off(done: pl.DataFrame) -> Iterator[Row | str]:
    for respondent in in_order(done, "respondent"):
        own = done.filter(pl.col("respondent") == respondent, pl.col("complied"))
        labels = {"respondent": respondent, "measure": CUT_OFF, "condition": NO_MANIPULATION}
        yield _share(own, labels)


def _share(own: pl.DataFrame, labels: Mapping[str, str]) -> Row | str:
    ones, families = own["truncated"].cast(pl.Float64).to_numpy(), own["family"].to_list()
    return row_or_note(labels, lambda: proportion(ones, clusters=families), scale="share")


def _two_parts(beside: pl.DataFrame, labels: Mapping[str, str]) -> Iterator[Row | str]:
    respondents = in_order(beside, "respondent")
    for tokens in LENGTHENS:
        for respondent in respondents:
            own = beside.filter(pl.col("respondent") == respondent)
            yield from _fitted(own, tokens, {"respondent": respondent, **labels}, dummies=())
        if len(respondents) > 1:
            yield from _fitted(beside, tokens, {"respondent": EVERYBODY, **labels}, dummies=respondents[1:])


def _fitted(
    rows: pl.DataFrame, tokens: str, labels: Mapping[str, str], *, dummies: Sequence[str]
) -> Iterator[Row | str]:
    """Both parts of one set of rows; the first part is the same whichever tokens are counted and is told once."""
    who, moment = labels["respondent"], labels["moment"]
    spent = rows[tokens].cast(pl.Float64)
    first = tokens == "visible_tokens"
    complied = rows["complied"].cast(pl.Float64).to_numpy()
    families = rows["family"].to_list()
    predictors = {"report": rows["report"].to_numpy() / 10}
    predictors |= {name: (rows["respondent"] == name).cast(pl.Float64).to_numpy() for name in dummies}
    if not rows.filter(pl.col("complied"), spent > 0).height:
        if first:  # the first part needs no tokens
            yield row_or_note(
                {**labels, "measure": COMPLIES},
                lambda: _odds(complied, predictors, families),
                scale="coefficient",
                tested=True,
            )
        yield f"not estimable: {who}, {_NAMES[tokens]}: no such tokens were counted"
        return
    length = spent.set(spent <= 0, None).to_numpy()
    # Where there is work to be cut off, the reasoning before it had come to its end.
    cut = rows["truncated"].fill_null(value=False).to_numpy() & first
    cap = np.where(cut, np.nan_to_num(length, nan=1.0), np.inf)
    try:
        fit = two_part_effort(length, complied=complied, predictors=predictors, cap=cap, clusters=families)
    except StatisticsError as error:
        yield f"not estimable: {who}, {moment}, {_NAMES[tokens]}: {error}"
        return
    if first:
        yield _first_part(fit, complied, families, {**labels, "measure": COMPLIES})
    share = f"; {fit.n_censored} of {fit.n_complied} works cut off"
    effort = replace(fit.effort["report"], method=fit.effort["report"].method + share)
    yield row_or_note({**labels, "measure": LENGTHENS[tokens]}, lambda: effort, scale="coefficient", tested=True)


def _odds(complied: Floats, predictors: Mapping[str, Floats], families: Sequence[str]) -> Estimate:
    refuse_rare(complied, families)
    return regression(complied, predictors=predictors, link="logit", clusters=families).coefficients["report"]


def _first_part(fit: TwoPartEffort, complied: Floats, families: Sequence[str], labels: Mapping[str, str]) -> Row | str:
    found: Estimate | None = fit.compliance.get("report")
    if found is None:
        why = {
            "all_complied": "work was handed in on every task",
            "none_complied": "no work was handed in",
            "separated": "a report tells without fail whether work was handed in, so that the odds have no end",
        }[fit.compliance_flags[0]]
        return f"not estimable: {labels['respondent']}, {labels['moment']}, {COMPLIES}: {why}"

    def known() -> Estimate:
        refuse_rare(complied, families)
        return found

    return row_or_note(labels, known, scale="coefficient", tested=True)
