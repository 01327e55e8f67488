"""A page of trials, as the script of the page reads it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import orjson
import polars as pl

from motivelab.schema.digest import parse_trial_id
from motivelab.store.reading import completion_texts
from motivelab.store.store import Store
from motivelab.viewer.index import FILTERS, Index
from motivelab.viewer.query import Query, matching

PAGE = 50
"""Trials a page."""

_SEARCHED_AT_ONCE = 500
_SEARCH_S = 4.0
_SHOWN = (
    "trial_id",
    "respondent",
    "author",
    "procedure",
    "kind",
    "condition",
    "task",
    "other_task",
    "replicate",
    "status",
)


def standing(index: Index) -> dict[str, Any]:
    """How far the run is, and which values each filter can take with how many trials."""
    values = {}
    for name in FILTERS:
        counted = index.frame[name].drop_nulls().value_counts(sort=True)
        values[name] = [[str(value), count] for value, count in counted.iter_rows()]
    return {
        "study": index.plan.study.title or index.plan.study.name,
        "planned": index.frame.height,
        "answered": index.answered,
        "running": index.running,
        "simulated": sorted({c.respondent.name for c in index.plan.cells if c.respondent.provider == "sim"}),
        "values": values,
    }


def listing(index: Index, store: Store, query: Query) -> dict[str, Any]:
    """One page of the trials that fit.

    A search in the replies reads them one by one from where the page begins; after some seconds it stops and says how
    far it came, and the next page goes on there.

    Returns:
        `rows`; `matching`, how many trials fit (of a search: how many were to be looked through); `next`, where the
        next page begins, or None; `searched`, how far a search came.
    """
    found = matching(index.frame, query)
    if query.text:
        chosen, searched = _search(found, store, query)
        following = searched if searched < found.height else None
    else:
        chosen = found.slice(query.start, PAGE)
        searched = following = query.start + chosen.height
        following = following if following < found.height else None
    return {
        "rows": [_row(row) for row in chosen.iter_rows(named=True)],
        "matching": found.height,
        "next": following,
        "searched": searched if query.text else None,
    }


def _search(found: pl.DataFrame, store: Store, query: Query) -> tuple[pl.DataFrame, int]:
    """Up to a page of rows whose reply holds the text, and how many rows were looked through."""
    needle, ends = query.text.casefold(), time.monotonic() + _SEARCH_S
    ids = found["trial_id"]
    hits: list[int] = []
    at = query.start
    while at < found.height and len(hits) < PAGE and time.monotonic() < ends:
        chunk = ids.slice(at, _SEARCHED_AT_ONCE).to_list()
        texts = completion_texts(store, [parse_trial_id(i) for i in chunk])
        for place, trial in enumerate(chunk, start=at):
            if needle in texts.get(parse_trial_id(trial), "").casefold():
                hits.append(place)
                if len(hits) == PAGE:
                    return found[hits], place + 1
        at += len(chunk)
    return found[hits], min(at, found.height)


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **{name: row[name] for name in _SHOWN},
        "said": said(row["kind"], row["answer"]),
        "tokens": row["output_tokens"],
        "latency": row["latency_s"],
    }


def said(kind: str, answer: str | None) -> str:
    """What was read from a reply, in a few words.

    Example:
        >>> said("self_report", '{"motivation":82,"reason":"It is fun."}')
        'motivation 82'
    """
    if answer is None:
        return ""
    read = orjson.loads(answer)
    if kind == "forced_choice":
        return {0: "neither"}.get(read.get("choice"), f"task {read.get('choice')}") if "choice" in read else ""
    if kind == "performance":
        state = [w for w, on in (("refused", read.get("complied") is False), ("cut off", read.get("truncated"))) if on]
        return ", ".join([*state, f"{read['words']:,} words"] if "words" in read else state)
    numbers = [f"{k} {v:g}" for k, v in read.items() if isinstance(v, (int, float)) and not isinstance(v, bool)]
    return ", ".join(numbers) or ("does not apply" if read.get("does_not_apply") else "")
