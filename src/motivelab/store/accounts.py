"""What a run has cost, what failed on the way, and who said that it answered."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from motivelab.store.store import Store


class Spent(NamedTuple):
    """Requests made, US dollars and tokens, failed attempts included."""

    calls: int
    usd: float
    tokens: int


def spent(store: Store) -> Spent:
    """What was spent so far by everyone."""
    ((calls, usd, tokens),) = store.query(
        "SELECT count(*), coalesce(sum(cost), 0.0),"
        " coalesce(sum(input_tokens), 0) + coalesce(sum(output_tokens), 0) FROM request"
    )
    return Spent(int(calls), float(usd), int(tokens))


def spending(store: Store) -> pl.DataFrame:
    """Requests, tokens and US dollars by respondent; `cost` is null where no price was known."""
    rows = store.query(
        "SELECT respondent.name, count(*), sum(error IS NOT NULL), sum(input_tokens), sum(output_tokens),"
        " sum(reasoning_tokens), sum(cost) FROM request JOIN respondent ON respondent.id = request.respondent"
        " GROUP BY 1 ORDER BY 1"
    )
    schema = {
        "respondent": pl.String,
        "requests": pl.Int64,
        "failed": pl.Int64,
        "input_tokens": pl.Int64,
        "output_tokens": pl.Int64,
        "reasoning_tokens": pl.Int64,
        "cost": pl.Float64,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def failed_attempts(store: Store) -> pl.DataFrame:
    """Failed attempts by respondent and kind of error, with the latest message of each."""
    rows = store.query(
        "SELECT respondent.name, error, count(*), message, max(request.id) FROM request"
        " JOIN respondent ON respondent.id = request.respondent WHERE error IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2"
    )
    schema = {"respondent": pl.String, "error": pl.String, "attempts": pl.Int64, "message": pl.String}
    return pl.DataFrame([row[:4] for row in rows], schema=schema, orient="row")


def returned_models(store: Store) -> pl.DataFrame:
    """Model ids that the hosts named, by respondent, with how often, and when first and last (Unix time)."""
    rows = store.query(
        "SELECT respondent.name, request.model, count(*), min(started), max(started) FROM request"
        " JOIN respondent ON respondent.id = request.respondent WHERE error IS NULL GROUP BY 1, 2 ORDER BY 1, 2"
    )
    schema = {
        "respondent": pl.String,
        "model": pl.String,
        "requests": pl.Int64,
        "first": pl.Float64,
        "last": pl.Float64,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")
