"""A filled-in sheet, read and checked."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path

from motivelab.errors import InputError, choices
from motivelab.exchange.human_judges.sheet import Key

Ratings = Mapping[str, Mapping[str, float]]
"""Rating by criterion, by performance (trial id); a criterion that was left empty is absent."""


def read_ratings(path: Path, key: Key) -> Ratings:
    """The ratings of a sheet that somebody filled in.

    Rows without any rating are passed over, as is every column that is no criterion. Commas, semicolons and tabs are
    told apart by the header; UTF-8 with or without a byte order mark.

    Args:
        path: the CSV file.
        key: of the sheet.

    Raises:
        InputError: a column is missing, an id is unknown or stands twice, a rating is no whole number of the scale, or
            nothing was rated; names file, row (the first row below the header is 1), column and value.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: is not UTF-8 ({error.reason}); save the sheet as CSV in UTF-8") from error
    header = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=header.count))
    columns = [name.strip() for name in reader.fieldnames or ()]
    for name in ("id", *(c.id for c in key.criteria)):
        if name not in columns:
            raise InputError(f"{path}: there is no column {name!r}; {choices(name, columns)}")
    reader.fieldnames = columns
    found: dict[str, dict[str, float]] = {}
    for number, row in enumerate(_rows(reader, path=path), start=1):
        where = f"{path}, row {number}"
        given = {c.id: (row[c.id] or "").strip() for c in key.criteria}
        if not any(given.values()):
            continue
        blind = (row["id"] or "").strip()
        if blind not in key.works:
            raise InputError(f"{where}, column 'id': {blind!r} is no work of this key; restore the id from the sheet")
        trial = key.works[blind]
        if trial in found:
            raise InputError(f"{where}, column 'id': {blind!r} was rated above already; keep one of the rows")
        found[trial] = {
            name: _rating(value, key, where=f"{where}, column {name!r}") for name, value in given.items() if value
        }
    if not found:
        raise InputError(f"{path}: no work was rated; write numbers from {key.low} to {key.high} under the criteria")
    return found


def _rows(reader: csv.DictReader[str], *, path: Path) -> Iterator[dict[str, str]]:
    try:
        yield from reader
    except csv.Error as error:
        raise InputError(f"{path}, line {reader.line_num}: is no CSV ({error}); save the sheet as CSV again") from error


def _rating(value: str, key: Key, *, where: str) -> float:
    try:
        number = float(value.replace(",", "."))
    except ValueError:
        number = float("nan")
    if not (number.is_integer() and key.low <= number <= key.high):
        raise InputError(f"{where}: {value!r}: expected a whole number from {key.low} to {key.high}, or nothing")
    return number
