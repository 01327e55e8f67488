"""A run written as the files that the founding study's own merge and notebooks read."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import polars as pl

from motivelab.analyses.as_published.cells import PublishedCells, published_cells
from motivelab.analyses.as_published.computation.choice_pairs import choice_pairs, choice_replies
from motivelab.analyses.as_published.computation.founding_models import founding_model
from motivelab.analyses.as_published.computation.names import (
    CRITERIA,
    POST,
    PRE,
    SIMILAR,
    TOKENS,
    published_condition,
)
from motivelab.analyses.as_published.computation.replies import replies
from motivelab.analyses.as_published.printing.table import number
from motivelab.tables.tables import Tables

_MODELS: Final[Mapping[str, str]] = {
    "gemini-2.0-flash": "vertex_ai_gemini-2.0-flash",
    "gpt-4o": "azure_gpt-4o",
    "gpt-4o-mini": "azure_gpt-4o-mini",
    "llama-3.1-8b-instruct": "ollama_chat_llama3.1_8b-instruct-fp16",
    "mistral-7b-instruct-v0.3": "ollama_chat_mistral_7b-instruct",
}
_JUDGE: Final = "azure_gpt-4o"
_LOGS: Final[Mapping[str, tuple[str, ...]]] = {
    "pre_self_report": (PRE,),
    "pre_self_report_breakdown": ("interest", "challenge", "mastery", "fear", "value", "motivation"),
    "execute": (TOKENS,),
    "post_self_report": (POST,),
    "post_similar_self_report": (SIMILAR,),
    "post_questionnaire": tuple(CRITERIA),
}
_CATEGORIES: Final[Mapping[str, str]] = {
    "programming": "Programming and Technology",
    "mathematics": "Mathematics and Numbers",
    "logic": "Logical Reasoning",
    "puzzles": "Puzzles and Logic",
    "science": "Scientific and Experimental",
    "explanation": "Summarization and Explanation",
    "writing": "Creative Writing and Literature",
    "language": "Language Learning and Translation",
    "ideation": "Brainstorming and Ideation",
    "design": "Design and Art",
    "personal": "Personal Assistance and Development",
    "everyday": "Other",
    "repetitive": "Repetitive or Exhaustive",
    "harmful": "Tasks that GPT should not comply with (ethical or legal reasons)",
    "physical": "Tasks that Involve Physical Actions (GPT cannot perform)",
}
_ABOUT: Final = ("sub_task_id", "task_id", "category", "task", "sub_task", "response", "prompt", "success")
_Replies = Mapping[tuple[str, str, str, str], Sequence[tuple[int, float | None, str | None]]]


def write_nahum2026(tables: Tables, folder: Path) -> list[Path]:
    """Write the logs that `merge_per_model.py` and the notebooks of the founding study read.

    Lays `data/task_dataset.csv` and `results/<procedure>/<model>--<condition>.csv` under the folder; copied into a
    checkout of theirs, its merge and notebooks run on them. Models, conditions and categories get their names where
    they have one. Tasks and families keep the numbers of the founding study's bank, others are counted from 1. Scores
    are on 1 to 100, ratings on 1 to 7.

    No text of a task, prompt, instrument or work is written: the columns are there and empty. Of reasons, lists of
    Python strings are written, as theirs are; they hold nothing that an evaluation would run.

    Args:
        tables: a run's tables.
        folder: where to; made where it is not there.

    Returns:
        What was written.
    """
    cells = published_cells(tables)
    said = _by_cell(replies(tables))
    ids, families = _numbers(cells.tasks), _numbers(cells.families)
    about = [
        (ids[t], families[f], str([_CATEGORIES.get(c, c) for c in own]), "", "", "", "", True)
        for t, f, own in zip(cells.tasks, cells.families, cells.categories, strict=True)
    ]
    written = [_write(folder / "data" / "task_dataset.csv", _ABOUT[:5], (row[:5] for row in about))]
    names = _model_names(cells.respondents)
    begun = _begun(tables)
    for r, respondent in enumerate(cells.respondents):
        planned = {c for c, keep in zip(cells.columns, cells.planned[r], strict=True) if keep}
        for procedure, metrics in _LOGS.items():
            for condition in sorted({c for m, c in planned if m in metrics}):
                path = folder / "results" / procedure / _file(procedure, names[respondent], condition)
                where = (respondent, cells.condition_name(condition))
                header, rows = _log(cells, said, begun, where, procedure, metrics, about)
                written.append(_write(path, header, rows))
    return [*written, *_write_choices(tables, folder, names, ids)]


def _log(
    cells: PublishedCells,
    said: _Replies,
    begun: Mapping[tuple[str, str, str], float],
    where: tuple[str, str],
    procedure: str,
    metrics: Sequence[str],
    about: Sequence[tuple[Any, ...]],
) -> tuple[list[str], list[list[Any]]]:
    columns = ["motivation_score"] if procedure.endswith("self_report") else list(metrics)
    header = [*_ABOUT, "answer", *([] if procedure == "execute" else columns)]
    if procedure == "pre_self_report_breakdown":
        header.remove("answer")
    rows = []
    for at, task in enumerate(cells.tasks):
        found = [said.get((*where, task, metric), ()) for metric in metrics]
        row = list(about[at])
        if procedure == "execute":
            tokens = next((value for _, value, _ in found[0] if value is not None), None)
            started = int(begun.get((*where, task), at))
            row[5] = f"ModelResponse(created={started}" + (f", completion_tokens={tokens:.0f})" if tokens else ")")
            rows.append([*row, ""])
            continue
        answer = (
            [] if "answer" not in header else [str([reason or "" for _, _, reason in found[0]]) if found[0] else ""]
        )
        rows.append([*row, *answer, *(_list(values) for values in found)])
    return header, rows


def _list(values: Sequence[tuple[int, float | None, str | None]]) -> str:
    """Draws in their order as a Python list, None where one holds no number; empty without any number."""
    if all(value is None for _, value, _ in values):
        return ""
    draws = [draw for draw, _, _ in values]
    by_draw = {draw: value for draw, value, _ in values}
    once = len(by_draw) == len(draws)
    listed = [by_draw.get(k) for k in range(max(1, *draws) + 1)] if once else [value for _, value, _ in values]
    return str([v if v is None or v % 1 else int(v) for v in listed])


def _by_cell(found: pl.DataFrame) -> _Replies:
    keys = ("respondent", "condition", "task", "metric")
    grouped = (
        found.with_columns(pl.col(k).cast(pl.String) for k in keys)
        .sort("replicate")
        .group_by(keys, maintain_order=True)
        .agg("replicate", "value", "reason")
    )
    return {
        (respondent, condition, task, metric): list(zip(draws, values, reasons, strict=True))
        for respondent, condition, task, metric, draws, values, reasons in grouped.iter_rows()
    }


def _begun(tables: Tables) -> dict[tuple[str, str, str], float]:
    """When each work was begun, in seconds."""
    work = tables.trials.filter(pl.col("kind").cast(pl.String) == "performance", pl.col("started").is_not_null())
    names = [pl.col(n).cast(pl.String) for n in ("respondent", "condition", "task")]
    told = work.select(*names, pl.col("started").dt.epoch("s").alias("s"))
    return {(r, c, t): s for r, c, t, s in told.iter_rows()}


def _write_choices(tables: Tables, folder: Path, names: Mapping[str, str], ids: Mapping[str, int]) -> list[Path]:
    """Every condition's log holds every pair of the respondent, for theirs are laid beside one another by row."""
    key = ["respondent", "condition", "pair", "first", "second"]
    grouped = choice_replies(tables).sort("replicate").group_by(key, maintain_order=True).agg("replicate", "reply")
    said = {tuple(row[:5]): list(zip(row[5], row[6], [None] * len(row[5]), strict=True)) for row in grouped.iter_rows()}
    sides = {(r, p, a, b): max(s, 0) for r, _, p, a, b, s, _, _ in choice_pairs(tables).iter_rows()}
    written = []
    for respondent, condition in (
        grouped.select("respondent", "condition").unique().sort("respondent", "condition").rows()
    ):
        rows = [
            [ids[a], ids[b], side, _list(said.get((respondent, condition, pair, a, b), []))]
            for (who, pair, a, b), side in sorted(sides.items())
            if who == respondent and a in ids and b in ids
        ]
        name = f"{names[respondent]}--{published_condition(condition)}.csv"
        header = ("sub_task_id_0", "sub_task_id_1", "manipulate_on", "task_number")
        written.append(_write(folder / "results" / "pre_choose" / name, header, rows))
    return written


def _numbers(names: Sequence[str]) -> dict[str, int]:
    told = {name: number(name) for name in dict.fromkeys(names)}
    known = {name: n for name, n in told.items() if isinstance(n, int)}
    if len(set(known.values())) == len(told):
        return known
    return {name: at for at, name in enumerate(told, start=1)}


def _model_names(respondents: Iterable[str]) -> dict[str, str]:
    """File names of models, theirs where a model is one of their five; no two alike."""
    names: dict[str, str] = {}
    for respondent in respondents:
        own = re.sub(r"[^\w.+@=-]", "_", respondent)
        name = _MODELS.get(founding_model(respondent) or "", own)
        while name in names.values():
            name = own if name != own else (own := f"{own}_")
        names[respondent] = name
    return names


def _file(procedure: str, model: str, condition: str) -> str:
    if procedure == "post_questionnaire":
        return f"(evaluated)({model}--{condition})--{_JUDGE}--{condition}.csv"
    return f"{model}--{condition}.csv"


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)
    return path
