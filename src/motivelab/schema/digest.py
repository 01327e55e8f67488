"""Content digests: what makes two stimuli, settings or trials the same."""

from __future__ import annotations

import hashlib
import unicodedata
from typing import Any

import orjson

ID_SCHEME = 1
"""Raised when the way trial ids are computed changes; stores keep it beside their ids."""


def _normal(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {_normal(k): _normal(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_normal(v) for v in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)  # TOML 1 and 1.0 mean the same setting
    return value


def canonical(value: Any) -> bytes:
    """Canonical JSON: NFC strings, sorted keys, whole floats as integers.

    >>> canonical({"b": 1.0, "a": ["x"]})
    b'{"a":["x"],"b":1}'
    """
    return orjson.dumps(_normal(value), option=orjson.OPT_SORT_KEYS)


def content_digest(value: Any) -> str:
    """Hex digest (128 bit) of a value's canonical form.

    >>> content_digest("cafe\\u0301") == content_digest("caf\\u00e9")
    True
    """
    return hashlib.blake2b(canonical(value), digest_size=16).hexdigest()


def trial_digest(identity: bytes) -> int:
    """The id of a trial: the first 64 bits of a hash of its identity, as a signed integer (SQLite's row id range).

    With 64 bits a clash among a million trials is a one in 37 million event; a plan in which it happened is refused.
    """
    return int.from_bytes(hashlib.blake2b(identity, digest_size=8).digest(), "big", signed=True)


def format_trial_id(trial_id: int) -> str:
    """How people see a trial id: 16 hexadecimal digits.

    >>> format_trial_id(-1)
    'ffffffffffffffff'
    """
    return f"{trial_id & 0xFFFFFFFFFFFFFFFF:016x}"


def parse_trial_id(text: str) -> int:
    """The trial id that `format_trial_id` wrote.

    Raises:
        ValueError: not 16 hexadecimal digits.

    >>> parse_trial_id("ffffffffffffffff")
    -1
    """
    if len(text) != 16:
        raise ValueError(f"a trial id has 16 hexadecimal digits, not {len(text)}: {text!r}")
    return int.from_bytes(bytes.fromhex(text), "big", signed=True)
