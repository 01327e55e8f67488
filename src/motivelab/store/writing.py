"""Exchanges into rows: one batch, one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

import orjson
import zstandard

from motivelab.schema.digest import format_trial_id
from motivelab.schema.respondent import Respondent
from motivelab.store.exchange import Exchange
from motivelab.store.texts import TextShelf, text_digest

INLINE_CHARACTERS = 400
"""Completions up to this length stand in their own row; longer ones are kept as texts of their own."""

_REQUEST = (
    "INSERT INTO request (id, respondent, template, texts, trials, started, latency, attempt, http_status,"
    " error, message, input_tokens, output_tokens, reasoning_tokens, cached_tokens, cost, model, reply_id, envelopes)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_COMPLETION = (
    "INSERT INTO completion (id, trial, request, position, finish, inline, text, reasoning, saw)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_RESPONSE = "INSERT INTO response (completion, status, answer) VALUES (?, ?, ?)"


class ExchangeWriter:
    """Writes exchanges through one connection; the caller owns the transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._shelf = TextShelf(connection)
        self._respondents: dict[str, int] = {}
        self._compress = zstandard.ZstdCompressor(level=1).compress

    def forget(self) -> None:
        """Drop what was remembered of rows; to be called after a rollback."""
        self._shelf.forget()
        self._respondents.clear()

    def write(self, exchanges: Sequence[Exchange]) -> None:
        """Insert a batch inside the open transaction.

        Raises:
            sqlite3.Error: whatever SQLite says; the caller rolls back.
        """
        run = self._connection
        first_request = _next_id(run, "request")
        next_completion = _next_id(run, "completion")
        text_of = self._texts_of(exchanges)
        envelopes = self._envelopes(exchanges, first=first_request)
        requests, completions, responses = [], [], []
        for request, x in enumerate(exchanges, start=first_request):
            usage = x.usage
            requests.append(
                (
                    request,
                    self._respondent_id(x.respondent),
                    text_of[x.body.template.decode()],
                    str([text_of[t] for t in x.body.texts]),
                    "" if x.answers else ",".join(map(format_trial_id, x.trial_ids)),
                    x.started,
                    x.latency,
                    x.attempt,
                    x.http_status,
                    x.error or None,
                    x.message or None,
                    usage.input,
                    usage.output,
                    usage.reasoning,
                    usage.cached,
                    x.cost,
                    x.model,
                    x.reply_id,
                    envelopes,
                )
            )
            for a in x.answers:
                text = a.draft.text
                short = len(text) <= INLINE_CHARACTERS
                completions.append(
                    (
                        next_completion,
                        a.trial_id,
                        request,
                        a.position,
                        a.draft.finish,
                        text if short else None,
                        None if short else text_of[text],
                        text_of[a.draft.reasoning] if a.draft.reasoning else None,
                        text_digest(a.saw) if a.saw else None,
                    )
                )
                responses.append((next_completion, a.response.status, encode_answer(a.response.values)))
                next_completion += 1
        run.executemany(_REQUEST, requests)
        run.executemany(_COMPLETION, completions)
        run.executemany(_RESPONSE, responses)

    def _texts_of(self, exchanges: Sequence[Exchange]) -> dict[str, int]:
        """The ids of all texts of a batch."""
        texts = {x.body.template.decode() for x in exchanges}
        for x in exchanges:
            texts.update(x.body.texts)
            for a in x.answers:
                if len(a.draft.text) > INLINE_CHARACTERS:
                    texts.add(a.draft.text)
                if a.draft.reasoning:
                    texts.add(a.draft.reasoning)
        return dict(zip(texts, self._shelf.put_all(list(texts)), strict=True))

    def _envelopes(self, exchanges: Sequence[Exchange], *, first: int) -> int | None:
        """The id under which the batch's envelopes are kept, or None where there are none."""
        if not any(x.envelope for x in exchanges):
            return None
        cursor = self._connection.execute(
            "INSERT INTO envelopes (first, body) VALUES (?, ?)",
            (first, self._compress(b"\x00".join([x.envelope for x in exchanges]))),
        )
        return cursor.lastrowid

    def _respondent_id(self, respondent: Respondent) -> int:
        known = self._respondents.get(respondent.digest)
        if known is not None:
            return known
        run = self._connection
        run.execute(
            "INSERT OR IGNORE INTO respondent (digest, name, model, settings) VALUES (?, ?, ?, ?)",
            (
                respondent.digest,
                respondent.name,
                respondent.full_model,
                orjson.dumps(
                    {
                        "settings": dict(respondent.settings),
                        "system_prompt": respondent.system_prompt,
                        "extra": dict(respondent.extra),
                        "variant": respondent.variant,
                    }
                ).decode(),
            ),
        )
        row = run.execute("SELECT id FROM respondent WHERE digest = ?", (respondent.digest,)).fetchone()
        self._respondents[respondent.digest] = int(row[0])
        return int(row[0])


def encode_answer(values: object) -> str:
    """A response's values as they are stored."""
    return orjson.dumps(values, option=orjson.OPT_SERIALIZE_NUMPY).decode()


def _next_id(connection: sqlite3.Connection, table: str) -> int:
    return int(connection.execute(f"SELECT coalesce(max(id), 0) + 1 FROM {table}").fetchone()[0])
