"""Stimuli as JSON and back, so that a run can be read without the files they came from."""

from __future__ import annotations

from typing import Any

import orjson
from pydantic import TypeAdapter

from motivelab.schema.stimuli import Stimuli

_ADAPTER: TypeAdapter[Stimuli] = TypeAdapter(Stimuli)


def stimuli_to_json(stimuli: Stimuli) -> bytes:
    """All of it; `stimuli_from_json` gives back equal records."""
    return orjson.dumps(_plain(stimuli), option=orjson.OPT_NON_STR_KEYS)


def stimuli_from_json(text: bytes) -> Stimuli:
    """What `stimuli_to_json` wrote.

    Raises:
        ValueError: not JSON, or not stimuli.
    """
    document = orjson.loads(text)
    if not isinstance(document, dict):
        raise ValueError("not an object")
    for task in document.get("tasks", ()):
        for part in (task.get("check"), task.get("ladder")):
            if part is not None:
                part["arguments"] = _tuples(part["arguments"])
    return _ADAPTER.validate_python(document)


def _tuples(value: Any) -> Any:
    """Arguments of checkers and counters hold tuples, which JSON writes as lists."""
    return tuple(_tuples(v) for v in value) if isinstance(value, list) else value


def _plain(value: Any) -> Any:
    return {name: getattr(value, name) for name in value.__dataclass_fields__}
