"""The report's copy of the study file: verbatim but for addresses, since a report is handed on and a server is not."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from urllib.parse import urlsplit

_GIVEN = re.compile(r"""(?P<key>base_url["']?\s*=\s*)(?P<quote>\"{3}|'{3}|["'])(?P<address>[^"'\n]*)(?P=quote)""")


def study_copy(text: str) -> str:
    """The text with every `base_url` masked, also where a comment repeats it; the scheme stays.

    Example:
        >>> study_copy('base_url = "http://gpu.lab.example:8000/v1"  # gpu.lab.example, second floor')
        'base_url = "http://…"  # …, second floor'
    """
    masked = _GIVEN.sub(lambda m: f"{m['key']}{m['quote']}{_masked(m['address'])}{m['quote']}", text)
    given = {m["address"] for m in _GIVEN.finditer(text)} | set(_addresses(_parsed(text)))
    for address in sorted(given, key=len, reverse=True):
        masked = masked.replace(address, _masked(address)) if address else masked
    for name in sorted(set(filter(None, map(_machine, given))), key=len, reverse=True):
        masked = re.sub(rf"(?<![\w.-]){re.escape(name)}(?::\d+)?(?![\w-])", "…", masked, flags=re.IGNORECASE)
    return masked


def study_title(text: str) -> str:
    """The study's title, or ""."""
    title = _parsed(text).get("title")
    return title.strip() if isinstance(title, str) else ""


def _parsed(text: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return {}


def _addresses(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "base_url" and isinstance(inner, str):
                yield inner
            else:
                yield from _addresses(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _addresses(inner)


def _masked(address: str) -> str:
    scheme, mark, _ = address.partition("://")
    return f"{scheme}{mark}…" if mark else "…"


def _machine(address: str) -> str:
    try:
        name = urlsplit(address).hostname or ""
    except ValueError:
        return ""
    return "" if name == "localhost" else name
