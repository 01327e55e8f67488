"""Records in JSON, one a line."""

from __future__ import annotations

import json
from collections.abc import Sequence

from motivelab.bank.answer_text import work_of


def count(answer: str, *, units: int, keys: Sequence[str]) -> int:
    """How many different lines are a JSON object with exactly these keys and no empty value; beyond `units` too.

    >>> count('{"name": "Ada", "age": 9}\\n{"name": "Bo"}', units=2, keys=["name", "age"])
    1
    """
    records = set()
    for line in work_of(answer).splitlines():
        try:
            record = json.loads(line.strip().rstrip(","))
        except (json.JSONDecodeError, RecursionError):
            continue
        if isinstance(record, dict) and set(record) == set(keys) and all(v not in ("", None) for v in record.values()):
            records.add(json.dumps(record, sort_keys=True))
    return len(records)
