"""What is wrong with a study file, fault by fault, in words that name field, value, valid keys and the way out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError

from motivelab.errors import choices
from motivelab.schema.study import Study

Location = tuple[str | int, ...]


def study_faults(error: ValidationError, document: Mapping[str, Any]) -> tuple[str, ...]:
    """Every fault that pydantic found in a study document, one sentence each, in the order of the file.

    Faults at one place are told once: a field that may be a list or a word gives two of pydantic's errors.

    Args:
        error: what `Study.model_validate(document)` raised.
        document: the parsed TOML.

    Example:
        >>> document = {"name": "x", "respondents": [{"model": "sim/null"}], "procedures": [{"kind": "perform"}]}
        >>> try:
        ...     Study.model_validate(document)
        ... except ValidationError as caught:
        ...     print(study_faults(caught, document)[0][:59])
        procedures[0].kind = 'perform': not a valid choice; did you
    """
    told: dict[str, list[str]] = {}
    for entry in error.errors(include_url=False):
        location, value, found = _place(entry["loc"], document)
        told.setdefault(_dotted(location), []).append(_sentence(entry, location, value, found=found))
    return tuple(f"{field}{_join(sentences)}" for field, sentences in told.items())


def _place(loc: Location, document: Mapping[str, Any]) -> tuple[Location, Any, bool]:
    """The part of a location that is in the document, its value, and whether there is one.

    pydantic appends union tags to locations, which no person has written; they are left out. A missing field is kept as
    the last part: it is in the model, not in the document.
    """
    here: Any = document
    path: list[str | int] = []
    for depth, part in enumerate(loc):
        if isinstance(part, str) and isinstance(here, Mapping):
            path.append(part)
            if part not in here:
                return tuple(path), None, False
            here = here[part]
        elif isinstance(part, int) and isinstance(here, Sequence) and not isinstance(here, str) and part < len(here):
            path.append(part)
            here = here[part]
        elif depth == len(loc) - 1 or isinstance(part, str):
            continue
    return tuple(path), here, True


def _sentence(entry: Any, location: Location, value: Any, *, found: bool) -> str:
    kind, context = entry["type"], entry.get("ctx", {})
    if kind == "extra_forbidden":
        table = _model_at(location[:-1])
        keys = _keys(table) if table is not None else []
        return f": unknown key; {choices(location[-1], keys)}"
    if kind == "missing":
        return ": is missing; write it (see docs/study-file.md)"
    shown = f" = {_shown(value)}" if found and not isinstance(value, Mapping) else ""
    if kind == "too_short":
        return f"{shown}: names nothing; name at least one, or leave the key out for what holds without it"
    if kind == "literal_error":
        valid = re.findall(r"'([^']*)'", context.get("expected", ""))
        return f"{shown}: not a valid choice; {choices(value, valid)}"
    if kind == "string_pattern_mismatch":
        return f"{shown}: {_PATTERNS.get(str(location[-1]), 'letters, digits and . _ : / @ + - only')}"
    message = str(entry["msg"]).removeprefix("Value error, ")
    return f"{shown}: {message[0].lower()}{message[1:]}"


_PATTERNS = {
    "model": "a model is written 'provider/model', as in 'openai/gpt-4o-mini' or 'sim/coherent'",
    "base_url": "an address begins with http:// or https://",
    "key_env": "give the name of an environment variable, as in 'OPENAI_API_KEY', never the key itself",
    "name": "a name begins with a letter or digit and goes on with letters, digits and . _ - (for labels also : / @ +)",
}


def _join(sentences: list[str]) -> str:
    """One field's sentences as one: the value once, the reasons after it."""
    unique = list(dict.fromkeys(sentences))
    head, _, first = unique[0].partition(": ")
    return f"{head}: " + "; or ".join([first, *(s.partition(": ")[2] for s in unique[1:])])


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def _dotted(location: Location) -> str:
    """A location as people write it.

    >>> _dotted(("respondents", 0, "settings", "temprature"))
    'respondents[0].settings.temprature'
    """
    out = ""
    for part in location:
        out += f"[{part}]" if isinstance(part, int) else (f".{part}" if out else part)
    return out or "(the whole file)"


def _model_at(location: Location) -> type[BaseModel] | None:
    """The table that stands at a location of the study file."""
    model: type[BaseModel] = Study
    for part in location:
        if isinstance(part, int):
            continue
        field = model.model_fields.get(part)
        inner = next(_tables(field.annotation), None) if field is not None else None
        if inner is None:
            return None
        model = inner
    return model


def _tables(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and get_origin(annotation) is None and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _tables(inner)


def _keys(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]
