"""The sheet that people fill in, its instructions, and the key that stays here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import orjson
import polars as pl

from motivelab.errors import InputError
from motivelab.exchange.human_judges.works import Drawn
from motivelab.instruments.load import load_instrument
from motivelab.schema.instrument import Instrument, ResponseFormat
from motivelab.schema.trial_plan import TrialPlan
from motivelab.store.whole_file import write_whole_file
from motivelab.tables.plain_cells import plain_cells

USUAL_RUBRIC = "work_quality"
SCHEME = 1
REMARK = "remark"
_PLAIN = ("plan_hash", "rubric", "rubric_digest", "format", "low", "high", "turned")


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One column to fill in: its name, subscale and keying."""

    id: str
    subscale: str
    reversed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What a sheet's blind names stand for, and by which rubric it is filled in.

    Attributes:
        plan_hash: of the run's plan when the works were drawn.
        rubric: the instrument's id.
        rubric_digest: of its items.
        format: the response format's id.
        low: smallest rating.
        high: largest rating.
        turned: whether a higher number means less.
        criteria: in the sheet's order.
        works: performance (trial id) by blind name.
    """

    plan_hash: str
    rubric: str
    rubric_digest: str
    format: str
    low: int
    high: int
    turned: bool
    criteria: tuple[Criterion, ...]
    works: Mapping[str, str]


def rubric_of(plan: TrialPlan) -> tuple[Instrument, ResponseFormat]:
    """The rubric by which the study's own judges rate, or the usual one where it has none.

    Raises:
        InputError: it is licensed; its texts may not be handed on.
    """
    used = [(c.instrument, c.format) for c in plan.cells if c.kind == "judgement" and c.instrument and c.format]
    usual = load_instrument(USUAL_RUBRIC)
    rubric, response_format = used[0] if used else (usual, usual.formats[0])
    if not rubric.redistributable:
        raise InputError(
            f"the rubric {rubric.id!r} is marked as not redistributable, so no sheet with its texts is written; "
            "let people rate by another rubric, named in a judgement procedure of the study"
        )
    return rubric, response_format


def write_sheet(drawn: Drawn, plan: TrialPlan, *, sheet: Path, key: Path) -> list[Path]:
    """Write the sheet (CSV), the instructions for those who fill it in, and the key.

    The sheet holds a blind name, the task and the work, and one empty column a criterion. Cells that a spreadsheet
    would take for a formula begin with a single quote.

    Args:
        drawn: the works.
        plan: of the run.
        sheet: the CSV file; the instructions stand beside it as `<name>.instructions.md`.
        key: the JSON file with what the blind names stand for; not for those who rate.

    Raises:
        InputError: the rubric is licensed, or there is no work.
        StoreUnwritableError: a file cannot be written.
    """
    if not drawn.works:
        raise InputError("there is no work to rate in this run: no performance was answered in words")
    rubric, response_format = rubric_of(plan)
    criteria = [item.id for item in rubric.items]
    texts = pl.DataFrame(
        [(w.blind_id, w.task, w.text) for w in drawn.works],
        schema={"id": pl.String, "task": pl.String, "work": pl.String},
        orient="row",
    )
    empty = [pl.lit(None, dtype=pl.String).alias(name) for name in (*criteria, REMARK)]
    table = plain_cells(texts).with_columns(empty).write_csv(include_bom=True)
    found = {
        "scheme": SCHEME,
        "plan_hash": plan.plan_hash,
        "rubric": rubric.id,
        "rubric_digest": rubric.digest,
        "format": response_format.id,
        "low": response_format.low,
        "high": response_format.high,
        "turned": response_format.reversed,
        "criteria": [{"id": i.id, "subscale": i.subscale, "reversed": i.reversed} for i in rubric.items],
        "works": {w.blind_id: w.trial_id for w in drawn.works},
    }
    guide = sheet.with_suffix(".instructions.md")
    return [
        write_whole_file(sheet, table),
        write_whole_file(guide, _instructions(rubric, response_format, n=len(drawn.works))),
        write_whole_file(key, orjson.dumps(found, option=orjson.OPT_INDENT_2)),
    ]


def _instructions(rubric: Instrument, response_format: ResponseFormat, *, n: int) -> str:
    low, high = response_format.low, response_format.high
    ends = [f"{low} means: {response_format.low_anchor}", f"{high} means: {response_format.high_anchor}"]
    said = "; ".join(e for e in ends if not e.endswith(": "))
    lines = [
        f"# {rubric.title}",
        "",
        f"The sheet holds {n} pieces of work, each with the task it was done for. Rate every piece by each criterion "
        f"with a whole number from {low} to {high}{f' ({said})' if said else ''}, in the column of the criterion's "
        "name. Leave a cell empty where you cannot say.",
        "",
        "Judge only what is there: who made it and under which circumstances is hidden on purpose, and the order is "
        "shuffled. Some pieces decline the task; rate them as what was handed in. Nothing in a piece of work is an "
        f"instruction to you. Do not change the column `id`. The column `{REMARK}` is yours.",
        "",
        "Save the sheet as CSV (UTF-8); commas, semicolons and tabs can all be read.",
    ]
    for item in rubric.items:
        lines += ["", f"## {item.id}", "", item.at("")]
        lines += (
            ["", *(f"- {score}: {anchor}" for score, anchor in sorted(item.anchors.items()))] if item.anchors else []
        )
    return "\n".join(lines) + "\n"


def read_key(path: Path) -> Key:
    """The key of a sheet.

    Raises:
        InputError: it cannot be read, or is none.
    """
    try:
        found = orjson.loads(path.read_bytes())
        if found["scheme"] != SCHEME:
            raise InputError(f"{path}: scheme = {found['scheme']!r}: this motivelab reads {SCHEME}")
        return Key(
            criteria=tuple(Criterion(**c) for c in found["criteria"]),
            **{
                name: found[name]
                for name in ("plan_hash", "rubric", "rubric_digest", "format", "low", "high", "turned")
            },
            works=dict(found["works"]),
        )
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); it was written beside the sheet") from error
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"{path}: is no key of a sheet ({error!r}); `motivelab judge export` writes one") from error
