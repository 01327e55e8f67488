"""The report is one file that loads nothing, accounts for every question and shows only estimates and counts."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections import Counter
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest
from tests.support.planted_tables import Planted, tables, without

from motivelab.analyses.protocol.analysis import Analysis, Row
from motivelab.analyses.protocol.catalogue import analyse_all, question
from motivelab.errors import StoreUnwritableError
from motivelab.figures import ledger_bars
from motivelab.report.number import interval_text, value_text
from motivelab.report.render_report import render_report
from motivelab.report.section import section
from motivelab.report.study_copy import study_copy
from motivelab.report.write_report import write_report
from motivelab.schema.estimate import Estimate
from motivelab.tables.nonresponse import nonresponse_table
from motivelab.tables.statuses import TRIAL_STATUSES
from motivelab.tables.tables import Tables

WORLD = Planted(families=4, tasks=1, pairs=20)
FOUND = tables(WORLD)
SILENT = tables(WORLD.but(silent=True))
MANIFEST = {"study_name": "tried", "seed": 3, "plan_hash": "abc123", "versions": {"motivelab": "0.1.0"}}
VOID = {"meta", "link", "br", "hr", "img", "input", "path", "line", "rect"}
HOSTILE = '<script>alert("x")</script>\u202e=cmd()" onload="y" {{ 7 * 7 }} \'`'


class Reader(HTMLParser):
    """Reads a page as a browser does: elements, their nesting, what they link to, and the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "script":
            self.scripts.append((self.elements[-1][1], data))
        elif self.open and self.open[-1] != "style":
            self.text += data

    def values(self, attribute: str) -> list[str]:
        return [attrs[attribute] or "" for _, attrs in self.elements if attribute in attrs]


@cache
def _analyses() -> tuple[Analysis, ...]:
    return analyse_all(FOUND)


@cache
def _whole() -> str:
    return render_report(FOUND, manifest=MANIFEST, analyses=_analyses()).html


def _page(found: Tables, **entries: object) -> str:
    return render_report(found, manifest=MANIFEST | entries).html


def _frame(found: Tables, **entries: object) -> str:
    """A page without a section: what is said around the answers."""
    return render_report(found, manifest=MANIFEST | entries, analyses=()).html


@pytest.mark.parametrize(
    "found",
    [
        pytest.param(FOUND, id="whole"),
        pytest.param(SILENT, id="nobody answered"),
        pytest.param(without(FOUND, *dict(FOUND.items())), id="empty"),
        pytest.param(without(FOUND, "choices", "performances", "judgements"), id="reports alone"),
        pytest.param(tables(WORLD.but(respondents=("alone",), shifts={}, replicates=1)), id="one respondent"),
    ],
)
def test_every_page_is_well_formed_with_unique_anchors_and_links_that_lead_somewhere(found: Tables) -> None:
    page = Reader(_whole() if found is FOUND else _page(found))
    assert page.open == []
    ids = page.values("id")
    assert [i for i, n in Counter(ids).items() if n > 1] == []
    targets = [href.removeprefix("#") for href in page.values("href") if href.startswith("#")]
    assert set(targets) <= set(ids)
    assert set(page.values("aria-labelledby")) <= set(ids)
    words = re.findall(r"\w+", page.text.lower())
    assert "nan" not in words
    assert "none" in words or not found.trials.height  # the condition, never a missing value
    assert "inf" not in words


def test_the_page_may_load_nothing_and_runs_only_the_scripts_that_its_policy_names_by_digest() -> None:
    page = Reader(_whole())
    (policy,) = [a["content"] or "" for tag, a in page.elements if a.get("http-equiv") == "Content-Security-Policy"]
    allowed = dict(part.split(" ", 1) for part in policy.split("; "))
    assert allowed["default-src"] == "'none'"
    assert allowed["style-src"] == "'unsafe-inline'"
    assert not re.search(r"unsafe-eval|unsafe-inline|http|\*", allowed["script-src"])
    assert "connect-src" not in allowed
    run = {
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
        for attributes, text in page.scripts
        if attributes.get("type") != "application/json"
    }
    assert run == set(allowed["script-src"].split())
    tags = {tag for tag, _ in page.elements}
    assert not tags & {"iframe", "object", "embed", "form", "img"}
    assert all(href.startswith("#") or href == "data:," for href in page.values("href"))
    assert page.values("src") == []
    assert not any(key.startswith("on") for _, attrs in page.elements for key in attrs)
    markup = re.sub(r"<script.*?</script>", "", _whole(), flags=re.DOTALL)
    assert not re.search(r"@import|url\(", markup)


def test_every_drawing_has_the_same_for_a_script_beside_it_and_needs_none_to_be_seen() -> None:
    html = _whole()
    panels = re.findall(r'<div class="panel can-live">(.*?)</script>', html, flags=re.DOTALL)
    assert panels
    for panel in panels:
        still, _, data = panel.partition('<script type="application/json">')
        assert "<svg" in still
        assert json.loads(data)["marks"]
        assert "<" not in data


def test_whatever_stands_in_the_tables_or_the_manifest_is_text_in_the_page() -> None:
    world = Planted(
        respondents=(HOSTILE,), categories={HOSTILE: 0.0, "b": 5.0}, shifts={HOSTILE: 4.0}, families=3, pairs=10
    )
    html = _page(tables(world), study_name=HOSTILE, study=HOSTILE, versions={HOSTILE: HOSTILE}, seed=HOSTILE)
    page = Reader(html)
    assert page.open == []
    assert len([1 for a, _ in page.scripts if a.get("type") != "application/json"]) == 2
    assert not any(key.startswith("on") for _, attrs in page.elements for key in attrs)
    assert '<script>alert("x")' not in html
    assert "{{ 7 * 7 }}" in page.text


def test_simulated_respondents_are_announced_before_anything_else_and_real_ones_are_not() -> None:
    page = _whole()
    assert 0 < page.index("Simulated respondents.") < page.index('id="summary"')
    assert "Simulated respondent" not in _frame(tables(WORLD.but(provider="openai", silent=True)))
    mixed = SILENT.trials.with_columns(
        pl.when(pl.col("respondent") == "null")
        .then(pl.lit("sim"))
        .otherwise(pl.lit("openai"))
        .cast(FOUND.trials["provider"].dtype)
        .alias("provider")
    )
    some = _frame(Tables(**{**dict(SILENT.items()), "trials": mixed}))
    assert "<bdi>null</bdi> is made up by the program" in some


def test_where_only_the_judge_is_simulated_the_banner_disowns_judgements_alone() -> None:
    trials = FOUND.trials.with_columns(
        pl.when(pl.col("kind") == "judgement")
        .then(pl.lit("sim"))
        .otherwise(pl.lit("openai"))
        .cast(FOUND.trials["provider"].dtype)
        .alias("provider")
    )
    text = Reader(_frame(Tables(**{**dict(FOUND.items()), "trials": trials}))).text
    assert "Simulated judge." in text
    assert "Judgements in this report say nothing about how good any work is." in text
    assert "Simulated respondent" not in text
    assert "Nobody in this report is a real model" not in text


def test_the_heading_is_the_study_s_title_with_its_name_beneath() -> None:
    titled = _frame(SILENT, study='title = "Does money move it?"\nname = "tried"')
    assert re.search(r'<h1><bdi>Does money move it\?</bdi></h1>\s*<p class="name"><bdi>tried</bdi></p>', titled)
    assert "<title>Does money move it? · motivelab report</title>" in titled
    assert "<h1><bdi>tried</bdi></h1>" in _frame(SILENT)


PRIVATE = """
name = "tried"  # asked on gpu7.lab.example
[[respondents]]
model = "vllm/tiny"
base_url = "http://gpu7.lab.example:8000/v1"
# base_url = 'https://Other.lab.example/v1'
[[judges]]
model = "vllm/other"
"base_url" = "http://10.11.12.13:8000/v1"
[deeper]
inner = { base_url = '''https://deep.lab.example''' }
"""


def test_the_report_tells_no_address_of_a_server_and_no_folder() -> None:
    html = _frame(SILENT, study=PRIVATE, study_file="/home/somebody/private/tried.toml")
    text = Reader(html).text
    markup = re.sub(r"<script.*?</script>", "", html, flags=re.DOTALL).lower()
    for told in ("gpu7", "lab.example", "10.11.12.13", "8000", "somebody"):
        assert told not in markup
    assert 'base_url = "http://…"' in text
    assert "'''https://…'''" in text
    assert "tried.toml" in text


@pytest.mark.parametrize(
    "text", ['base_url = "http://gpu7.lab.example/v1"\n[broken', "base_url='http://gpu7.lab.example'"]
)
def test_a_study_file_that_cannot_be_parsed_hides_its_addresses_too(text: str) -> None:
    assert "gpu7" not in study_copy(text)


def test_names_roles_and_models_share_their_columns_so_that_the_table_of_respondents_fits() -> None:
    html = _frame(SILENT)
    table = html[html.index('id="respondents"') : html.index("</table>", html.index('id="respondents"'))]
    assert table.count('<th scope="col"') <= 8
    assert "coherent\nsim/coherent" in table
    assert re.findall(r'scope="rowgroup"[^>]*><bdi>([^<]+)', table)[0] == "Respondents"


def test_a_run_in_which_nobody_answered_says_so_first_and_shows_the_ledger_with_reasons() -> None:
    found = SILENT
    html = _page(found)
    page = Reader(html)
    assert 0 < html.index("Nobody answered.") < html.index('id="summary"')
    assert "What to do" in page.text
    assert "refusal" in page.text
    assert f"{found.trials.height:,}" in page.text
    assert "<svg" in html  # the ledger is drawn all the same


def test_the_ledger_of_the_page_adds_up_to_the_planned_questions_whatever_became_of_them() -> None:
    statuses = pl.Series(TRIAL_STATUSES)
    mixed = FOUND.trials.with_columns(
        statuses.gather(pl.int_range(FOUND.trials.height, eager=True) % len(statuses))
        .cast(FOUND.trials["status"].dtype)
        .alias("status")
    )
    html = _frame(Tables(**{**dict(FOUND.items()), "trials": mixed, "nonresponse": nonresponse_table(mixed)}))
    for anchor in ("ledger-1", "ledger-2"):
        table = html[html.index(f'id="{anchor}"') : html.index("</table>", html.index(f'id="{anchor}"'))]
        total = table[table.index('class="total"') :]
        counts = [int(n.replace(",", "")) for n in re.findall(r'class="num"><bdi>([\d,]+)', total)]
        assert len(counts) == 1 + len(statuses)
        assert counts[0] == FOUND.trials.height == sum(counts[1:])


def test_judges_stand_after_those_whom_they_judge_in_the_ledger_and_its_figure() -> None:
    html = _frame(FOUND)
    table = html[html.index('id="ledger-1"') : html.index('id="ledger-2"')]
    assert re.findall(r'scope="rowgroup"[^>]*><bdi>([^<]+)', table)[-1] == "judge"
    assert ledger_bars.data(FOUND.nonresponse)["panel"].to_list()[-1] == "judge"


def test_every_estimate_stands_in_the_page_with_its_interval() -> None:
    text = Reader(_whole()).text
    for analysis in _analyses():
        for row in analysis.rows:
            assert value_text(row.estimate.value, row.scale) in text
            if row.estimate.low is not None or row.track == "recommended":
                assert interval_text(row.estimate, row.scale) in text
        for note in analysis.notes:
            assert note[1:].rstrip(".") in text
        assert analysis.declaration.method in text


def test_figures_have_words_and_tables_captions_and_scopes() -> None:
    page = Reader(_whole())
    tags = Counter(tag for tag, _ in page.elements)
    assert tags["caption"] == tags["table"] > 0
    assert all("scope" in attrs for tag, attrs in page.elements if tag == "th")
    drawings = [attrs for tag, attrs in page.elements if tag == "svg"]
    assert drawings
    assert all(attrs.get("role") == "img" and attrs.get("aria-label") for attrs in drawings)
    assert tags["figcaption"] == tags["figure"]
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))


def test_a_caution_of_every_row_is_told_once_and_one_of_some_rows_beside_them() -> None:
    estimate = Estimate(statistic="mean", value=5.0, low=4.0, high=6.0, n=9, unit="row", method="t")
    every = [replace(estimate, flags=("missing",)), replace(estimate, flags=("missing", "skewed"))]
    rows = [
        Row(labels={"respondent": n, "measure": "m"}, estimate=e, scale="percent")
        for n, e in zip("ab", every, strict=True)
    ]
    declared = question("nonresponse").DECLARATION
    (table,) = section(Analysis.of(declared, rows), SILENT).tables
    assert table.caption == "M (all rows: tasks left out)"
    assert [row[-1] for group in table.groups for row in group.rows] == ["", "skewed"]
    (plain,) = section(Analysis.of(declared, [replace(r, estimate=every[0]) for r in rows]), SILENT).tables
    assert "caution" not in dict(plain.columns)


def test_the_same_run_gives_the_same_page() -> None:
    assert render_report(FOUND, manifest=MANIFEST).html == _whole()


def test_costs_and_failed_requests_of_the_run_s_own_account_are_shown() -> None:
    spending = pl.DataFrame({"respondent": ["coherent"], "requests": [4321], "failed": [17], "cost": [12.5]})
    text = Reader(render_report(SILENT, manifest=MANIFEST, spending=spending, analyses=()).html).text
    assert "4,321" in text
    assert "12.50" in text


def test_the_file_is_whole_and_replaces_an_older_one(tmp_path: Path) -> None:
    out = tmp_path / "new folder" / "report.html"
    first = write_report(FOUND, manifest=MANIFEST, out=out, analyses=_analyses()[:1])
    again = write_report(SILENT, manifest=MANIFEST, out=out)
    assert first.path == again.path == out
    assert "Nobody answered." in out.read_text(encoding="utf-8")
    assert [p.name for p in out.parent.iterdir()] == ["report.html"]
    assert len(first.lines) == 5


def test_where_no_file_can_be_the_error_names_the_place(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreUnwritableError, match=r"report\.html: cannot be written"):
        write_report(FOUND, manifest=MANIFEST, out=tmp_path / "file" / "report.html", analyses=())


def test_without_a_manifest_the_page_still_stands() -> None:
    assert "unnamed study" in render_report(SILENT, manifest={}, analyses=()).html
