"""The host's reply kept for provenance, without the texts that are stored elsewhere."""

from __future__ import annotations

from typing import Any

import orjson

from motivelab.providers.wire.key import Key

MOST = 16 * 1024
"""Most bytes of an envelope."""


def envelope(reply: object, key: Key | None = None) -> bytes:
    """The reply as JSON of at most `MOST` bytes; a longer one keeps its short fields and says that it was cut.

    Example:
        >>> envelope({"id": "x", "usage": None})
        b'{"id":"x","usage":null}'
    """
    data = orjson.dumps(reply)
    if len(data) > MOST:
        short: dict[str, Any] = {"cut": len(data)}
        if isinstance(reply, dict):
            for name, value in reply.items():
                if len(orjson.dumps(value)) <= MOST // 16 and len(short) < 15:
                    short[name] = value
        data = orjson.dumps(short)
    if key is not None and (secret := key.reveal().encode()) in data:
        data = data.replace(secret, b"***")
    return data
