"""Long texts once: content-addressed by digest, compressed where that saves something."""

from __future__ import annotations

import hashlib
import sqlite3
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from pathlib import Path

import zstandard

from motivelab.store.failures import damaged

_SMALLEST_COMPRESSED = 200
_REMEMBERED = 50_000
_ASKED_AT_ONCE = 500


def text_digest(text: str) -> bytes:
    """128-bit BLAKE2b of a text's UTF-8."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


class TextShelf:
    """Texts of one store. Not for use from several threads at once."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._compress = zstandard.ZstdCompressor(level=3).compress
        self._decompress = zstandard.ZstdDecompressor().decompress
        self._known: OrderedDict[bytes, int] = OrderedDict()

    def forget(self) -> None:
        """Drop remembered ids; to be called after a rollback, when they may name rows that are gone."""
        self._known.clear()

    def put(self, text: str) -> int:
        """The id of a text, which is stored if it is not there yet. Inside the caller's transaction."""
        return self.put_all([text])[0]

    def put_all(self, texts: Sequence[str]) -> list[int]:
        """The ids of texts, in order; those that are not there yet are stored. Inside the caller's transaction."""
        known = self._known
        raws = [t.encode("utf-8", "surrogatepass") for t in texts]
        digests = [hashlib.blake2b(raw, digest_size=16).digest() for raw in raws]
        unknown = {d: raw for d, raw in zip(digests, raws, strict=True) if d not in known}
        if unknown:
            self._find(list(unknown))
            self._insert({d: raw for d, raw in unknown.items() if d not in known})
        found = [known[d] for d in digests]
        while len(known) > _REMEMBERED:
            known.popitem(last=False)
        return found

    def _find(self, digests: Sequence[bytes]) -> None:
        for first in range(0, len(digests), _ASKED_AT_ONCE):
            some = digests[first : first + _ASKED_AT_ONCE]
            marks = ",".join("?" * len(some))
            self._known.update(
                self._connection.execute(f"SELECT digest, id FROM text WHERE digest IN ({marks})", some).fetchall()
            )

    def _insert(self, new: Mapping[bytes, bytes]) -> None:
        next_id = int(self._connection.execute("SELECT coalesce(max(id), 0) + 1 FROM text").fetchone()[0])
        rows = []
        for text_id, (digest, raw) in enumerate(new.items(), start=next_id):
            codec, body = (1, self._compress(raw)) if len(raw) >= _SMALLEST_COMPRESSED else (0, raw)
            rows.append((text_id, digest, codec, body))
            self._known[digest] = text_id
        self._connection.executemany("INSERT INTO text (id, digest, codec, body) VALUES (?, ?, ?, ?)", rows)

    def get(self, text_id: int) -> str:
        """The text of an id.

        Raises:
            StoreCorruptedError: there is none, or it is damaged.
        """
        row = self._connection.execute("SELECT codec, body FROM text WHERE id = ?", (text_id,)).fetchone()
        return self.decode(*(row or (0, None)))

    def decode(self, codec: int, body: bytes | None) -> str:
        """A stored text from its columns.

        Raises:
            StoreCorruptedError: there is none, or it is damaged.
        """
        if body is None:
            raise damaged(self._path, "a text that an answer names is missing")
        try:
            raw = self._decompress(body) if codec == 1 else body
            return raw.decode("utf-8", "surrogatepass")
        except (zstandard.ZstdError, UnicodeDecodeError) as error:
            raise damaged(self._path, f"a text is not as it was written: {error}") from error

    @property
    def _path(self) -> Path:
        return Path(self._connection.execute("PRAGMA database_list").fetchone()[2])
