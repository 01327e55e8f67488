"""One task as a person wrote it, turned into a record or into an error that names the fault."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Collection, Mapping
from typing import Literal, cast, get_args

from motivelab.errors import StimulusError, choices
from motivelab.schema.task import AnswerCheck, Compliance, LadderStep, Task

TASK_KEYS = frozenset({"id", "text", "version", "compliance", "check", "ladder", "max_tokens", "verbatim"})
_CHECK_KEYS = {
    "exact": frozenset({"kind", "accept"}),
    "numeric": frozenset({"kind", "value", "tolerance"}),
    "function": frozenset({"kind", "function", "arguments"}),
}
_LADDER_KEYS = frozenset({"units", "counter", "tokens_per_unit", "arguments"})


def known_keys(table: Mapping[str, object], known: Collection[str], *, where: str) -> None:
    """Refuse a key that nothing reads, naming the nearest one that is read.

    Raises:
        StimulusError: `table` has a key outside `known`.
    """
    for key in table:
        if key not in known:
            raise StimulusError(f"{where}: unknown key {key!r}; {choices(key, known)}. Rename or remove it")


def text_field(table: Mapping[str, object], key: str, *, where: str) -> str:
    """A required, non-empty string, stripped and in Unicode normal form C.

    Raises:
        StimulusError: the key is missing, no string, or blank.
    """
    value = table.get(key)
    if value is None:
        raise StimulusError(f'{where}: {key!r} is missing; add {key} = "..."')
    if not isinstance(value, str) or not value.strip():
        raise StimulusError(f'{where}: {key} = {value!r} is not a non-empty string; write {key} = "..."')
    return unicodedata.normalize("NFC", value.strip())


def whole_field(table: Mapping[str, object], key: str, *, where: str) -> int:
    """A required whole number of at least 1.

    Raises:
        StimulusError: the key is missing or its value is something else.
    """
    value = table.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise StimulusError(
            f"{where}: {key} = {value!r} is not a whole number of at least 1; write {key} = 1, 2, 3, ..."
        )
    return value


def strings_field(table: Mapping[str, object], key: str, *, where: str) -> tuple[str, ...]:
    """A required, non-empty list of strings.

    Raises:
        StimulusError: the key is missing or its value is something else.
    """
    value = table.get(key)
    if not isinstance(value, list | tuple) or not value or not all(isinstance(v, str) and v.strip() for v in value):
        raise StimulusError(f'{where}: {key} = {value!r} is not a list of strings; write {key} = ["..."]')
    return tuple(unicodedata.normalize("NFC", v.strip()) for v in value)


def categories_field(table: Mapping[str, object], *, where: str, valid: Collection[str] | None) -> tuple[str, ...]:
    """The categories of a family, home category first.

    Args:
        table: what the person wrote.
        where: file and family, for the error.
        valid: the categories to choose from, or None where any name will do (a user's own bank).

    Raises:
        StimulusError: none given, one given twice, or one outside `valid`.
    """
    found = strings_field(table, "categories", where=where)
    if len(set(found)) < len(found):
        raise StimulusError(
            f"{where}: categories = {list(found)!r} names one category twice; name each once, home first"
        )
    for category in found:
        if valid is not None and category not in valid:
            raise StimulusError(
                f"{where}: categories has {category!r}, which is no category; {choices(category, valid)}"
            )
    return found


def parse_task(table: Mapping[str, object], *, where: str, family: str, categories: tuple[str, ...]) -> Task:
    """A task from the keys a person wrote.

    Args:
        table: the keys of one `[[family.task]]`, or of one row of a table.
        where: file and family (or row), for the error.
        family: the family's id.
        categories: the family's categories, home category first.

    Raises:
        StimulusError: an unknown key, a missing one, or a value outside its range.

    Example:
        >>> parse_task({"id": "a-1", "text": "Count to 9."}, where="x.toml", family="a", categories=("logic",)).version
        1
    """
    task_id = text_field(table, "id", where=where)
    where = f"{where}, task {task_id!r}"
    known_keys(table, TASK_KEYS, where=where)
    compliance = table.get("compliance", "doable")
    if compliance not in get_args(Compliance):
        raise StimulusError(f"{where}: compliance = {compliance!r}; {choices(compliance, get_args(Compliance))}")
    ladder = parse_ladder_step(table["ladder"], where=where) if "ladder" in table else None
    max_tokens = whole_field(table, "max_tokens", where=where) if "max_tokens" in table else None
    if max_tokens is None and ladder is not None:
        max_tokens = ladder.token_cap
    return Task(
        id=task_id,
        family=family,
        categories=categories,
        text=_task_text(table, where=where),
        version=whole_field(table, "version", where=where) if "version" in table else 1,
        compliance=cast("Compliance", compliance),
        check=parse_check(table["check"], where=where) if "check" in table else None,
        ladder=ladder,
        max_tokens=max_tokens,
    )


def _task_text(table: Mapping[str, object], *, where: str) -> str:
    """The text in its normal form, or to the byte where `verbatim = true` asks for that."""
    verbatim = table.get("verbatim", False)
    if not isinstance(verbatim, bool):
        raise StimulusError(f"{where}: verbatim = {verbatim!r} is neither true nor false; write one of them")
    text = text_field(table, "text", where=where)
    return str(table["text"]) if verbatim else text


def parse_check(value: object, *, where: str) -> AnswerCheck:
    """How an answer is scored, from the `check` table.

    Raises:
        StimulusError: not a table, an unknown kind or key, or a value outside its range.
    """
    table = _table(value, key="check", where=where)
    kind = table.get("kind")
    if kind not in _CHECK_KEYS:
        raise StimulusError(f"{where}: check.kind = {kind!r}; {choices(kind, _CHECK_KEYS)}")
    kind = cast('Literal["exact", "numeric", "function"]', kind)
    known_keys(table, _CHECK_KEYS[kind], where=f"{where}, check of kind {kind!r}")
    if kind == "exact":
        return AnswerCheck(kind=kind, accept=strings_field(table, "accept", where=f"{where}, check"))
    if kind == "numeric":
        number = _number(table, "value", where=where)
        tolerance = _number(table, "tolerance", where=where) if "tolerance" in table else 0.0
        if tolerance < 0:
            raise StimulusError(f"{where}: check.tolerance = {tolerance!r} is negative; give 0 or a positive distance")
        return AnswerCheck(kind=kind, value=number, tolerance=tolerance)
    return AnswerCheck(
        kind=kind,
        function=text_field(table, "function", where=f"{where}, check"),
        arguments=_arguments(table, where=f"{where}, check"),
    )


def parse_ladder_step(value: object, *, where: str) -> LadderStep:
    """A rung, from the `ladder` table.

    Raises:
        StimulusError: not a table, an unknown key, or a value outside its range.
    """
    table = _table(value, key="ladder", where=where)
    where = f"{where}, ladder"
    known_keys(table, _LADDER_KEYS, where=where)
    return LadderStep(
        units=whole_field(table, "units", where=where),
        counter=text_field(table, "counter", where=where),
        tokens_per_unit=whole_field(table, "tokens_per_unit", where=where),
        arguments=_arguments(table, where=where),
    )


def _table(value: object, *, key: str, where: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise StimulusError(f"{where}: {key} = {value!r} is not a table; write {key} = {{ ... }}")
    return value


def _number(table: Mapping[str, object], key: str, *, where: str) -> float:
    value = table.get(key)
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
        raise StimulusError(f"{where}: check.{key} = {value!r} is not a finite number; write {key} = 3 or 3.5")
    return float(value)


def _arguments(table: Mapping[str, object], *, where: str) -> tuple[tuple[str, object], ...]:
    arguments = _table(table.get("arguments", {}), key="arguments", where=where)
    return tuple(sorted((key, _frozen(value, where=f"{where}: arguments.{key}")) for key, value in arguments.items()))


def _frozen(value: object, *, where: str) -> object:
    """Lists as tuples, so that a task stays hashable."""
    if isinstance(value, list | tuple):
        return tuple(_frozen(v, where=where) for v in value)
    if isinstance(value, str | int | float | bool):
        return value
    raise StimulusError(f"{where} = {value!r} is no string, number, truth value or list of these; rewrite it as one")
