"""What moves a judge beside the work: how severe it is, how long the work is, and whose work it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import polars as pl

from motivelab.analyses.judging.kinship import Kin, kin, models
from motivelab.analyses.judging.works_by_judge import ALL_CRITERIA, KEYS, is_human, works_by
from motivelab.analyses.protocol.analysis import Row
from motivelab.analyses.protocol.overall_reports import in_order
from motivelab.analyses.protocol.row_or_note import row_or_note
from motivelab.analyses.working.associations import EVERYBODY
from motivelab.analyses.working.paired_difference import paired_difference
from motivelab.schema.estimate import Estimate
from motivelab.stats.regression import regression

SEVERITY = "rating by one judge less rating by the other"
LENGTH = "rating for twice the words"
KINSHIP = "rating of own work beside that by other judges"
FIXED = "at fixed correctness"
NOT_CHECKED = "all work"
_KINDS: tuple[Kin, ...] = ("same model", "same maker")
_ROUNDING = 1e-9


def severity(overall: pl.DataFrame) -> Iterator[Row | str]:
    """Difference in level of each pair of judges on the same works; human judges as one.

    Args:
        overall: the rows of `first_ratings` over all criteria.
    """
    named = overall.with_columns(
        pl.when(pl.col("judge").str.starts_with("human/"))
        .then(pl.lit("human judges"))
        .otherwise(pl.col("judge"))
        .alias("judge")
    )
    means = named.group_by(*KEYS, "judge", maintain_order=True).agg(pl.col("score").mean())
    wide = works_by(means, "judge")
    for one, other in combinations(sorted(means["judge"].unique().to_list()), 2):
        both = wide.select("family", one, other).drop_nulls()
        labels = {"respondent": EVERYBODY, "measure": SEVERITY, "judge": one, "other": other}
        if both.is_empty():
            yield f"not estimable: {SEVERITY}: {one} and {other} rated no work in common"
            continue
        yield _difference(both, {**labels, "criterion": ALL_CRITERIA})


def length_slopes(overall: pl.DataFrame, work: pl.DataFrame) -> Iterator[Row | str]:
    """What twice the words are worth to a judge, among works of one author on one family.

    Among works whose correctness is checked it is held fixed: longer work is then rated as more, though it is no more
    right. Among all works longer work may be better work; that slope is no bias by itself.

    Args:
        overall: the rows of `first_ratings` over all criteria.
        work: of `working.work`; refused work is left out.
    """
    done = work.filter(pl.col("complied"), pl.col("words") > 0).select("trial_id", "words", "correct")
    rated = overall.join(done, on="trial_id", how="inner", maintain_order="left").with_columns(
        pl.col("words").cast(pl.Float64).log(2).alias("length")
    )
    if rated.is_empty():
        yield f"not estimable: {LENGTH}: no rated work has a length in words"
        return
    checked = rated.filter(pl.col("correct").is_not_null())
    if checked.is_empty():
        yield f"not estimable: {LENGTH}, {FIXED}: no task whose work was rated has a check"
    for judge in in_order(rated.sort("judge"), "judge"):
        for term, rows, columns in ((FIXED, checked, ("length", "correct")), (NOT_CHECKED, rated, ("length",))):
            own = _inside(rows.filter(pl.col("judge") == judge), ("score", *columns))
            if own.height:
                labels = {"respondent": EVERYBODY, "measure": LENGTH, "judge": judge, "term": term}
                yield _slope(own, {**labels, "criterion": ALL_CRITERIA}, columns)


def self_preference(overall: pl.DataFrame, trials: pl.DataFrame) -> Iterator[Row | str]:
    """How much more a judge gives to its own or its maker's work than others give, beside the same for others' work.

    The ratings by other judges that are not akin to the author stand for what the work is worth.

    Args:
        overall: the rows of `first_ratings` over all criteria.
        trials: the trials table, which says which model a respondent is.
    """
    judges = [j for j in in_order(overall.sort("judge"), "judge") if not is_human(j)]
    everyone = sorted({*in_order(overall, "judge"), *in_order(overall, "respondent")})
    known = models(trials, everyone)
    found = False
    for what in _KINDS:
        akin = {(j, a) for j in everyone for a in everyone if kin(known[j], known[a], what=what)}
        if what == "same maker" and akin == {(j, a) for j in everyone for a in everyone if known[j] == known[a]}:
            continue
        pairs = pl.DataFrame(sorted(akin), schema={"judge": pl.String, "respondent": pl.String}, orient="row")
        marked = overall.join(
            pairs.with_columns(akin=pl.lit(1.0)), on=["judge", "respondent"], how="left", maintain_order="left"
        ).with_columns(pl.col("akin").fill_null(0.0))
        for judge in judges:
            own = marked.filter(pl.col("judge") == judge)
            if own["akin"].max() != 1.0:
                continue
            found = True
            yield _preference(own, marked, {"respondent": EVERYBODY, "measure": KINSHIP, "judge": judge, "term": what})
    if not found:
        yield f"not estimable: {KINSHIP}: no judge is of the same model or maker as an author"


def _preference(own: pl.DataFrame, marked: pl.DataFrame, labels: dict[str, str]) -> Row | str:
    """The difference between own and others' work in what the judge gives more than each other judge.

    Each of the others has a constant, so that its severity does not count. They enter only where they are not akin to
    the author: their own preference would else pass for the opposite one of this judge. A row is the mean over an
    author's works on a family, which keeps families of one size and large runs small.
    """
    others = marked.filter(pl.col("judge") != labels["judge"], pl.col("akin") == 0)
    both = (
        own.join(others.select("trial_id", "judge", "score"), on="trial_id", how="inner", suffix="_other")
        .group_by("respondent", "family", "judge_other", "akin", maintain_order=True)
        .agg((pl.col("score") - pl.col("score_other")).mean().alias("more"))
        .filter(pl.col("akin").n_unique().over("judge_other") > 1)
    )
    if both.is_empty():
        named = ", ".join(labels.values())
        return f"not estimable: {named}: no other judge, akin to no author, rated the same works"
    judges = sorted(both["judge_other"].unique().to_list())
    predictors = {"akin": both["akin"].to_numpy()}
    predictors |= {name: (both["judge_other"] == name).cast(pl.Float64).to_numpy() for name in judges[1:]}

    def estimate() -> Estimate:
        fit = regression(both["more"].to_numpy(), predictors=predictors, clusters=both["family"].to_list())
        return replace(fit.coefficients["akin"], statistic="mean_difference")

    return row_or_note({**labels, "criterion": ALL_CRITERIA}, estimate, scale="coefficient", tested=True)


def _difference(both: pl.DataFrame, labels: dict[str, str]) -> Row | str:
    a, b = both[labels["judge"]].to_numpy(), both[labels["other"]].to_numpy()
    families = both["family"].to_list()
    return row_or_note(labels, lambda: paired_difference(a, b, families=families), scale="coefficient", tested=True)


def _inside(rows: pl.DataFrame, columns: tuple[str, ...]) -> pl.DataFrame:
    """Deviations from the means of each author's works on a family; single works are left out."""
    group = ("respondent", "family")
    kept = rows.filter(pl.len().over(group) > 1)
    out = []
    for name in columns:
        deviation = pl.col(name) - pl.col(name).mean().over(group)
        out.append(
            pl.when(deviation.abs() <= _ROUNDING * pl.col(name).abs().max()).then(0.0).otherwise(deviation).alias(name)
        )
    return kept.with_columns(out)


def _slope(own: pl.DataFrame, labels: dict[str, str], columns: tuple[str, ...]) -> Row | str:
    predictors = {name: own[name].to_numpy() for name in columns if own[name].n_unique() > 1}

    def estimate() -> Estimate:
        fit = regression(
            own["score"].to_numpy(), predictors=predictors, clusters=own["family"].to_list(), intercept=False
        )
        found = fit.coefficients["length"]
        return replace(found, method=f"{found.method}, within author and family")

    if "length" not in predictors:
        return f"not estimable: {', '.join(labels.values())}: all works of one author on one family are as long"
    return row_or_note(labels, estimate, scale="coefficient", tested=True)
