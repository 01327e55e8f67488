"""The pages docs/instruments.md and docs/manipulations.md: a fixed head, then every stimulus as it is shipped.

`python -m tests.support.stimulus_pages` writes what stands below each head anew; the heads are written by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from motivelab.instruments.load import load_instruments
from motivelab.manipulations.load import load_manipulations
from motivelab.schema.instrument import Instrument
from motivelab.schema.manipulation import Manipulation

DOCS = Path(__file__).parents[2] / "docs"
MARK = "<!-- What follows is written from the shipped files. -->\n"


def pages() -> dict[Path, str]:
    """Each page whole, by its path."""
    parts = {
        "instruments.md": [line for i in load_instruments().values() for line in _instrument(i)],
        "manipulations.md": [line for m in load_manipulations().values() for line in _manipulation(m)],
    }
    return {DOCS / name: _head(DOCS / name) + MARK + "\n".join(lines) + "\n" for name, lines in parts.items()}


def _head(path: Path) -> str:
    return path.read_text(encoding="utf-8").partition(MARK)[0]


def _instrument(instrument: Instrument) -> Iterator[str]:
    yield from ("", f"## {instrument.title} (`{instrument.id}`, version {instrument.version})", "")
    yield f"Scored where at least {instrument.minimum_items:.0%} of a subscale's items were answered."
    yield from ("", "| wording | version | presupposes | moment | text |", "|---|---|---|---|---|")
    for wording in instrument.wordings:
        for moment, stem in wording.stem.items():
            yield f"| {wording.id} | {wording.version} | {_yes(wording.presupposes)} | {moment or 'any'} | {stem} |"
    yield from ("", "| item | subscale | reversed | text |", "|---|---|---|---|")
    for item in instrument.items:
        anchors = "".join(f"; {score} = {text}" for score, text in item.anchors.items())
        texts = " / ".join(item.text.values()) or "(asked by the wording alone)"
        yield f"| {item.id} | {item.subscale} | {_yes(item.reversed)} | {texts}{anchors} |"
    yield from ("", "| format | from | to | a higher number means | does not apply |", "|---|---|---|---|---|")
    for f in instrument.formats:
        labels = "".join(f"; {number} = {text}" for number, text in f.labels.items())
        low, high = (f" ({text})" if text else "" for text in (f.low_anchor, f.high_anchor))
        direction = "less" if f.reversed else "more"
        offered = "offered" if f.does_not_apply else ""
        yield f"| {f.id} | {f.low}{low} | {f.high}{high} | {direction}{labels} | {offered} |"


def _manipulation(manipulation: Manipulation) -> Iterator[str]:
    dose = "" if manipulation.dose is None else f", dose {manipulation.dose:,.0f} dollars"
    yield from ("", f"## {manipulation.title} (`{manipulation.id}`)", "")
    yield f"Construct: {manipulation.construct}{dose}."
    yield from ("", "| wording | version | text | in a choice | match | characters |", "|---|---|---|---|---|---|")
    for w in manipulation.wordings:
        yield f"| {w.id} | {w.version} | {w.text} | {w.pair_text} | {w.match or '-'} | {len(w.text)} |"


def _yes(flag: bool) -> str:
    return "yes" if flag else "no"


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
