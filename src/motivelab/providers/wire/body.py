"""Request bodies built from a host's data: each setting put at its dotted path, texts and seeds left as slots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from motivelab.providers.hosts.host import Host
from motivelab.schema.completion import Call
from motivelab.schema.respondent import Respondent
from motivelab.schema.wire_body import SLOT

TEXT = orjson.Fragment(SLOT)
"""Stands in a body where a turn's text goes."""

SEED_MARK = b"\x01"
SEED = orjson.Fragment(SEED_MARK)
"""Stands in a body where the seed goes; like `SLOT` a byte that JSON never contains."""

SEED_BITS = 0x7FFF_FFFF
"""Seeds are sent as 31 bits, the most that every host reads as a positive integer."""


def put(body: dict[str, Any], path: str, value: Any) -> None:
    """Set a value at a dotted path, making the tables on the way.

    Example:
        >>> body = {}
        >>> put(body, "reasoning.effort", "low")
        >>> body
        {'reasoning': {'effort': 'low'}}
    """
    *tables, last = path.split(".")
    for name in tables:
        body = body.setdefault(name, {})
    body[last] = value


def merged(body: Mapping[str, Any], extra: Mapping[str, Any]) -> dict[str, Any]:
    """The body with further fields; tables are merged, anything else in `extra` replaces what is there.

    Example:
        >>> merged({"a": {"b": 1}}, {"a": {"c": 2}})
        {'a': {'b': 1, 'c': 2}}
    """
    out = dict(body)
    for name, value in extra.items():
        old = out.get(name)
        out[name] = merged(old, value) if isinstance(old, Mapping) and isinstance(value, Mapping) else value
    return out


def clashes(body: Mapping[str, Any], extra: Mapping[str, Any], *, under: str = "") -> list[str]:
    """Dotted paths at which further fields would replace what the body says already.

    Example:
        >>> clashes({"a": {"b": 1}}, {"a": {"b": 2, "c": 3}})
        ['a.b']
    """
    found: list[str] = []
    for name, value in extra.items():
        if name in body:
            if isinstance(body[name], Mapping) and isinstance(value, Mapping):
                found += clashes(body[name], value, under=f"{under}{name}.")
            else:
                found.append(under + name)
    return found


def sampling(host: Host, respondent: Respondent, *, max_tokens: int, n: int, seed: bool) -> dict[str, Any]:
    """The fields for output cap, continuations, seed and sampling settings.

    Reasoning counts against the cap at all hosts, so what the respondent is given for it is added to the cap.

    Args:
        host: whose names and places for them are used.
        respondent: whose settings are used.
        max_tokens: output cap of the answer itself.
        n: continuations wanted; 1 is not said.
        seed: whether a seed is sent.
    """
    body: dict[str, Any] = {}
    settings = respondent.settings
    put(body, host.field_of("cap"), max_tokens + int(settings.get("reasoning_tokens") or 0))
    if n > 1:
        put(body, host.field_of("n"), n)
    if seed:
        put(body, host.field_of("seed"), SEED)
    for name in host.settings:
        value = settings.get(name)
        if name != "seed" and value is not None and (path := host.field_of(name)):
            put(body, path, value)
    return body


def turns(call: Call) -> tuple[int, Sequence[str]]:
    """How many system turns stand first, and the roles of the turns after them.

    Raises:
        ValueError: a system turn stands later, where not every host can be told of it.
    """
    roles = [m.role for m in call.messages]
    first = next((i for i, role in enumerate(roles) if role != "system"), len(roles))
    if "system" in roles[first:]:
        raise ValueError(f"a system turn stands after the conversation has begun: {roles}")
    return first, roles[first:]
