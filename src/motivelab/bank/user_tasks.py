"""Tasks from a person's own file: TOML as the bank's, or one row a task in CSV, JSON Lines or Parquet."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from motivelab.bank.parse import parse_task
from motivelab.bank.toml_file import read_toml_tasks
from motivelab.errors import StimulusError, choices
from motivelab.schema.task import Task

TABLE_SUFFIXES = (".csv", ".jsonl", ".ndjson", ".parquet")
SUFFIXES = (".toml", *TABLE_SUFFIXES)
COLUMNS = (
    "id",
    "text",
    "family",
    "category",
    "categories",
    "version",
    "compliance",
    "max_tokens",
    "verbatim",
    "check_kind",
    "check_accept",
    "check_value",
    "check_tolerance",
    "check_function",
    "check_arguments",
    "ladder_units",
    "ladder_counter",
    "ladder_tokens_per_unit",
    "ladder_arguments",
)
NO_CATEGORY = "uncategorised"
_LISTS = ("categories", "check_accept")
_WHOLE = ("version", "max_tokens", "ladder_units", "ladder_tokens_per_unit")
_REAL = ("check_value", "check_tolerance")
_JSON = ("check_arguments", "ladder_arguments")


def load_user_tasks(path: str | Path) -> tuple[Task, ...]:
    """Tasks of one file, in its order.

    A table needs the columns `id` and `text`; all others of `COLUMNS` are optional and empty cells count as absent.
    Without `family` a task is its own family; without `category` or `categories` it is `uncategorised`. Several
    categories, or several accepted answers, are a list, or in CSV one cell with semicolons between. Arguments of a
    checker or counter are a JSON object.

    Raises:
        StimulusError: a missing or unknown column, or a value outside its range; names file, row and column. Rows count
            from 1 and leave out the header.
    """
    path = Path(path)
    if not path.is_file():
        raise StimulusError(f"{path}: no such file; give a file ending in {', '.join(SUFFIXES)}")
    if path.suffix == ".toml":
        return tuple(read_toml_tasks(path))
    frame = _read_table(path)
    for column in frame.columns:
        if column not in COLUMNS:
            raise StimulusError(f"{path}: unknown column {column!r}; {choices(column, COLUMNS)}. Rename or drop it")
    for column in ("id", "text"):
        if column not in frame.columns:
            raise StimulusError(f"{path}: column {column!r} is missing; it has {', '.join(frame.columns)}. Add it")
    return tuple(_row_task(row, where=f"{path}, row {n}") for n, row in enumerate(frame.iter_rows(named=True), start=1))


def _read_table(path: Path) -> pl.DataFrame:
    try:
        if path.suffix == ".csv":
            return pl.read_csv(path, infer_schema=False)
        if path.suffix in (".jsonl", ".ndjson"):
            return pl.DataFrame(_json_rows(path), infer_schema_length=None)
        if path.suffix == ".parquet":
            return pl.read_parquet(path)
    except (pl.exceptions.PolarsError, TypeError) as error:
        raise StimulusError(f"{path}: cannot be read as a table: {error}; check that its kind fits its name") from error
    raise StimulusError(f"{path}: files ending in {path.suffix!r} are not read; {choices(path.suffix, SUFFIXES)}")


def _json_rows(path: Path) -> list[dict[str, object]]:
    """Rows of a JSON Lines file; an `arguments` object stays text, since its keys differ from row to row."""
    rows = []
    for n, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise StimulusError(f"{path}, line {n}: not JSON: {error}; write one object a line") from error
        if not isinstance(row, dict):
            raise StimulusError(f"{path}, line {n}: {row!r} is no object; write one object a line")
        rows.append({k: json.dumps(v) if isinstance(v, dict) else v for k, v in row.items()})
    return rows


def _row_task(row: Mapping[str, object], *, where: str) -> Task:
    cells = {column: _cell(column, value, where=where) for column, value in row.items() if not _empty(value)}
    if "category" in cells and "categories" in cells:
        raise StimulusError(f"{where}: has both 'category' and 'categories'; keep one of the two columns")
    categories = cells.get("categories", cells.get("category", NO_CATEGORY))
    if not isinstance(categories, list):
        categories = [categories]
    table: dict[str, object] = {
        key: cells[key] for key in ("id", "text", "version", "compliance", "max_tokens", "verbatim") if key in cells
    }
    for prefix in ("check", "ladder"):
        nested = {key.removeprefix(f"{prefix}_"): v for key, v in cells.items() if key.startswith(f"{prefix}_")}
        if nested:
            table[prefix] = nested
    family = str(cells.get("family", cells.get("id", "")))
    return parse_task(table, where=where, family=family, categories=tuple(str(c) for c in categories))


def _empty(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip()) or value == []


def _cell(column: str, value: object, *, where: str) -> object:
    """The cell as the record wants it: CSV knows only strings, other tables know types."""
    if column in _LISTS and isinstance(value, str):
        return [part.strip() for part in value.split(";") if part.strip()]
    if column in _WHOLE or column in _REAL:
        try:
            number = float(value) if isinstance(value, str | int | float) else None
        except ValueError:
            number = None
        if number is None or (column in _WHOLE and not number.is_integer()):
            wanted = "a whole number" if column in _WHOLE else "a number"
            raise StimulusError(f"{where}: column {column!r} is {value!r}, not {wanted}; correct or empty the cell")
        return int(number) if column in _WHOLE else number
    if column in _JSON and isinstance(value, str):
        try:
            return json.loads(value)
        except json.JSONDecodeError as error:
            raise StimulusError(f"{where}: column {column!r} is {value!r}, not JSON ({error}); correct it") from error
    if column == "verbatim" and isinstance(value, str):
        return {"true": True, "false": False}.get(value.strip().lower(), value)
    return str(value) if column in ("id", "text", "family") else value
