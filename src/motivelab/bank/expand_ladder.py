"""An effort ladder: one piece of work written once, asked for at growing numbers of units."""

from __future__ import annotations

from collections.abc import Mapping

from motivelab.bank.parse import known_keys, parse_ladder_step, strings_field, text_field, whole_field
from motivelab.errors import StimulusError, choices
from motivelab.schema.task import Compliance, Task

LADDER_KEYS = frozenset(
    {
        "text",
        "text_one",
        "items",
        "answers",
        "units",
        "counter",
        "tokens_per_unit",
        "arguments",
        "version",
        "compliance",
    }
)


def expand_ladder(table: Mapping[str, object], *, where: str, family: str, categories: tuple[str, ...]) -> list[Task]:
    """The rungs of a ladder, from its template.

    A rung of n units reads `text` with `{units}` replaced by n and `{items}` by the first n items, one a line; the rung
    of one unit reads `text_one` where there is one. So every rung contains the work of the rungs below it. The counter
    gets the rung's number of units as `units` and the first n `answers` as `expected`.

    Args:
        table: the keys of `[family.ladder]`.
        where: file and family, for the error.
        family: the family's id; a rung's id is the family's with the units appended.
        categories: the family's categories, home category first.

    Raises:
        StimulusError: an unknown key, a missing one, or fewer items or answers than the highest rung needs.

    Example:
        >>> table = {"text": "Write {units} haikus.", "text_one": "Write a haiku.", "units": [1, 2],
        ...          "counter": "numbered_lines", "tokens_per_unit": 40}
        >>> [t.text for t in expand_ladder(table, where="x.toml", family="haikus", categories=("writing",))]
        ['Write a haiku.', 'Write 2 haikus.']
    """
    where = f"{where}, ladder"
    known_keys(table, LADDER_KEYS, where=where)
    units = table.get("units", [1, 2, 4, 8, 16, 32])
    if not isinstance(units, list) or not units or any(type(u) is not int or u < 1 for u in units):
        raise StimulusError(f"{where}: units = {units!r} is not a list of whole numbers; write units = [1, 2, 4]")
    if sorted(set(units)) != units:
        raise StimulusError(f"{where}: units = {units!r} do not rise; order them and name each once")
    text = text_field(table, "text", where=where)
    text_one = text_field(table, "text_one", where=where) if "text_one" in table else text
    items = _long_enough(table, "items", needed=max(units), where=where)
    answers = _long_enough(table, "answers", needed=max(units), where=where)
    if items and "{items}" not in text:
        raise StimulusError(f"{where}: items are given but text has no {{items}}; say where they go")
    compliance = table.get("compliance", "doable")
    if compliance not in ("doable", "refusable", "impossible"):
        raise StimulusError(
            f"{where}: compliance = {compliance!r}; {choices(compliance, ('doable', 'refusable', 'impossible'))}"
        )
    kept: Compliance = compliance
    version = whole_field(table, "version", where=where) if "version" in table else 1
    tasks = []
    for n in units:
        arguments = dict(_given_arguments(table, where=where), units=n)
        if answers:
            arguments["expected"] = list(answers[:n])
        step = parse_ladder_step(
            {
                "units": n,
                "counter": table.get("counter"),
                "tokens_per_unit": table.get("tokens_per_unit"),
                "arguments": arguments,
            },
            where=where,
        )
        wording = (text_one if n == 1 else text).replace("{units}", str(n)).replace("{items}", "\n".join(items[:n]))
        tasks.append(
            Task(
                id=f"{family}-{n}",
                family=family,
                categories=categories,
                text=wording,
                version=version,
                compliance=kept,
                ladder=step,
                max_tokens=step.token_cap,
            )
        )
    return tasks


def _long_enough(table: Mapping[str, object], key: str, *, needed: int, where: str) -> tuple[str, ...]:
    if key not in table:
        return ()
    found = strings_field(table, key, where=where)
    if len(found) < needed:
        raise StimulusError(
            f"{where}: {key} has {len(found)} entries but the highest rung needs {needed}; add the rest"
        )
    return found


def _given_arguments(table: Mapping[str, object], *, where: str) -> Mapping[str, object]:
    arguments = table.get("arguments", {})
    if not isinstance(arguments, Mapping):
        raise StimulusError(f"{where}: arguments = {arguments!r} is not a table; write arguments = {{ ... }}")
    for key in ("units", "expected"):
        if key in arguments:
            raise StimulusError(f"{where}: arguments.{key} is filled in for each rung; remove it")
    return arguments
