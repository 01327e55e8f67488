"""The page docs/statistics.md, written from docstrings, tests/stats/statistics_page.toml and docs/coverage/*.csv.

`python -m tests.support.statistics_page` writes it anew.
"""

from __future__ import annotations

import ast
import csv
import inspect
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "statistics.md"
COVERAGE = ROOT / "docs" / "coverage"
LINES = ROOT / "tests" / "stats" / "statistics_page.toml"
HEAD = ROOT / "tests" / "stats" / "statistics_head.md"
_STATISTICS = ROOT / "src" / "motivelab" / "stats"
# Data sets behind every row.
ENOUGH = 4000
# What each file of docs/coverage is about, in the order of the page.
FILES = {
    "reliability": "Reliability",
    "dimensionality": "Dimensionality",
    "agreement": "Agreement",
    "contrasts": "Means, contrasts, correlations, styles of answering, variance components",
    "models": "Models",
    "choices": "Choices between two tasks",
    "preference": "Utilities, position, words",
    "words": "Words, by how common they are",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistic:
    """One row of the first table.

    Attributes:
        name: of file and function.
        what: first line of its file.
        interval: in a few words.
        unit: what counts as independent.
        in_r: the call that gives the same number.
    """

    name: str
    what: str
    interval: str
    unit: str
    in_r: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """One row of docs/coverage; `flags` are the cautions of half its estimates or more, and the share with each."""

    statistic: str
    regime: str
    nominal: float
    coverage: float
    n: int
    drawn: int
    verdict: str
    flags: Mapping[str, float]


@cache
def written_lines() -> dict[str, dict[str, str]]:
    """Interval in words, by group of statistics and name."""
    return tomllib.loads(LINES.read_text("utf-8"))


def statistics() -> dict[str, list[Statistic]]:
    """Every file of `stats/`, by group."""
    files = {p.stem: p for p in sorted(_STATISTICS.glob("*.py")) if p.stem != "__init__"}
    groups = {title: [read(files[name], words) for name, words in of.items()] for title, of in written_lines().items()}
    told = {name for of in written_lines().values() for name in of}
    further = [read(path, "see its docstring") for name, path in files.items() if name not in told]
    return {**groups, **({"Further": further} if further else {})}


def read(path: Path, interval: str) -> Statistic:
    """What a statistic's file says of itself."""
    tree = ast.parse(path.read_text("utf-8"))
    function = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == path.stem)
    text = inspect.cleandoc(ast.get_docstring(function) or "")
    found = re.search(r"^In R:\n((?:    .*\n?|\n)+)", text, flags=re.MULTILINE)
    return Statistic(
        name=path.stem,
        what=(ast.get_docstring(tree) or "").splitlines()[0],
        interval=interval,
        unit=_unit(function),
        in_r=" ".join(found[1].split()) if found else "",
    )


def _unit(function: ast.FunctionDef) -> str:
    """The default of `unit`, beside the row where clusters may be left out; else what the other arguments say."""
    arguments = {a.arg: d for a, d in zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True)}
    told = arguments.get("unit")
    if isinstance(told, ast.Constant) and isinstance(told.value, str):
        optional = arguments.get("clusters") is not None
        return {"family": "row or family", "pair": "comparison or pair"}.get(told.value, "") * optional or told.value
    for argument, unit in (("formula", "grouping with fewest levels"), ("nesting", "outermost level")):
        if argument in arguments:
            return unit
    if {"first", "second"} <= set(arguments):
        return "family"
    return "family" if "families" in arguments or "clusters" in arguments else "row"


@cache
def covered(name: str) -> tuple[Covered, ...]:
    """The rows of one file of docs/coverage."""
    with (COVERAGE / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return tuple(
            Covered(
                statistic=row["statistic"],
                regime=row["regime"],
                nominal=float(row["nominal"]),
                coverage=float(row["coverage"]),
                n=int(row["n_datasets"]),
                drawn=int(row["drawn"]),
                verdict=row["verdict"],
                flags={
                    flag: int(count) / int(row["n_datasets"])
                    for flag, count in (f.split("=") for f in row["flags"].split())
                    if 2 * int(count) >= int(row["n_datasets"])
                },
            )
            for row in csv.DictReader(file)
        )


def page() -> str:
    """The whole page."""
    out = [HEAD.read_text("utf-8").rstrip(), "", "## What there is", ""]
    for title, found in statistics().items():
        out += [f"### {title}", "", "| function | what | interval | unit | in R |", "|---|---|---|---|---|"]
        out += [f"| `{s.name}` | {_cell(s.what)} | {_cell(s.interval)} | {s.unit} | {_cell(s.in_r)} |" for s in found]
        out.append("")
    every = [row for name in FILES for row in covered(name)]
    short = [row for row in every if row.verdict == "fails"]
    out += [
        "## How often the intervals hold the truth",
        "",
        *_explained(every),
        "",
        "### Where an interval is short and nothing says so",
        "",
    ]
    out += [f"- {row.statistic}, {row.regime}: {_share(row)}" for row in short] or ["Nowhere among these runs."]
    for name, title in FILES.items():
        out += ["", f"### {title}", "", *_table(covered(name)), "", *_simulated(name)]
    return "\n".join(out) + "\n"


def _explained(rows: Iterable[Covered]) -> list[str]:
    every = list(rows)
    counts: Mapping[str, int] = {v: sum(r.verdict == v for r in every) for v in ("nominal", "conservative", "warned")}
    few = {r.regime: min(r.n, r.drawn) for r in every if min(r.n, r.drawn) < ENOUGH}
    told = min((max(r.flags.values()) for r in every if r.verdict == "warned"), default=1.0)
    basis = f"Each rests on at least {ENOUGH:,} data sets"
    if few:
        basis += " but those of " + "; ".join(f"{regime} ({n:,})" for regime, n in few.items())
    return [
        f"{len(every)} rows of statistic and regime. {basis}. {counts['nominal']} lie within two points of what is "
        f"promised, {counts['conservative']} above; {counts['warned']} below, where estimates carried a caution (in "
        f"{100 * told:.0f}% of data sets at least).",
    ]


def _table(rows: Iterable[Covered]) -> list[str]:
    """One row a statistic: the range where it holds, and each regime in which it does not."""
    by_name: dict[str, list[Covered]] = {}
    for row in rows:
        by_name.setdefault(row.statistic, []).append(row)
    out = ["| statistic | promised | regimes | holds at | short, with a caution |", "|---|---|---|---|---|"]
    for name, own in by_name.items():
        good = [r.coverage for r in own if r.verdict in ("nominal", "conservative")]
        ends = sorted({f"{100 * c:.1f}" for c in (min(good), max(good))}) if good else []
        warned = "; ".join(f"{r.regime}: {_share(r)} ({_cautions(r)})" for r in own if r.verdict == "warned")
        out.append(
            f"| {_cell(name)} | {100 * own[0].nominal:.0f}% | {len(own)} | {' to '.join(ends)}{'%' if ends else ''} "
            f"| {_cell(warned)} |"
        )
    hidden = [f"{r.statistic} {_share(r)} ({r.regime})" for of in by_name.values() for r in of if r.verdict == "misuse"]
    return out + (["", f"Where the families are not told: {'; '.join(hidden)}."] if hidden else [])


def _cautions(row: Covered) -> str:
    """The cautions, and in how many of the data sets where it was not in all."""
    return ", ".join(flag if share > 0.99 else f"{flag} in {100 * share:.0f}%" for flag, share in row.flags.items())


def _simulated(name: str) -> list[str]:
    """The regimes, and how often a function refused."""
    regimes: dict[str, list[Covered]] = {}
    for row in covered(name):
        regimes.setdefault(row.regime, []).append(row)
    told = []
    for regime, rows in regimes.items():
        refused = max(0, *(r.drawn - r.n for r in rows))
        told.append(regime + (f" (refused {100 * refused / rows[0].drawn:.1f}%)" if refused else ""))
    return [f"Regimes (`laws/coverage_{name}.py`): " + "; ".join(told) + "."]


def _share(row: Covered) -> str:
    return f"{100 * row.coverage:.1f}%"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
