"""Whether respondents report more motivation for the tasks for which people do, or are expected to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

import polars as pl

from motivelab.analyses.people.both_targets import both_targets_rows
from motivelab.analyses.people.mean_ratings import mean_ratings, within_sets
from motivelab.analyses.people.rater_reliability import ceiling, rater_reliability
from motivelab.analyses.protocol.analysis import Analysis, Declaration, Row
from motivelab.analyses.protocol.false_discovery import with_false_discovery_held
from motivelab.analyses.protocol.over_respondents import ALL_RESPONDENTS
from motivelab.analyses.protocol.overall_reports import in_order, overall_reports, unmanipulated
from motivelab.analyses.protocol.row_or_note import row_or_note
from motivelab.schema.estimate import Estimate
from motivelab.stats.correlation import correlation
from motivelab.stats.disattenuated_correlation import disattenuated_correlation
from motivelab.tables.human_ratings import TARGETS
from motivelab.tables.tables import Tables

DECLARATION = Declaration(
    name="human_comparison",
    title="Comparison with people",
    question="Do respondents report more motivation for the tasks for which people report it, or expect it of a model?",
    method=(
        "Mean ratings of people are correlated with mean reports over the tasks that both answered, families kept "
        "whole (jackknife), beside the ceiling that the raters' own agreement sets; Williams' test compares the two "
        "targets, and a regression holds each against the other. People who rated different sets of tasks differ in "
        "how they use a scale, so that correlations within sets stand beside the plain ones."
    ),
    order=85,
    links=("motivation_by_category", "report_stability"),
)

PEOPLE = "people"
"""The label `respondent` of what is said of the raters alone."""

SPOKEN: Mapping[str, str] = {"own": "people's own motivation", "model": "what people expect of a language model"}
WITH = "correlation of reports with {}"
INSIDE = "correlation of reports with {}, within sets of tasks"
CORRECTED = "correlation of reports with {}, corrected for noise of raters and draws"
RELIABILITY = "reliability of the mean rating of {}"
CEILING = "largest correlation that the raters' agreement allows with {}"
BETWEEN = "correlation of people's own motivation with what they expect of a language model"


def analyse(tables: Tables) -> Analysis:
    """Correlations with both targets, their difference and regression, by respondent and for the respondents' mean."""
    found = list(_outcomes(tables))
    rows = [o for o in found if isinstance(o, Row)]
    measures = dict.fromkeys(r.labels["measure"] for r in rows)
    held = [row for m in measures for row in with_false_discovery_held([r for r in rows if r.labels["measure"] == m])]
    return Analysis.of(DECLARATION, [*held, *(o for o in found if isinstance(o, str))])


def _outcomes(tables: Tables) -> Iterator[Row | str]:
    if tables.human_ratings.is_empty():
        yield "not estimable: no human ratings were handed in"
        return
    reports = overall_reports(tables)
    if reports.note:
        yield reports.note
    pre = unmanipulated(reports.frame).filter(pl.col("moment") == "pre").sort("respondent", "task", "score")
    rated = mean_ratings(tables.human_ratings)
    family = pre.select("task", "family").unique(subset="task").sort("task")
    families = dict(family.iter_rows())
    unknown = rated.filter(~pl.col("task").is_in(family["task"].implode()))["task"]
    if len(unknown):
        yield (
            f"{len(unknown)} of {rated.height} tasks that people rated have no report (the first is {unknown[0]!r}); "
            "they are left out"
        )
    reliability: dict[str, Estimate] = {}
    for target in TARGETS:
        yield from _of_raters(tables.human_ratings, target, families, reliability)
    both = rated.filter(pl.col("own").is_not_null(), pl.col("model").is_not_null())
    if both.height:
        groups = [families.get(task, task) for task in both["task"]]
        labels = {"respondent": PEOPLE, "measure": BETWEEN}
        yield row_or_note(
            labels,
            lambda: correlation(both["own"].to_numpy(), both["model"].to_numpy(), clusters=groups),
            scale="coefficient",
        )
    draws = pre.group_by("respondent", "task", "family", "replicate", maintain_order=True).agg(pl.col("score").mean())
    respondents = in_order(reports.frame, "respondent")
    if pre.is_empty():
        yield "not estimable: no report before the task, with nothing added, was answered"
    for respondent in respondents:
        own = draws.filter(pl.col("respondent") == respondent)
        yield from _of_respondent(own, rated, respondent, reliability)
    if len(respondents) > 1:
        for outcome in _of_respondent(_mean_of_all(draws), rated, ALL_RESPONDENTS, reliability):
            yield outcome if isinstance(outcome, str) else _fixed(outcome)


def _of_raters(
    ratings: pl.DataFrame, target: str, families: Mapping[str, str], reliability: dict[str, Estimate]
) -> Iterator[Row | str]:
    """Reliability and ceiling of one target; what is found is put into `reliability` for the corrections."""
    rows = ratings.filter(pl.col("target").cast(pl.String) == target).select(
        pl.col("task", "rater").cast(pl.String), "rating"
    )
    if rows.is_empty():
        yield f"not estimable: nobody rated {SPOKEN[target]}"
        return
    labels = {"respondent": PEOPLE, "measure": RELIABILITY.format(SPOKEN[target])}
    found = row_or_note(labels, partial(rater_reliability, rows, families=families), scale="coefficient")
    yield found
    if isinstance(found, Row):
        reliability[target] = found.estimate
        at = {**labels, "measure": CEILING.format(SPOKEN[target])}
        yield row_or_note(at, partial(ceiling, found.estimate), scale="coefficient")


def _of_respondent(
    draws: pl.DataFrame, rated: pl.DataFrame, respondent: str, reliability: Mapping[str, Estimate]
) -> Iterator[Row | str]:
    wide = draws.pivot("replicate", index=["task", "family"], values="score", sort_columns=True)
    repeats = [c for c in wide.columns if c not in ("task", "family")]
    rows = wide.join(rated, on="task").sort("task").with_columns(pl.mean_horizontal(repeats).alias("report"))
    if rows.is_empty():
        yield f"not estimable: {respondent}: no task that people rated has a report"
        return
    for target in [t for t in TARGETS if rows[t].count()]:
        known = rows.filter(pl.col(target).is_not_null())
        who = {"respondent": respondent}
        words = SPOKEN[target]
        yield _correlation(known, target, {**who, "measure": WITH.format(words)}, tested=True)
        if known["set"].n_unique() > 1 and not known["set"].null_count():
            inside = within_sets(known, ["report", target])
            yield _correlation(inside, target, {**who, "measure": INSIDE.format(words)}, tested=False)
        at = {**who, "measure": CORRECTED.format(words)}
        trusted = reliability.get(target)
        if trusted is None or not 0 < trusted.value <= 1:
            yield f"not estimable: {respondent}, {at['measure']}: the reliability of the ratings is not known"
        else:
            yield row_or_note(
                at, partial(_corrected, known, target, repeats, reliability=trusted.value), scale="coefficient"
            )
    both = rows.filter(pl.col("own").is_not_null(), pl.col("model").is_not_null())
    if both.height:
        yield from both_targets_rows(both, {"respondent": respondent})


def _correlation(rows: pl.DataFrame, target: str, labels: dict[str, str], *, tested: bool) -> Row | str:
    report, rating, families = rows["report"].to_numpy(), rows[target].to_numpy(), rows["family"].to_list()
    return row_or_note(
        labels, lambda: correlation(rating, report, clusters=families), scale="coefficient", tested=tested
    )


def _corrected(rows: pl.DataFrame, target: str, repeats: list[str], *, reliability: float) -> Estimate:
    return disattenuated_correlation(
        rows[target].to_numpy(),
        rows.select(repeats).to_numpy(),
        clusters=rows["family"].to_list(),
        reliability_x=reliability,
    )


def _mean_of_all(draws: pl.DataFrame) -> pl.DataFrame:
    """Mean report over respondents, of tasks and repetitions that all of them answered."""
    everyone = draws["respondent"].n_unique()
    return (
        draws.group_by("task", "family", "replicate", maintain_order=True)
        .agg(pl.col("score").mean(), pl.len().alias("answered"))
        .filter(pl.col("answered") == everyone)
        .drop("answered")
    )


def _fixed(row: Row) -> Row:
    """A row of the mean over these respondents: tests speak of tasks, not of further respondents."""
    e = row.estimate
    words = f"{e.method}; mean of these respondents"
    return replace(row, estimate=replace(e, method=words, flags=(*e.flags, "fixed_respondents")))
