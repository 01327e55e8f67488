"""Which trials a reader should see: extremes, refusals, oddities, and some at random."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from motivelab.analyses.protocol.overall_reports import overall_reports, task_means, unmanipulated
from motivelab.tables.tables import Tables

EACH = 2
"""Trials of one respondent in a group."""

GROUP = 20
"""Trials of all respondents in a group."""

_SCHEMA = {"trial_id": pl.String, "respondent": pl.String, "why": pl.String, "rank": pl.Float64}


@dataclass(frozen=True, slots=True, kw_only=True)
class Picked:
    """A trial to be shown.

    Attributes:
        trial_id: 16 hexadecimal digits.
        group: what it is an example of.
        why: what is remarkable about it.
    """

    trial_id: str
    group: str
    why: str


def pick_transcripts(tables: Tables) -> tuple[Picked, ...]:
    """Trials with a reason each, no trial twice; the same for the same tables in any order.

    Of every group a few of each respondent are taken, fewer where there are many respondents.
    """
    out: list[Picked] = []
    taken: set[str] = set()
    for group, find in GROUPS.items():
        found = find(tables)
        if found.is_empty():
            continue
        found = found.filter(~pl.col("trial_id").is_in(list(taken))).sort("rank", "trial_id")
        place = pl.int_range(pl.len()).over("respondent")
        few = found.with_columns(place.alias("place")).filter(pl.col("place") < EACH)
        for trial_id, why in few.sort("place", "respondent").head(GROUP).select("trial_id", "why").iter_rows():
            taken.add(trial_id)
            out.append(Picked(trial_id=trial_id, group=group, why=why))
    return tuple(out)


def _extreme(tables: Tables, *, highest: bool) -> pl.DataFrame:
    reports = unmanipulated(overall_reports(tables).frame).filter(pl.col("moment") == "pre")
    if reports.is_empty():
        return pl.DataFrame(schema=_SCHEMA)
    means = task_means(reports).select("respondent", "task", pl.col("score").alias("mean"))
    word = "highest" if highest else "lowest"
    first = reports.sort("replicate", "trial_id").unique(["respondent", "task"], keep="first", maintain_order=True)
    return first.join(means, on=["respondent", "task"]).select(
        "trial_id",
        "respondent",
        pl.format("one of the tasks with the {} reports: {} on average", pl.lit(word), pl.col("mean").round(1)).alias(
            "why"
        ),
        (-pl.col("mean") if highest else pl.col("mean")).alias("rank"),
    )


def _with_status(*statuses: str) -> Callable[[Tables], pl.DataFrame]:
    def find(tables: Tables) -> pl.DataFrame:
        found = tables.trials.filter(
            pl.col("status").cast(pl.String).is_in(statuses),
            pl.col("started").is_not_null(),
            ~pl.col("status_inherited"),
        )
        return _plain(found, pl.col("procedure").cast(pl.String)).with_columns(
            pl.format("{}: no answer was read", found["status"].cast(pl.String).str.replace_all("_", " ")).alias("why"),
            # One of every procedure before a second one of any.
            pl.int_range(pl.len()).over("respondent", "why").cast(pl.Float64).alias("rank"),
        )

    return find


def _works(tables: Tables, flag: pl.Expr, why: str) -> pl.DataFrame:
    return _plain(tables.performances.filter(flag), pl.lit(why))


def _disagreeing(tables: Tables) -> pl.DataFrame:
    reports = overall_reports(tables).frame
    keys = ["respondent", "moment", "condition", "task"]
    by_score = pl.col("trial_id").sort_by("score", "trial_id")
    spread = reports.group_by(keys).agg(
        (pl.col("score").max() - pl.col("score").min()).alias("spread"),
        by_score.first().alias("low"),
        by_score.last().alias("high"),
    )
    far = spread.filter(pl.col("spread") >= FAR).sort("spread", "low", descending=[True, False])
    far = far.with_columns(pl.int_range(pl.len()).over("respondent").alias("place"))
    why = pl.format("asked again, its report differs by {} points", pl.col("spread").round(0).cast(pl.Int64))
    both = [  # the two ends of one difference next to each other
        far.select(
            pl.col(end).alias("trial_id"),
            "respondent",
            why.alias("why"),
            (2.0 * pl.col("place") + side).cast(pl.Float64).alias("rank"),
        )
        for side, end in enumerate(("low", "high"))
    ]
    return pl.concat(both)


FAR = 30.0
"""Points between two draws of the same question from which they are shown."""


def _against_reports(tables: Tables) -> pl.DataFrame:
    reports = unmanipulated(overall_reports(tables).frame).filter(pl.col("moment") == "pre")
    means = task_means(reports).select("respondent", "task", "score")
    chosen = tables.choices.filter(pl.col("chosen_task").is_not_null()).select(
        "trial_id", pl.col("respondent", "condition", "chosen_task", "unchosen_task").cast(pl.String)
    )
    plain = chosen.filter(pl.col("condition") == "none")
    for which in ("chosen", "unchosen"):
        side = means.rename({"task": f"{which}_task", "score": which})
        plain = plain.join(side, on=["respondent", f"{which}_task"])
    gap = pl.col("unchosen") - pl.col("chosen")
    return plain.filter(gap >= AGAINST).select(
        "trial_id",
        "respondent",
        pl.format(
            "it takes the task that it reports {} points less for (in other trials)", gap.round(0).cast(pl.Int64)
        ).alias("why"),
        (-gap).alias("rank"),
    )


AGAINST = 5.0
"""Points by which the task taken must be reported lower for a choice to be shown."""


def _judged(tables: Tables, *, best: bool) -> pl.DataFrame:
    scored = tables.judgements.filter(pl.col("score_100").is_not_null(), pl.col("parent_trial_id").is_not_null())
    means = scored.group_by(pl.col("parent_trial_id").alias("trial_id")).agg(
        pl.col("author").cast(pl.String).first().alias("respondent"), pl.col("score_100").mean().alias("mean")
    )
    done = tables.performances.filter(pl.col("complied")).select("trial_id")
    word = "highest" if best else "lowest"
    return means.join(done, on="trial_id").select(
        "trial_id",
        "respondent",
        pl.format(
            "its work was judged among the {}: {} of 100", pl.lit(word), pl.col("mean").round(0).cast(pl.Int64)
        ).alias("why"),
        (-pl.col("mean") if best else pl.col("mean")).alias("rank"),
    )


def _at_random(tables: Tables) -> pl.DataFrame:
    # A trial id is a digest: in its order trials stand as if shuffled, the same way for everybody.
    return _plain(tables.trials.filter(pl.col("status") == "answered"), pl.lit("taken at random"))


def _plain(found: pl.DataFrame, why: pl.Expr) -> pl.DataFrame:
    return found.sort("trial_id").select(
        "trial_id", pl.col("respondent").cast(pl.String), why.alias("why"), pl.lit(0.0).alias("rank")
    )


GROUPS: dict[str, Callable[[Tables], pl.DataFrame]] = {
    "most motivating": lambda t: _extreme(t, highest=True),
    "least motivating": lambda t: _extreme(t, highest=False),
    "refused": _with_status("refusal"),
    "work refused": lambda t: _works(t, ~pl.col("complied"), "the task was not done"),
    "not readable": _with_status("unparsable", "out_of_range"),
    "cut off or empty": _with_status("truncated", "filtered", "empty"),
    "work cut off": lambda t: _works(t, pl.col("truncated"), "the work ended at the output cap"),
    "draws disagree": _disagreeing,
    "choice against report": _against_reports,
    "work judged best": lambda t: _judged(t, best=True),
    "work judged worst": lambda t: _judged(t, best=False),
    "at random": _at_random,
}
"""What is looked for, in the order in which a report shows it."""
