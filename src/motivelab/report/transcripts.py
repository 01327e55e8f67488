"""Trials as they stand in the page: prompt as sent, reply, what was read, and what else was said of the task."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import polars as pl

from motivelab.report.number import counted
from motivelab.report.pick_transcripts import Picked, pick_transcripts
from motivelab.report.visible_text import visible_text
from motivelab.report.withheld import scale_texts, without_quotes
from motivelab.schema.message import Message
from motivelab.schema.trial import Trial
from motivelab.store.reading import StoredCompletion
from motivelab.tables.tables import Tables

LONGEST = 4_000
"""Characters of one text."""

BUDGET = 1_500_000
"""Characters of all texts together."""

_WITHHELD = "[left out: the prompt holds a scale that may not be passed on]"


class Spoken(Protocol):
    """A trial with its conversation and every completion, oldest first."""

    @property
    def trial(self) -> Trial:
        """The trial."""

    @property
    def messages(self) -> tuple[Message, ...]:
        """The conversation as it was sent."""

    @property
    def answers(self) -> tuple[StoredCompletion, ...]:
        """What came back; completions that were set aside included."""


Fetch: TypeAlias = Callable[[Sequence[str]], Mapping[str, Spoken]]
"""Gives the trials of some ids; those that cannot be had are absent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """One trial, every text made visible and cut to length.

    Attributes:
        trial_id: 16 hexadecimal digits.
        why: what is remarkable about it.
        respondent, condition, procedure, task, status: as in the tables.
        turns: role and text of each message.
        reply: what came back, or "".
        reasoning: what it wrote before answering, where the host gives it.
        read: name and value of each thing that was read out of the reply.
        beside: label and numbers of other trials on the same task.
    """

    trial_id: str
    why: str
    respondent: str
    condition: str
    procedure: str
    task: str
    status: str
    turns: tuple[tuple[str, str], ...]
    reply: str
    reasoning: str
    read: tuple[tuple[str, str], ...]
    beside: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptGroup:
    """Transcripts that are examples of the same."""

    title: str
    transcripts: tuple[Transcript, ...]


def transcript_groups(tables: Tables, fetch: Fetch, *, budget: int = BUDGET) -> tuple[TranscriptGroup, ...]:
    """Pick trials, have their texts fetched and lay them out, until the budget of characters is used up.

    Args:
        tables: the run's tables.
        fetch: gives the texts.
        budget: characters of all texts together.
    """
    picked = pick_transcripts(tables)
    spoken = fetch([p.trial_id for p in picked])
    shown = [p for p in picked if p.trial_id in spoken]
    beside = _siblings(tables, [p.trial_id for p in shown])
    about = _about(tables, [p.trial_id for p in shown])
    groups: dict[str, list[Transcript]] = {}
    for p in shown:
        if p.trial_id not in about:
            continue
        made = _transcript(p, spoken[p.trial_id], about=about[p.trial_id], beside=beside.get(p.trial_id, ()))
        budget -= sum(len(text) for _, text in made.turns) + len(made.reply) + len(made.reasoning)
        if budget < 0:
            break
        groups.setdefault(p.group, []).append(made)
    return tuple(TranscriptGroup(title=title, transcripts=tuple(own)) for title, own in groups.items())


def _transcript(
    picked: Picked, spoken: Spoken, *, about: Mapping[str, str], beside: tuple[tuple[str, str], ...]
) -> Transcript:
    instrument = spoken.trial.cell.instrument
    licensed = scale_texts(instrument) if instrument is not None and not instrument.redistributable else ()
    standing = [a for a in spoken.answers if not a.set_aside]
    answer = standing[-1] if standing else None

    def shown(text: str) -> str:
        return visible_text(without_quotes(text, licensed) if licensed else text, limit=LONGEST)

    turns = [(m.role, _WITHHELD if licensed else shown(m.content)) for m in spoken.messages]
    read = {} if answer is None else answer.answer
    return Transcript(
        trial_id=picked.trial_id,
        why=picked.why,
        turns=tuple(turns),
        reply="" if answer is None else shown(answer.draft.text),
        reasoning="" if answer is None else shown(answer.draft.reasoning),
        read=tuple(
            (visible_text(str(k).replace("_", " ")), shown(_written(v))) for k, v in read.items() if v is not None
        ),
        beside=beside,
        **about,
    )


def _written(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{k} {_written(v)}" for k, v in value.items())
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _about(tables: Tables, ids: Sequence[str]) -> dict[str, dict[str, str]]:
    names = ("respondent", "condition", "procedure", "task", "status")
    own = tables.trials.filter(pl.col("trial_id").is_in(ids))
    pair = pl.when(pl.col("other_task").is_null()).then(pl.col("task").cast(pl.String))
    task = pair.otherwise(pl.format("{} | {}", pl.col("task").cast(pl.String), pl.col("other_task").cast(pl.String)))
    rows = own.with_columns(task.alias("task")).select("trial_id", pl.col(names).cast(pl.String)).iter_rows(named=True)
    return {row["trial_id"]: {name: visible_text(row[name] or "") for name in names} for row in rows}


def _siblings(tables: Tables, ids: Sequence[str]) -> dict[str, tuple[tuple[str, str], ...]]:
    """Reports on the same task: means under every condition, and the draws under its own."""
    keys = ["respondent", "task"]
    columns = ["trial_id", *keys, "procedure", "condition", "item", "replicate", "score_100"]
    picked = tables.trials.filter(pl.col("trial_id").is_in(ids)).select(
        pl.col("trial_id"), pl.col("respondent", "task", "procedure", "condition").cast(pl.String)
    )
    wanted = picked.select(keys).unique()
    near = (
        tables.self_reports.filter(pl.col("task").cast(pl.String).is_in(wanted["task"].to_list()))
        .select(
            pl.col("trial_id", "replicate", "score_100"),
            pl.col(*keys, "procedure", "condition", "item").cast(pl.String),
        )
        .select(columns)
        .join(wanted, on=keys, how="semi")
        .filter(pl.col("score_100").is_not_null())
    )
    out: dict[str, tuple[tuple[str, str], ...]] = {}
    for trial_id, respondent, task, procedure, condition in picked.iter_rows():
        own = near.filter(pl.col("respondent") == respondent, pl.col("task") == task)
        asked = own.filter(pl.col("procedure") == procedure)
        source = asked if asked.height else own
        if source.is_empty():
            continue
        means = source.group_by("condition", maintain_order=True).agg(pl.col("score_100").mean(), pl.len())
        told = [f"{c} {m:.0f}" for c, m, _ in means.sort("condition").iter_rows()]
        lines = [("reports on this task, by condition (mean, 0 to 100)", ", ".join(told))]
        draws = source.filter(pl.col("condition") == condition).sort("replicate", "trial_id")["score_100"].to_list()
        if len(draws) > 1:
            listed = ", ".join(f"{d:.0f}" for d in draws[:12])
            lines.append((f"under {condition}, {counted(len(draws), 'answer')}", listed))
        out[trial_id] = tuple((visible_text(label), visible_text(text)) for label, text in lines)
    return out
