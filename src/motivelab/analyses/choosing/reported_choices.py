"""Choices with what the respondent reported of both tasks when nothing was added to them."""

from __future__ import annotations

import polars as pl

_TEXT = ("respondent", "condition", "construct", "first_task", "second_task", "first_family", "second_family")
_ORDER = ("condition", "first_task", "second_task", "manipulated_position", "replicate", "trial_id")


def reported_choices(choices: pl.DataFrame, pre: pl.DataFrame) -> pl.DataFrame:
    """One row an answered choice, sorted by what it was about, so that the order of the table decides nothing.

    Args:
        choices: the choices table.
        pre: unmanipulated reports before the task: `respondent, task, replicate, score`.

    Returns:
        `respondent, condition, construct, first_task, second_task, first_family, second_family, neither_offered,
        position` (1, 2; 0 neither), `chose_first` (1.0, 0.0; null for neither), `side` (1 the text was about the task
        shown first, -1 the second, 0 neither), `swayed` (the task that it was about was taken), `pair` (both tasks,
        whatever their order), `turned`, `first_score, second_score` (mean reports, null where there is none) and
        `difference`.
    """
    scores = _mean_reports(pre)
    first, second, side = pl.col("first_task"), pl.col("second_task"), pl.col("manipulated_position")
    position = pl.col("chosen_position")
    rows = choices.with_columns(pl.col(_TEXT).cast(pl.String)).sort("respondent", *_ORDER)
    for place in ("first", "second"):
        shown = scores.rename({"task": f"{place}_task", "score": f"{place}_score"})
        rows = rows.join(shown, on=["respondent", f"{place}_task"], how="left", maintain_order="left")
    return rows.select(
        *_TEXT,
        "neither_offered",
        "replicate",
        position.alias("position"),
        pl.when(position != 0).then((position == 1).cast(pl.Float64)).alias("chose_first"),
        pl.when(side == 1).then(1.0).when(side == 2).then(-1.0).otherwise(0.0).alias("side"),
        pl.when(position != 0).then(pl.col("manipulated_chosen")).alias("swayed"),
        # Two task names joined by a character that no name holds.
        pl.concat_str(pl.min_horizontal(first, second), pl.max_horizontal(first, second), separator="\n").alias("pair"),
        (first > second).alias("turned"),
        "first_score",
        "second_score",
        (pl.col("first_score") - pl.col("second_score")).alias("difference"),
    )


def noise_of_a_report(pre: pl.DataFrame, respondent: str) -> float | None:
    """Variance of a task's mean report that repeating the question would bring; None where it was asked once.

    Repetitions are averaged over wordings and formats first, so that only what changes from draw to draw counts.
    """
    own = pre.filter(pl.col("respondent") == respondent)
    spread = (
        _by_draw(own)
        .group_by("task")
        .agg(pl.col("score").var().alias("variance"), pl.len().alias("draws"))
        .filter(pl.col("draws") > 1)
        .sort("task")
    )
    if spread.is_empty():
        return None
    noise = spread.select((pl.col("variance") / pl.col("draws")).mean()).item()
    return float(noise)


def _mean_reports(pre: pl.DataFrame) -> pl.DataFrame:
    return _by_draw(pre).group_by("respondent", "task").agg(pl.col("score").mean()).sort("respondent", "task")


def _by_draw(pre: pl.DataFrame) -> pl.DataFrame:
    # Sums of floating-point numbers hang on their order, and a last digit can move a row into another decile.
    sorted_rows = pre.sort("respondent", "task", "replicate", "score")
    return sorted_rows.group_by("respondent", "task", "replicate", maintain_order=True).agg(pl.col("score").mean())
