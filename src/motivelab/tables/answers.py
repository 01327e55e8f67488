"""Stored answers into columns: JSON decoded in one pass."""

from __future__ import annotations

from collections.abc import Mapping

import orjson
import polars as pl

from motivelab.errors import StoreCorruptedError


def decode_answers(answers: pl.Series, *, trial_ids: pl.Series, fields: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """One column a field, one row an answer; null where an answer does not hold the field.

    Args:
        answers: JSON objects.
        trial_ids: whose they are, for the error.
        fields: what to read out of them, by key.

    Raises:
        StoreCorruptedError: an answer is no object, or holds something else than its procedure writes.

    Example:
        >>> answers = pl.Series(['{"choice":2,"begun":true}'])
        >>> decode_answers(answers, trial_ids=pl.Series(["00"]), fields={"choice": pl.Int64()}).rows()
        [(2,)]
    """
    wanted = pl.Struct(dict(fields))
    try:
        return answers.str.json_decode(wanted).struct.unnest()
    except pl.exceptions.ComputeError as error:
        row = _first_bad(answers, wanted)
        raise StoreCorruptedError(
            f"the stored answer of trial {trial_ids[row]!r} is {answers[row]!r}, which does not fit the fields "
            f"{', '.join(fields)}. Read the verbatim completions anew with `motivelab reparse RUN`."
        ) from error


def _first_bad(answers: pl.Series, wanted: pl.DataType) -> int:
    for row in range(len(answers)):
        try:
            orjson.loads(answers[row])
            answers[row : row + 1].str.json_decode(wanted)
        except (ValueError, pl.exceptions.ComputeError):
            return row
    return 0
