"""One bank file in TOML: a home category and its families."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from importlib.resources.abc import Traversable
from pathlib import Path

from motivelab.bank.expand_ladder import expand_ladder
from motivelab.bank.parse import categories_field, known_keys, parse_task, text_field
from motivelab.errors import StimulusError
from motivelab.schema.task import Task


def read_toml_tasks(path: Path | Traversable, *, valid_categories: Collection[str] | None = None) -> list[Task]:
    """Every task of one TOML file, in the order written.

    Args:
        path: the file.
        valid_categories: the categories to choose from, or None where any name will do (a user's own bank).

    Raises:
        StimulusError: no UTF-8, no TOML, or not the bank's layout; the message names file, family, task and field.
    """
    name = str(path)
    try:
        document = tomllib.loads(path.read_bytes().decode("utf-8"))
    except UnicodeDecodeError as error:
        raise StimulusError(f"{name}: not UTF-8 (byte {error.start}); save the file as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise StimulusError(f"{name}: not TOML: {error}; see docs/bank.md for the layout") from error
    except OSError as error:
        raise StimulusError(f"{name}: cannot be read ({error.strerror}); check the path") from error
    known_keys(document, {"category", "family"}, where=name)
    home = text_field(document, "category", where=name)
    tasks: list[Task] = []
    for family in _tables(document, "family", where=name):
        tasks.extend(_family_tasks(family, where=name, home=home, valid_categories=valid_categories))
    return tasks


def _family_tasks(
    table: Mapping[str, object], *, where: str, home: str, valid_categories: Collection[str] | None
) -> list[Task]:
    family = text_field(table, "id", where=f"{where}, a family")
    where = f"{where}, family {family!r}"
    known_keys(table, {"id", "categories", "task", "ladder"}, where=where)
    categories = categories_field(table, where=where, valid=valid_categories)
    if categories[0] != home:
        raise StimulusError(
            f"{where}: categories starts with {categories[0]!r} but the file's category is {home!r};"
            f" put {home!r} first or move the family to the file of its home category"
        )
    if "ladder" in table:
        ladder = table["ladder"]
        if not isinstance(ladder, Mapping) or "task" in table:
            raise StimulusError(f"{where}: a family has either [family.ladder] or [[family.task]]; keep one of them")
        return expand_ladder(ladder, where=where, family=family, categories=categories)
    return [
        parse_task(task, where=where, family=family, categories=categories)
        for task in _tables(table, "task", where=where)
    ]


def _tables(table: Mapping[str, object], key: str, *, where: str) -> list[Mapping[str, object]]:
    value = table.get(key)
    if not isinstance(value, list) or not value or not all(isinstance(v, Mapping) for v in value):
        raise StimulusError(f"{where}: {key!r} is missing or no array of tables; write [[{_header(key)}]]")
    return value


def _header(key: str) -> str:
    return key if key == "family" else f"family.{key}"
