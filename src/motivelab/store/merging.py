"""Completions of one store into another, by trial id."""

from __future__ import annotations

import sqlite3
from typing import Any

import zstandard

from motivelab.errors import StoreMismatchError
from motivelab.store.reading import STANDING
from motivelab.store.store import Store

_REQUEST_COLUMNS = (
    "trials, started, latency, attempt, http_status, error, message, input_tokens, output_tokens, reasoning_tokens,"
    " cached_tokens, cost, model, reply_id"
)


def merge_into(target: Store, source: Store) -> int:
    """Copy what the source answered and the target did not.

    Each completion keeps its verbatim text and the request that brought it; a request that brought completions to
    both is copied with the missing ones only. Running it twice copies nothing the second time.

    Returns:
        How many completions were copied.

    Raises:
        StoreMismatchError: the stores compute trial ids differently.
    """
    schemes = [s.manifest().get("id_scheme") for s in (target, source)]
    if schemes[0] != schemes[1]:
        raise StoreMismatchError(
            f"{source.path} computes trial ids by scheme {schemes[1]!r}, {target.path} by {schemes[0]!r}; "
            "their trials cannot be matched. Run both with the same release of motivelab."
        )
    with target.transaction() as run:
        have = {row[0] for row in run.execute(f"SELECT trial FROM completion WHERE {STANDING}")}
        copier = _Copier(target, source, run)
        copied = 0
        rows = source.query(
            "SELECT completion.id, completion.trial, completion.request, completion.position, completion.finish,"
            " completion.inline, completion.text, completion.reasoning, completion.saw, response.status,"
            " response.answer FROM completion JOIN response ON response.completion = completion.id"
            f" WHERE {STANDING} ORDER BY completion.id"
        )
        for row in rows:
            if row[1] not in have:
                copier.completion(row)
                copied += 1
    return copied


class _Copier:
    """Carries rows over, giving them the ids of the target."""

    def __init__(self, target: Store, source: Store, run: sqlite3.Connection) -> None:
        self._target, self._source, self._run = target, source, run
        self._requests: dict[int, int] = {}
        self._respondents: dict[int, int] = {}
        self._unpacked: tuple[int, int, list[bytes]] = (-1, 0, [])

    def completion(self, row: tuple[Any, ...]) -> None:
        """Copy one completion, its request if that is not there yet, and its response."""
        _, trial, request, position, finish, inline, text, reasoning, saw, status, answer = row
        cursor = self._run.execute(
            "INSERT INTO completion (trial, request, position, finish, inline, text, reasoning, saw)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (trial, self._request(request), position, finish, inline, self._text(text), self._text(reasoning), saw),
        )
        self._run.execute("INSERT INTO response VALUES (?, ?, ?)", (cursor.lastrowid, status, answer))

    def _text(self, text_id: int | None) -> int | None:
        return None if text_id is None else self._target.texts.put(self._source.texts.get(text_id))

    def _request(self, request_id: int) -> int:
        if request_id in self._requests:
            return self._requests[request_id]
        ((respondent, template, texts, envelopes, *rest),) = self._source.query(
            f"SELECT respondent, template, texts, envelopes, {_REQUEST_COLUMNS} FROM request WHERE id = ?",
            (request_id,),
        )
        moved = [self._text(int(t)) for t in texts.strip("[]").split(",") if t]
        cursor = self._run.execute(
            f"INSERT INTO request (respondent, template, texts, {_REQUEST_COLUMNS})"
            f" VALUES ({', '.join('?' * (3 + len(rest)))})",
            (self._respondent(respondent), self._text(template), "[" + ",".join(map(str, moved)) + "]", *rest),
        )
        copied = self._requests[request_id] = int(cursor.lastrowid or 0)
        if envelopes is not None:
            self._envelope(copied, request_id, envelopes)
        return copied

    def _envelope(self, copied: int, request_id: int, envelopes: int) -> None:
        if envelopes != self._unpacked[0]:
            ((first, body),) = self._source.query("SELECT first, body FROM envelopes WHERE id = ?", (envelopes,))
            self._unpacked = (envelopes, first, zstandard.ZstdDecompressor().decompress(body).split(b"\x00"))
        _, first, bodies = self._unpacked
        own = zstandard.ZstdCompressor(level=3).compress(bodies[request_id - first])
        cursor = self._run.execute("INSERT INTO envelopes (first, body) VALUES (?, ?)", (copied, own))
        self._run.execute("UPDATE request SET envelopes = ? WHERE id = ?", (cursor.lastrowid, copied))

    def _respondent(self, respondent_id: int) -> int:
        if respondent_id not in self._respondents:
            ((digest, *rest),) = self._source.query(
                "SELECT digest, name, model, settings FROM respondent WHERE id = ?", (respondent_id,)
            )
            self._run.execute(
                "INSERT OR IGNORE INTO respondent (digest, name, model, settings) VALUES (?, ?, ?, ?)", (digest, *rest)
            )
            found = self._run.execute("SELECT id FROM respondent WHERE digest = ?", (digest,)).fetchone()
            self._respondents[respondent_id] = int(found[0])
        return self._respondents[respondent_id]
