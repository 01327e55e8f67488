"""Reading completions and responses, by column for tables and one by one for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson
import polars as pl
import zstandard
from numpy.typing import NDArray

from motivelab.errors import StoreCorruptedError
from motivelab.schema.completion import Draft, Usage
from motivelab.schema.wire_body import WireBody
from motivelab.store.store import Store

STANDING = "completion.id NOT IN (SELECT completion FROM set_aside)"
"""SQL condition: the completion was not set aside to be asked again."""

RESPONSE_SCHEMA: dict[str, Any] = {
    "trial": pl.Int64,
    "completion": pl.Int64,
    "status": pl.String,
    "answer": pl.String,
    "finish": pl.String,
    "started": pl.Float64,
    "latency": pl.Float64,
    "request": pl.Int64,
    "position": pl.Int64,
    "input_tokens": pl.Int64,
    "output_tokens": pl.Int64,
    "reasoning_tokens": pl.Int64,
    "cached_tokens": pl.Int64,
    "cost": pl.Float64,
    "model": pl.String,
    "saw": pl.Binary,
}
"""Columns of `responses`: `answer` is JSON; tokens and cost are those of the whole request, which several completions
may share; `started` is Unix time; `saw` is the digest of the completion that the trial followed."""

_RESPONSES = (
    "completion.trial, completion.id, response.status, response.answer, completion.finish, request.started,"
    " request.latency, request.id, completion.position, request.input_tokens, request.output_tokens,"
    " request.reasoning_tokens, request.cached_tokens, request.cost, request.model, completion.saw"
)
_JOINS = (
    "FROM completion JOIN response ON response.completion = completion.id"
    " JOIN request ON request.id = completion.request"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCompletion:
    """One completion with the request that brought it.

    Attributes:
        trial_id: the trial it answers.
        draft: the verbatim reply.
        status: what the parser said.
        answer: what it read.
        body: the request as it was sent.
        started: Unix time.
        latency: seconds.
        usage: tokens of the whole request.
        cost: US dollars of the whole request, or None.
        model: model id the host named.
        envelope: the host's reply without the texts.
        set_aside: why it was set aside, or "".
    """

    trial_id: int
    draft: Draft
    status: str
    answer: Mapping[str, Any]
    body: WireBody
    started: float
    latency: float
    usage: Usage
    cost: float | None
    model: str
    envelope: bytes
    set_aside: str


def answered(store: Store) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Ids of the trials that have a completion, and whether it can be followed up (empty and filtered work cannot).

    Only indexes are read, so that a run of a million answers goes on in seconds.
    """
    aside = store.query("SELECT count(*) FROM set_aside")[0][0]
    where = f" WHERE {STANDING}" if aside else ""
    chunks = store.stream(f"SELECT completion.trial FROM completion{where}", chunk=100_000)
    parts = [np.fromiter((row[0] for row in rows), np.int64, len(rows)) for rows in chunks]
    trials = np.concatenate(parts) if parts else np.empty(0, np.int64)
    stopped = store.query(
        "SELECT completion.trial FROM response JOIN completion ON completion.id = response.completion"
        f" WHERE response.status IN ('empty', 'filtered') AND {STANDING}"
    )
    return trials, ~np.isin(trials, np.array([row[0] for row in stopped], np.int64))


def statuses(store: Store) -> pl.DataFrame:
    """The status of every standing completion, by trial."""
    rows = store.query(
        "SELECT completion.trial, response.status FROM completion"
        f" JOIN response ON response.completion = completion.id WHERE {STANDING}"
    )
    return pl.DataFrame(rows, schema={"trial": pl.Int64, "status": pl.String}, orient="row")


def responses(store: Store, *, texts: bool = False, chunk: int = 50_000) -> Iterator[pl.DataFrame]:
    """All standing completions with their responses in the order they came, as frames of `RESPONSE_SCHEMA`.

    Args:
        store: where from.
        texts: whether to add the verbatim texts (column `text`).
        chunk: rows a frame.
    """
    if not texts:
        for rows in store.stream(f"SELECT {_RESPONSES} {_JOINS} WHERE {STANDING} ORDER BY completion.id", chunk=chunk):
            yield pl.DataFrame(rows, schema=RESPONSE_SCHEMA, orient="row")
        return
    sql = (
        f"SELECT {_RESPONSES}, completion.inline, text.codec, text.body {_JOINS}"
        f" LEFT JOIN text ON text.id = completion.text WHERE {STANDING} ORDER BY completion.id"
    )
    decode = store.texts.decode
    for rows in store.stream(sql, chunk=chunk):
        frame = pl.DataFrame([r[:-3] for r in rows], schema=RESPONSE_SCHEMA, orient="row")
        verbatim = [r[-3] if r[-3] is not None else decode(r[-2], r[-1]) for r in rows]
        yield frame.with_columns(pl.Series("text", verbatim, pl.String))


def completion_texts(store: Store, trial_ids: Iterable[int]) -> dict[int, str]:
    """The standing verbatim completions of some trials, by trial id; trials without one are absent."""
    found: dict[int, str] = {}
    for trial_id in trial_ids:
        rows = store.query(
            "SELECT completion.inline, text.codec, text.body FROM completion"
            f" LEFT JOIN text ON text.id = completion.text WHERE completion.trial = ? AND {STANDING}"
            " ORDER BY completion.id DESC LIMIT 1",
            (trial_id,),
        )
        for inline, codec, body in rows:
            found[trial_id] = inline if inline is not None else store.texts.decode(codec, body)
    return found


def history(store: Store, trial_id: int) -> list[StoredCompletion]:
    """Every completion of a trial, those set aside included, oldest first."""
    rows = store.query(
        "SELECT completion.inline, completion.text, completion.reasoning, completion.finish, response.status,"
        " response.answer, request.template, request.texts, request.started, request.latency, request.input_tokens,"
        " request.output_tokens, request.reasoning_tokens, request.cached_tokens, request.cost, request.model,"
        f" request.id - envelopes.first, envelopes.body, set_aside.why {_JOINS}"
        " LEFT JOIN set_aside ON set_aside.completion = completion.id"
        " LEFT JOIN envelopes ON envelopes.id = request.envelopes"
        " WHERE completion.trial = ? ORDER BY completion.id",
        (trial_id,),
    )
    return [_stored(store, trial_id, row) for row in rows]


def _stored(store: Store, trial_id: int, row: tuple[Any, ...]) -> StoredCompletion:
    inline, text, reasoning, finish, status, answer, template, texts = row[:8]
    get = store.texts.get
    return StoredCompletion(
        trial_id=trial_id,
        draft=Draft(
            text=inline if inline is not None else get(text),
            finish=finish,
            reasoning=get(reasoning) if reasoning is not None else "",
        ),
        status=status,
        answer=_read_answer(store, answer),
        body=WireBody(get(template).encode(), tuple(get(t) for t in orjson.loads(texts))),
        started=row[8],
        latency=row[9],
        usage=Usage(input=row[10], output=row[11], reasoning=row[12], cached=row[13]),
        cost=row[14],
        model=row[15],
        envelope=zstandard.ZstdDecompressor().decompress(row[17]).split(b"\x00")[row[16]] if row[17] else b"",
        set_aside=row[18] or "",
    )


def _read_answer(store: Store, answer: str) -> Mapping[str, Any]:
    try:
        return dict(orjson.loads(answer))
    except (ValueError, TypeError) as error:
        raise StoreCorruptedError(
            f"{store.path}: the stored reading {answer!r} is not as it was written ({error}). "
            f"Read the verbatim completions anew with `motivelab reparse {store.path.parent}`."
        ) from error
