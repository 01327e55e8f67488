"""Estimates beside the numbers that the founding study printed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

import polars as pl

from motivelab.analyses.as_published.computation.founding_models import founding_model
from motivelab.analyses.as_published.computation.labels import EVERYBODY
from motivelab.analyses.as_published.computation.names import CRITERIA, published_condition
from motivelab.analyses.protocol.to_frame import ESTIMATE_SCHEMA

_USUAL: Final[Mapping[str, str]] = {
    "term": "total",
    "moment": "pre",
    "condition": "none",
    "criterion": "all criteria",
}
"""What a row may say beyond a printed number and still answer the same."""

_FIXED: Final = ("question", *ESTIMATE_SCHEMA)
_SCHEMA: Final[dict[str, type[pl.DataType]]] = {
    "question": pl.String,
    "about": pl.String,
    "printed_respondent": pl.String,
    "respondent": pl.String,
    "track": pl.String,
    "printed": pl.Float64,
    "value": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "inside": pl.Boolean,
    "n": pl.Int64,
    "method": pl.String,
    "source": pl.String,
}


@dataclass(frozen=True, slots=True)
class Printed:
    """One printed number.

    Attributes:
        question: the analysis that asks for it.
        value: as printed; differences and reports on the scale 1 to 100.
        source: the notebook that printed it.
        labels: what it is about, in the words of our analyses; respondents by the founding study's name of the model,
            conditions and criteria by its own names.
    """

    question: str
    value: float
    source: str
    labels: Mapping[str, str]


@cache
def printed_numbers() -> tuple[Printed, ...]:
    """All of them, from the authors' public notebooks at the pinned commit.

    Example:
        >>> len(printed_numbers()) > 150
        True
    """
    text = resources.files("motivelab.exchange.nahum2026").joinpath("published.json").read_text(encoding="utf-8")
    entries: list[dict[str, Any]] = json.loads(text)["entries"]
    named = ("question", "value", "source")
    return tuple(
        Printed(e["question"], float(e["value"]), e["source"], {k: str(v) for k, v in e.items() if k not in named})
        for e in entries
    )


def compare_published(estimates: pl.DataFrame) -> pl.DataFrame:
    """Each printed number beside the estimates that answer the same, pooled and for the same models.

    Respondents correspond by the whole id of their model, never by a part of it; conditions and criteria by name. Signs
    of components are free: they are turned to the printed ones. `inside` says whether the printed number lies in the
    estimate's interval, ends included; it is empty where there is no interval.

    Args:
        estimates: all estimates as one tidy table; see `to_frame`.

    Returns:
        One row a printed number, track and estimate, in the order of the printed numbers; one with an empty `track`
        where nothing answers it.
    """
    labels = [c for c in estimates.columns if c not in _FIXED]
    by_measure: dict[tuple[str, str | None], list[dict[str, Any]]] = {}
    for row in estimates.iter_rows(named=True):
        row["_labels"] = _told({k: row[k] for k in labels if row[k] is not None and row[k] != ""})
        by_measure.setdefault((row["question"], row["measure"]), []).append(row)
    signs = _signs(by_measure)
    found = [r for printed in printed_numbers() for r in _beside(printed, by_measure, signs)]
    return pl.DataFrame(found, schema=_SCHEMA, orient="row")


def _beside(
    printed: Printed, by_measure: Mapping[tuple[str, str | None], list[dict[str, Any]]], signs: Mapping[str, float]
) -> Iterator[tuple[Any, ...]]:
    about = ", ".join(v for k, v in printed.labels.items() if k != "respondent" and v not in _USUAL.values())
    who = printed.labels["respondent"]
    rows = by_measure.get((printed.question, printed.labels["measure"]), [])
    matched = [row for row in rows if _same(printed.labels, row["_labels"])]
    if not matched:
        yield (printed.question, about, who, None, None, printed.value, *[None] * 6, printed.source)
    for row in matched:
        sign = _sign(printed.labels, signs) if row["track"] == "as_published" else 1.0
        ends = [None if row[k] is None else sign * row[k] for k in ("low", "high")]
        low, high = sorted(e for e in ends if e is not None) if None not in ends else (None, None)
        inside = None if low is None or high is None else low <= printed.value <= high
        yield (
            *(printed.question, about, who, row["respondent"], row["track"], printed.value, sign * row["value"]),
            *(low, high, inside, row["n"], row["method"], printed.source),
        )


def _told(labels: dict[str, str]) -> dict[str, str]:
    """A row's labels in the founding study's names."""
    respondent = labels.get("respondent", EVERYBODY)
    criteria = {own: name for name, own in CRITERIA.items()}
    told = {**labels, "respondent": respondent if respondent == EVERYBODY else founding_model(respondent) or ""}
    for key in ("condition", "reference"):
        if key in labels:
            told[key] = published_condition(labels[key])
    if "criterion" in labels:
        told["criterion"] = criteria.get(labels["criterion"], labels["criterion"])
    return told


def _same(printed: Mapping[str, str], own: Mapping[str, str]) -> bool:
    beyond = {k: v for k, v in own.items() if k not in printed}
    return all(own.get(k, _USUAL.get(k)) == v for k, v in printed.items()) and all(
        _USUAL.get(k) == v for k, v in beyond.items()
    )


def _signs(by_measure: Mapping[tuple[str, str | None], list[dict[str, Any]]]) -> dict[str, float]:
    """By component, the sign that brings its loadings to the printed ones."""
    signs = {}
    own = [r for r in by_measure.get(("facets", "loading"), []) if r["track"] == "as_published"]
    for component in ("1", "2"):
        printed = {
            p.labels["facet"]: p.value
            for p in printed_numbers()
            if p.labels["measure"] == "loading" and p.labels["component"] == component
        }
        fit = sum(r["value"] * printed[r["_labels"]["facet"]] for r in own if r["_labels"]["component"] == component)
        signs[component] = -1.0 if fit < 0 else 1.0
    return signs


def _sign(printed: Mapping[str, str], signs: Mapping[str, float]) -> float:
    if printed["measure"] == "loading":
        return signs[printed["component"]]
    by_term = {"f1": signs["1"], "f2": signs["2"], "f1*f2": signs["1"] * signs["2"]}
    return by_term.get(printed.get("term", ""), 1.0)
