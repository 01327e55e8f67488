"""A comparison as one HTML file that needs no network."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from motivelab.analyses.protocol.analysis import Row
from motivelab.exchange.comparing.sentences import number, shown
from motivelab.store.whole_file import write_whole_file

if TYPE_CHECKING:
    from motivelab.exchange.compare_runs import RunComparison

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
div { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid rgb(128 128 128 / 30%); }
td.number { font-variant-numeric: tabular-nums; white-space: nowrap; }
tr.shown td { font-weight: 600; }
"""
_LABELS = ("outcome", "moment", "category", "condition", "reference")


def write_page(found: RunComparison, names: tuple[str, str], folder: Path) -> Path:
    """Write `diff.html`, whole or not at all.

    Args:
        found: the comparison.
        names: what the first and the second run are called.
        folder: where to; it is made where it is missing.

    Raises:
        StoreUnwritableError: the folder cannot be written to.
    """
    text = page(found, names).encode("utf-8", errors="replace")
    return write_whole_file(folder / "diff.html", text)


def page(found: RunComparison, names: tuple[str, str]) -> str:
    """The comparison as HTML; every text from a run is escaped, and nothing is loaded.

    Args:
        found: the comparison.
        names: what the first and the second run are called.
    """
    title = f"{names[0]} and {names[1]} compared"
    parts = [
        f"<h1>{escape(title)}</h1>",
        _list(found.sentences),
        *(f"<h2>{escape(head)}</h2>{_list(lines)}" for head, lines in _lists(found) if lines),
    ]
    for measure in dict.fromkeys(r.labels["measure"] for r in found.analysis.rows):
        rows = [r for r in found.analysis.rows if r.labels["measure"] == measure]
        parts += [f"<h2>{escape(measure.capitalize())}</h2>", _table(rows)]
    parts.append(f"<h2>Method</h2><p>{escape(found.analysis.declaration.method)}</p>")
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>{''.join(parts)}</body></html>\n"
    )


def _lists(found: RunComparison) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return (
        ("Asked differently", found.design),
        ("Only in one run", found.only),
        ("Not estimable", found.analysis.notes),
    )


def _list(lines: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>"


def _table(rows: list[Row]) -> str:
    labels = [name for name in _LABELS if any(name in r.labels for r in rows)]
    heads = ["respondent", *labels, "second run less first [95%]", "p", "tasks", "families"]
    body = "".join(_line(row, labels) for row in rows)
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in heads)
    return f'<div tabindex="0"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _line(row: Row, labels: list[str]) -> str:
    e, who = row.estimate, row.labels
    name = who["respondent"] if who["respondent"] == who["other"] else f"{who['respondent']} / {who['other']}"
    p = "" if e.p is None else "< .001" if e.p < 0.001 else f"{e.p:.3f}".removeprefix("0")
    texts = "".join(f"<td>{escape(t)}</td>" for t in [name, *(who.get(label, "") for label in labels)])
    numbers = [number(row), p, f"{e.n:,}", f"{e.n_units:,}" if e.n_units is not None else ""]
    mark = ' class="shown"' if shown(row) else ""
    return f"<tr{mark}>{texts}{''.join(f'<td class=number>{escape(n)}</td>' for n in numbers)}</tr>"
