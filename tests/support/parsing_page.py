"""The page docs/parsing.md, written from the table of cases and the labelled replies.

`python -m tests.support.parsing_page` writes it anew.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from motivelab.procedures.refusal import is_refusal
from motivelab.schema.completion import Finish
from motivelab.schema.response import Value

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "parsing.md"
_HERE = ROOT / "tests" / "procedures"
_HEAD = (_HERE / "parsing_head.md").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Case:
    """One row of the table."""

    group: str
    asked: str
    format: str
    reply: str
    finish: Finish
    status: str
    values: Mapping[str, Value]
    rule: str


@dataclass(frozen=True, slots=True)
class Share:
    """How well refusals are told on one part of the labelled replies."""

    texts: int
    refusals: int
    precision: float
    recall: float


@cache
def cases() -> tuple[Case, ...]:
    """Every case, in the order written."""
    document = tomllib.loads((_HERE / "parsing_cases.toml").read_text(encoding="utf-8"))
    return tuple(
        Case(
            group=group["title"],
            asked=group["asked"],
            format=group.get("format", ""),
            reply=row["reply"],
            finish=row.get("finish", "stop"),
            status=row["status"],
            values=row.get("values", {}),
            rule=row["rule"],
        )
        for group in document["group"]
        for row in group["cases"]
    )


def share_of_refusals(part: str) -> Share:
    """Precision and recall on the `development` or the `held_out` part."""
    rows = [json.loads(line) for line in (_HERE / "refusals.jsonl").read_text(encoding="utf-8").splitlines()]
    chosen = [(bool(row["refusal"]), is_refusal(row["text"])) for row in rows if row["set"] == part]
    told = [truth for truth, told in chosen if told]
    real = [told for truth, told in chosen if truth]
    return Share(len(chosen), len(real), sum(told) / len(told), sum(real) / len(real))


def page() -> str:
    """The whole page."""
    out = [_HEAD.rstrip(), "", "| part | texts | of them refusals | precision | recall |", "|---|---|---|---|---|"]
    for part in ("development", "held_out"):
        s = share_of_refusals(part)
        out.append(f"| {part} | {s.texts} | {s.refusals} | {s.precision:.2f} | {s.recall:.2f} |")
    out += ["", "## Every case"]
    group = ""
    for case in cases():
        if case.group != group:
            group = case.group
            out += ["", f"### {group}", "", "| reply | ended by | read as | because |", "|---|---|---|---|"]
        read = case.status + "".join(f"; {k} = {json.dumps(v)}" for k, v in case.values.items())
        reply = json.dumps(case.reply, ensure_ascii=False)[1:-1]
        out.append(f"| {_cell(reply)} | {case.finish} | {_cell(read)} | {case.rule} |")
    return "\n".join(out) + "\n"


def _cell(text: str) -> str:
    return "`` " + text.replace("|", "\\|") + " ``" if text.strip() else "(blank)"


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
