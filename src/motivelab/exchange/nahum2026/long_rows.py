"""The rows of one tidy table under our names, each told which trial it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

import polars as pl

from motivelab.exchange.nahum2026.long_columns import PROCEDURES, read_categories
from motivelab.exchange.nahum2026.questionnaires import BREAKDOWN, CONSTRUCTS, NAME, REPORT, RUBRIC
from motivelab.schema.manipulation import NO_MANIPULATION

WORK: Final = "performance"
"""Name of the procedure block in which tasks are worked on."""

_OUR_STATUS: Final = {
    "ok": "answered",
    "null": "unparsable",
    "unparsed": "unparsable",
    "lost_first_unparsed": "unparsable",
    "error": "open",
}
_UNKNOWN: Final = "unknown"


@dataclass(frozen=True, slots=True)
class Block:
    """What a procedure of theirs is called here."""

    procedure: str
    kind: str
    moment: str | None = None
    instrument: str | None = None
    format: str | None = None
    reason_position: str | None = None


BLOCKS: Final[Mapping[str, Block]] = MappingProxyType(
    {
        "pre_self_report": Block("pre", "self_report", "pre", REPORT, "1-100", "before"),
        "pre_self_report_breakdown": Block("breakdown", "self_report", "pre", BREAKDOWN, "1-100", "none"),
        "execute": Block(WORK, "performance"),
        "post_self_report": Block("post", "self_report", "post", REPORT, "1-100", "none"),
        "post_similar_self_report": Block("similar", "self_report", "similar", REPORT, "1-100", "none"),
        "post_questionnaire": Block("judgement", "judgement", None, RUBRIC, "1-7", "none"),
        "pre_choose": Block("choice", "forced_choice"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LongRows:
    """The rows told apart by trial, in the order of trials.

    Attributes:
        items: one row a value: `code` (a number that every trial has for itself, made of its place in the design, so
            that shuffled rows get the same), `kind`, `item`, `value`, `our_status` (of the row).
        trials: one row a trial: `code`, `work_code` (of the performance of the same task), names of procedure,
            instrument, condition, task and family, and the columns of its first value.
    """

    items: pl.DataFrame
    trials: pl.DataFrame


def long_rows(given: pl.DataFrame, path: Path) -> LongRows:
    """The rows with procedure, instrument, condition, task and family as we name them.

    Args:
        given: the table; see `read_long_columns`.
        path: its file, for errors.

    Raises:
        TableError: a cell of `categories` holds no list.
    """
    tasks, blocks, conditions = _tasks(given, path), _blocks(), _conditions(given)
    second = tasks.select(pl.all().name.prefix("second_")).drop("second_categories")
    choice = pl.col("procedure") == "pre_choose"
    coded = (
        given.drop("family_id", "categories")
        .with_columns(
            pl.when(choice).then("task_id_0").otherwise("task_id").alias("number"),
            pl.when(choice).then("pair_id").otherwise("task_id").alias("unit"),
            _looked_up("procedure", blocks, "theirs", "at"),
            _looked_up("manipulation", conditions, "manipulation", "condition_at"),
            _looked_up("model", _models(given), "model", "model_at"),
        )
        .with_columns(_code(pl.col("at"), pl.col("replicate")).alias("code"))
        .sort("code", "item")
    )
    kinds = dict(blocks.select("at", "kind").iter_rows())
    items = coded.select(
        "code",
        pl.col("at").replace_strict(kinds, return_dtype=pl.Categorical).alias("kind"),
        pl.col("item").cast(pl.Categorical),
        "value",
        pl.col("status").replace_strict(_OUR_STATUS, return_dtype=pl.Categorical).alias("our_status"),
    )
    work = pl.lit(PROCEDURES.index("execute"), dtype=pl.Int64)
    trials = (
        coded.unique("code", keep="first", maintain_order=True)
        .with_columns(_code(work, pl.lit(0, dtype=pl.Int64)).alias("work_code"))
        .drop("procedure", "status")
        .join(blocks, on="at", how="left", maintain_order="left")
        .join(conditions.drop("condition_at"), on="manipulation", how="left", maintain_order="left")
        .join(tasks, on="number", how="left", maintain_order="left")
        .join(second, left_on="task_id_1", right_on="second_number", how="left", maintain_order="left")
        .with_columns(pl.col("second_task").alias("other_task"))
    )
    return LongRows(items=items, trials=trials)


def _looked_up(column: str, names: pl.DataFrame, key: str, place: str) -> pl.Expr:
    places = dict(names.select(key, place).iter_rows())
    return pl.col(column).replace_strict(places, return_dtype=pl.Int64).alias(place)


def _code(procedure: pl.Expr, replicate: pl.Expr) -> pl.Expr:
    code = pl.col("model_at")
    for size, part in ((1_000, pl.col("condition_at")), (10, procedure), (1 << 32, pl.col("unit")), (1_000, replicate)):
        code = code * size + part
    return code


def _blocks() -> pl.DataFrame:
    fields = ("procedure", "kind", "moment", "instrument", "format", "reason_position")
    rows = [(name, at, *astuple(BLOCKS[name])) for at, name in enumerate(PROCEDURES)]
    return pl.DataFrame(
        rows, schema={"theirs": pl.String, "at": pl.Int64, **dict.fromkeys(fields, pl.String)}, orient="row"
    )


def _conditions(given: pl.DataFrame) -> pl.DataFrame:
    rows = [
        (name, at, f"{NAME}_{name.replace('-', '_')}" if name in CONSTRUCTS else name, _construct(name))
        for at, name in enumerate(given["manipulation"].unique().sort())
    ]
    schema = {"manipulation": pl.String, "condition_at": pl.Int64, "condition": pl.String, "construct": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _construct(condition: str) -> str | None:
    return None if condition == NO_MANIPULATION else CONSTRUCTS.get(condition, "other")


def _models(given: pl.DataFrame) -> pl.DataFrame:
    names = given["model"].unique().sort()
    return pl.DataFrame({"model": names, "model_at": pl.int_range(len(names), eager=True)})


def _tasks(given: pl.DataFrame, path: Path) -> pl.DataFrame:
    """`number, task, family, category, categories` of every task, those that only a choice names included."""
    told = given.filter(pl.col("task_id").is_not_null()).unique("task_id").sort("task_id")
    known = read_categories(given["categories"], path)
    shown = pl.concat([given["task_id_0"], given["task_id_1"]]).drop_nulls().unique()
    others = shown.filter(~shown.is_in(told["task_id"].implode())).sort().to_list()
    rows = [
        (number, f"subtask-{number:04d}", f"task-{family:03d}", known[cell].partition("|")[0], known[cell])
        for number, family, cell in told.select("task_id", "family_id", "categories").iter_rows()
    ] + [(number, f"subtask-{number:04d}", _UNKNOWN, _UNKNOWN, _UNKNOWN) for number in others]
    text = dict.fromkeys(("task", "family", "category", "categories"), pl.String)
    return pl.DataFrame(rows, schema={"number": pl.Int64, **text}, orient="row")
