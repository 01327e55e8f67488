"""The page as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

import jinja2
import polars as pl
from markupsafe import Markup

from motivelab.analyses.protocol.analysis import Analysis
from motivelab.analyses.protocol.catalogue import analyse_all
from motivelab.report.ledger import ledger_table
from motivelab.report.methods_paragraph import methods_paragraph
from motivelab.report.policy import policy
from motivelab.report.run_facts import RespondentFacts, RunFacts, run_facts
from motivelab.report.runtime import figure_runtime
from motivelab.report.section import section
from motivelab.report.summary import summarise
from motivelab.report.table_view import RowGroup, TableView
from motivelab.report.transcripts import Fetch, transcript_groups
from motivelab.tables.tables import Tables

_PLACES = {"pre": "before the task", "post": "after the task", "similar": "about a similar task"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A report before it is written.

    Attributes:
        html: the whole page.
        lines: at most five lines for a terminal.
    """

    html: str
    lines: tuple[str, ...]


def render_report(
    tables: Tables,
    *,
    manifest: Mapping[str, Any],
    spending: pl.DataFrame | None = None,
    analyses: Sequence[Analysis] | None = None,
    fetch: Fetch | None = None,
) -> Page:
    """Analyse a run and lay its report out; see `write_report` for the arguments."""
    facts = run_facts(tables, manifest=manifest, spending=spending)
    answered = analyse_all(tables) if analyses is None else analyses
    summary = summarise(answered, facts)
    sections = [section(a, tables) for a in answered]
    script = _text("page.js")
    runtime = figure_runtime() if any(s.figures for s in sections) else ""
    order = {name: place for place, (name, _) in enumerate(facts.conditions)}
    place = pl.col("condition").cast(pl.String).replace_strict(order, default=len(order))
    by_condition = tables.nonresponse.sort(place, maintain_order=True)
    judges_last = tables.nonresponse.sort(pl.col("kind") == "judgement", maintain_order=True)
    ledgers = (
        ledger_table(
            judges_last, by=["respondent", "procedure"], anchor="ledger-1", caption="By respondent and procedure"
        ),
        ledger_table(
            by_condition, by=["condition"], anchor="ledger-2", caption="By condition, all procedures together"
        ),
    )
    html = _template().render(
        facts=facts,
        summary=summary,
        respondents=_respondents(facts),
        procedures=_procedures(facts),
        methods=methods_paragraph(answered, facts),
        ledgers=ledgers,
        sections=sections,
        titles={s.anchor: s.title for s in sections},
        transcripts=() if fetch is None else transcript_groups(tables, fetch),
        policy=policy([script, runtime] if runtime else [script]),
        css=Markup(_text("page.css")),
        script=Markup(script),
        runtime=Markup(runtime),
    )
    return Page(html=html, lines=summary.lines)


def _text(name: str) -> str:
    return resources.files("motivelab.report").joinpath(name).read_text(encoding="utf-8")


def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("motivelab", "report"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["anchor"] = lambda name: str(name).replace("_", "-").replace(" ", "-")
    return environment.get_template("page.html.jinja")


def _respondents(facts: RunFacts) -> TableView:
    counted = any(r.requests is not None for r in facts.respondents)
    roles = {"Respondents": (True, False), "Respondents that judge": (True, True), "Judges": (False, True)}
    groups = [
        RowGroup(heading=heading, rows=tuple(_respondent(r, counted=counted) for r in found))
        for heading, role in roles.items()
        if (found := [r for r in facts.respondents if (r.author, r.judge) == role])
    ]
    columns = (
        ("name", False),
        ("settings", False),
        ("model id returned (replies)", False),
        ("asked of planned", True),
        *((("requests (failed)", True),) if counted else ()),
        ("tokens in", True),
        ("tokens out", True),
        ("US dollars", True),
    )
    return TableView(
        anchor="respondents",
        caption="Respondents and judges",
        columns=columns,
        groups=tuple(groups),
    )


def _respondent(r: RespondentFacts, *, counted: bool) -> tuple[str, ...]:
    return (
        r.name if r.name == r.model else f"{r.name}\n{r.model}",
        r.settings or "the host's own",
        "\n".join(f"{model} ({n:,})" for model, n in r.returned) or "none named",
        f"{r.asked:,} of {r.planned:,}",
        *((f"{_count(r.requests)} ({_count(r.failed)})",) if counted else ()),
        _count(r.input_tokens),
        _count(r.output_tokens),
        "unknown" if r.cost is None else f"{r.cost:,.4f}" if 0 < r.cost < 1 else f"{r.cost:,.2f}",
    )


def _procedures(facts: RunFacts) -> TableView:
    rows = [(name, kind, _PLACES.get(moment, ""), f"{n:,}") for name, kind, moment, n in facts.procedures]
    return TableView(
        anchor="procedures",
        caption="Procedures",
        columns=(("procedure", False), ("kind", False), ("asked", False), ("planned", True)),
        groups=(RowGroup(heading="", rows=tuple(rows)),),
    )


def _count(number: float | None) -> str:
    return "unknown" if number is None else f"{number:,.0f}"
