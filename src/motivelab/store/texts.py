"""Long texts once: content-addressed by digest, compressed where that saves something."""

from __future__ import annotations

import hashlib
import sqlite3
from collections import OrderedDict

import zstandard

_SMALLEST_COMPRESSED = 200
_REMEMBERED = 50_000


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
        raw = text.encode("utf-8", "surrogatepass")
        digest = hashlib.blake2b(raw, digest_size=16).digest()
        known = self._known.get(digest)
        if known is not None:
            return known
        row = self._connection.execute("SELECT id FROM text WHERE digest = ?", (digest,)).fetchone()
        if row is None:
            codec, body = (1, self._compress(raw)) if len(raw) >= _SMALLEST_COMPRESSED else (0, raw)
            cursor = self._connection.execute(
                "INSERT INTO text (digest, codec, body) VALUES (?, ?, ?)", (digest, codec, body)
            )
            text_id = int(cursor.lastrowid or 0)
        else:
            text_id = int(row[0])
        self._known[digest] = text_id
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return text_id

    def get(self, text_id: int) -> str:
        """The text of an id.

        Raises:
            KeyError: there is none.
        """
        row = self._connection.execute("SELECT codec, body FROM text WHERE id = ?", (text_id,)).fetchone()
        if row is None:
            raise KeyError(text_id)
        return self.decode(*row)

    def decode(self, codec: int, body: bytes) -> str:
        """A stored text from its columns."""
        raw = self._decompress(body) if codec == 1 else body
        return raw.decode("utf-8", "surrogatepass")
