"""Standing completions laid beside the plan, one row a planned trial, with tokens and cost shared out."""

from __future__ import annotations

import polars as pl

from motivelab.schema.response import STATUSES
from motivelab.schema.trial_plan import TrialPlan
from motivelab.store.reading import RESPONSE_SCHEMA, responses
from motivelab.store.store import Store

FINISHES = ("stop", "length", "filtered", "other")

_SHARED = ("input_tokens", "output_tokens", "reasoning_tokens", "cached_tokens", "cost")
_KEPT = ("trial", "request", "status", "answer", "finish", "started", "latency", *_SHARED, "model")


def completions_beside(plan: TrialPlan, store: Store, *, texts: bool = False) -> pl.DataFrame:
    """One row a planned trial, in the plan's order; all columns are null where no completion stands.

    Tokens and cost are of a whole request; where it brought several completions each gets an equal share, so that
    sums over trials are right. A request's completions that were set aside keep their share. Of several completions of
    one trial the latest counts. Completions of trials that are not planned are left out.

    Args:
        plan: the plan.
        store: its run's store.
        texts: whether to add the verbatim texts of performances (column `text`).
    """
    planned = plan.trials.lazy().select(
        pl.col("id").alias("trial"), (pl.col("cell").is_in(_performances(plan))).alias("performance")
    )
    frames = [_compact(frame, planned) for frame in responses(store, texts=texts)]
    schema = {**RESPONSE_SCHEMA, "text": pl.String} if texts else RESPONSE_SCHEMA
    empty = _compact(pl.DataFrame(schema=schema), planned)
    found = pl.concat([empty, *frames]).unique(subset="trial", keep="last", maintain_order=True)
    shared = found.join(_completions_by_request(found, store), on="request", how="left").with_columns(
        *(pl.col(name) / pl.col("request_completions") for name in _SHARED)
    )
    beside = plan.trials.select(pl.col("id").alias("trial")).join(shared, on="trial", how="left", maintain_order="left")
    return beside.drop("trial", "request")


def _performances(plan: TrialPlan) -> pl.Series:
    return pl.Series([n for n, cell in enumerate(plan.cells) if cell.kind == "performance"], dtype=pl.UInt32).implode()


def _compact(frame: pl.DataFrame, planned: pl.LazyFrame) -> pl.DataFrame:
    """What is kept of a frame of responses, in small types; texts of performances only."""
    kept = frame.lazy().select(
        *(name for name in (*_KEPT, *(["text"] if "text" in frame.columns else []))),
    )
    kept = kept.with_columns(
        pl.col("status").cast(pl.Enum(STATUSES)),
        pl.col("finish").cast(pl.Enum(FINISHES)),
        pl.col("model").replace("", None).cast(pl.Categorical),
    )
    if "text" in frame.columns:
        kept = (
            kept.join(planned, on="trial", how="left", maintain_order="left")
            .with_columns(pl.when("performance").then("text"))
            .drop("performance")
        )
    return kept.collect()


def _completions_by_request(found: pl.DataFrame, store: Store) -> pl.DataFrame:
    """How many completions each request brought, those included that stand no more."""
    standing = found.group_by("request").agg(pl.len().cast(pl.Int64).alias("standing"))
    rows = store.query(
        "SELECT completion.request, count(*) FROM set_aside JOIN completion ON completion.id = set_aside.completion"
        " GROUP BY 1"
    )
    aside = pl.DataFrame(rows, schema={"request": pl.Int64, "aside": pl.Int64}, orient="row")
    return standing.join(aside, on="request", how="left").select(
        "request", (pl.col("standing") + pl.col("aside").fill_null(0)).alias("request_completions")
    )
