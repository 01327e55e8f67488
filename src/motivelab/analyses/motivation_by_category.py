"""How motivated a respondent reports to be for tasks of each category, before doing them, with nothing added."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import polars as pl
from scipy import special

from motivelab.analyses.measuring.category_membership import by_membership
from motivelab.analyses.protocol.analysis import Analysis, Declaration, Row
from motivelab.analyses.protocol.over_respondents import ALL_RESPONDENTS
from motivelab.analyses.protocol.overall_reports import in_order, overall_reports, task_means, unmanipulated
from motivelab.analyses.protocol.possible_range import cut_to_possible
from motivelab.analyses.protocol.row_or_note import row_or_note
from motivelab.errors import DegenerateDataError
from motivelab.schema.estimate import Estimate
from motivelab.stats.mean import mean
from motivelab.stats.pooled_mean import PooledSpread, pooled_mean, pooled_spread
from motivelab.tables.tables import Tables

DECLARATION = Declaration(
    name="motivation_by_category",
    title="Motivation by category",
    question="For which kinds of task is more motivation reported, before the task and with nothing added to it?",
    method=(
        "Each task's reports are averaged and put on a scale from 0 (bottom of the response range) to 100 (top); "
        "intervals treat task families, not tasks, as independent, and where a category holds fewer than five, the "
        "spread of families is pooled over categories. That categories differ at all is tested by the F of family "
        "means beyond a constant (Benjamini-Hochberg over respondents), and whether those with the highest and the "
        "lowest mean differ by an interval that allows for having picked them."
    ),
    order=20,
    links=("motivation_by_condition", "report_stability"),
)

ALL = "all tasks"
MEAN = "reported motivation"
ENOUGH_FAMILIES = 5
WIDEST = "highest less lowest category"


def analyse(tables: Tables) -> Analysis:
    """Mean report by respondent over all tasks and by category, and the widest difference between categories."""
    reports = overall_reports(tables)
    pre = task_means(unmanipulated(reports.frame).filter(pl.col("moment") == "pre"))
    return Analysis.of(DECLARATION, _outcomes(pre.sort("respondent", "family", "task"), tables, note=reports.note))


def _outcomes(pre: pl.DataFrame, tables: Tables, *, note: str) -> Iterator[Row | str]:
    if note:
        yield note
    if pre.is_empty():
        yield "not estimable: no report before the task, with nothing added, was answered"
        return
    together = _mean_respondent(pre)
    everyone = pre if together is None else pl.concat([pre, together])
    for respondent in in_order(everyone, "respondent"):
        own = everyone.filter(pl.col("respondent") == respondent)
        said = list(_of_respondent(own, respondent))
        yield from [_as_fixed(o, pre["respondent"].n_unique()) for o in said] if respondent == ALL_RESPONDENTS else said
    if together is None and pre["respondent"].n_unique() > 1:
        yield f"not estimable: {ALL_RESPONDENTS}: no task was answered by all of them"
    yield from by_membership(everyone, tables.trials)


def _mean_respondent(pre: pl.DataFrame) -> pl.DataFrame | None:
    """Tasks' scores averaged over the respondents, tasks that all of them answered; None where there are none."""
    k = pre["respondent"].n_unique()
    keys = [name for name in pre.columns if name not in ("respondent", "score")]
    found = (
        pre.group_by(keys, maintain_order=True)
        .agg(pl.col("score").mean(), pl.len().alias("answered"))
        .filter(pl.col("answered") == k)
        .with_columns(pl.lit(ALL_RESPONDENTS).alias("respondent"))
        .select(pre.columns)
    )
    return None if k < 2 or found.is_empty() else found


def _as_fixed(outcome: Row | str, k: int) -> Row | str:
    if isinstance(outcome, str):
        return outcome
    e = outcome.estimate
    words = f"{e.method}; scores are means over these {k} respondents"
    return replace(outcome, estimate=replace(e, method=words, flags=(*e.flags, "fixed_respondents")))


def _of_respondent(own: pl.DataFrame, respondent: str) -> Iterator[Row | str]:
    yield _mean(own, {"respondent": respondent, "measure": MEAN, "category": ALL}, spread=None)
    spread = _spread(own)
    means = []
    for category in in_order(own.sort("category"), "category"):
        of_category = own.filter(pl.col("category") == category)
        outcome = _mean(of_category, {"respondent": respondent, "measure": MEAN, "category": category}, spread=spread)
        means += [outcome] if isinstance(outcome, Row) else []
        yield outcome
    yield from _widest(means, respondent)


def _spread(own: pl.DataFrame) -> PooledSpread | None:
    try:
        return pooled_spread(
            own["score"].to_numpy(), clusters=own["family"].to_list(), groups=own["category"].to_list()
        )
    except DegenerateDataError:
        return None  # each category then stands on its own families, and says so where they are too few


def _mean(rows: pl.DataFrame, labels: dict[str, str], *, spread: PooledSpread | None) -> Row | str:
    scores, families = rows["score"].to_numpy(), rows["family"].to_list()

    def estimate() -> Estimate:
        few = rows["family"].n_unique() < ENOUGH_FAMILIES
        if few and spread:
            return pooled_mean(scores, clusters=families, spread=spread)
        return mean(scores, clusters=families)

    return row_or_note(labels, estimate, scale="percent")


def _widest(means: list[Row], respondent: str) -> Iterator[Row | str]:
    """The highest category against the lowest, with an interval that holds for all pairs of categories at once."""
    known = [r for r in means if r.estimate.low is not None]
    if len(known) < 2:
        yield f"not estimable: {respondent}, {WIDEST}: fewer than two categories have a mean with an interval"
        return
    ranked = sorted(known, key=lambda r: r.estimate.value)
    bottom, top = ranked[0].estimate, ranked[-1].estimate
    pairs = len(known) * (len(known) - 1) // 2
    squares = [(e.se or 0.0) ** 2 for e in (bottom, top)]
    se = math.sqrt(sum(squares))
    pooled = "pooled_spread" in bottom.flags and "pooled_spread" in top.flags
    df = (
        (bottom.df or 1.0)
        if pooled
        else se**4 / sum(s**2 / max(e.df or 1.0, 1.0) for s, e in zip(squares, (bottom, top), strict=True))
    )
    difference = top.value - bottom.value
    half = float(special.stdtrit(df, 1 - 0.025 / pairs)) * se
    labels = {
        "respondent": respondent,
        "measure": WIDEST,
        "category": ranked[-1].labels["category"],
        "reference": ranked[0].labels["category"],
    }
    estimate = Estimate(
        statistic="mean_difference",
        value=difference,
        low=difference - half,
        high=difference + half,
        n=bottom.n + top.n,
        unit="family",
        n_units=(bottom.n_units or 0) + (top.n_units or 0),
        method=f"{'pooled' if pooled else 'Welch'} t, Bonferroni over {pairs} pairs of categories",
        se=se,
        df=df,
        p=min(1.0, 2 * pairs * float(special.stdtr(df, -difference / se))),
        flags=tuple(f for f in dict.fromkeys([*bottom.flags, *top.flags]) if f != "cut_to_range"),
    )
    yield Row(labels=labels, estimate=cut_to_possible(estimate, "points"), scale="points")
