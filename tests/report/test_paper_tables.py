"""Tables for a paper hold every recommended estimate, and no name can break Markdown or LaTeX."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import pytest
from tests.support.planted_tables import Planted, tables, without

from motivelab.analyses.protocol.analysis import Analysis, Row
from motivelab.analyses.protocol.catalogue import analyse_all, question
from motivelab.report.latex import latex_tables, latex_text
from motivelab.report.markdown import markdown_tables, markdown_text
from motivelab.report.methods_paragraph import REFERENCES, methods_paragraph
from motivelab.report.number import value_text
from motivelab.report.run_facts import RunFacts, run_facts
from motivelab.schema.estimate import Estimate

HOSTILE = '[*]{a} \\end{longtable} & 50% $x$ #1 _y_ ~^ | <script> "q" `code` -- \n\r\x00\u202e\\input{/etc/passwd}'
WORLD = Planted(respondents=("one",), families=4, tasks=1, pairs=10, performances=False)


@cache
def _found() -> tuple[tuple[Analysis, ...], RunFacts]:
    made = tables(WORLD)
    return analyse_all(made), run_facts(made, manifest={"study_name": "tried", "seed": 3})


def _hostile() -> tuple[tuple[Analysis, ...], RunFacts]:
    _, facts = _found()
    estimate = Estimate(statistic="mean", value=-5.0, low=-6.0, high=-4.0, n=9, unit="row", method=HOSTILE, p=0.01)
    labels = [{"respondent": HOSTILE, "measure": HOSTILE, "category": f"{HOSTILE}{i}"} for i in range(3)]
    rows = [Row(labels=own, estimate=estimate, scale="points") for own in labels]
    declared = question("motivation_by_category").DECLARATION
    return (Analysis.of(declared, [*rows, HOSTILE]),), replace(facts, name=HOSTILE, title=HOSTILE)


def _checked(text: str) -> list[tuple[str, list[int]]]:
    """Tables of a LaTeX fragment: columns declared, and columns of every row; raises where TeX would stop."""
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", text)
    lines = [re.sub(r"(?<!\\)%.*", "", line) for line in text.splitlines()]
    body = "\n".join(lines)
    bare = re.sub(r"\\[\\{}$&#%_]", "", body)
    depth = 0
    for c in bare:
        depth += {"{": 1, "}": -1}.get(c, 0)
        assert depth >= 0
    assert depth == 0
    assert bare.count("$") % 2 == 0
    assert not re.search(r"[#~^]", bare)
    commands = set(re.findall(r"\\([a-zA-Z]+)", body))
    assert commands <= {
        *("paragraph", "begin", "end", "item", "caption", "label", "toprule", "midrule", "bottomrule", "endfirsthead"),
        *("endhead", "endlastfoot", "textbackslash", "textasciitilde", "textasciicircum", "textless", "textgreater"),
        *("textbar", "ldots", "times", "le", "ge", "alpha"),
    }
    open_environments: list[str] = []
    for kind, name in re.findall(r"\\(begin|end)\{(\w+)\}", body):
        if kind == "begin":
            open_environments.append(name)
        else:
            assert open_environments.pop() == name
    assert open_environments == []
    found = []
    for columns, inside in re.findall(r"\\begin\{longtable\}\{(\w+)\}\n(.*?)\\end\{longtable\}", body, flags=re.DOTALL):
        rows = [row for row in inside.splitlines() if row.endswith(r" \\")]
        assert not any(row.lstrip().startswith(("[", "*")) for row in rows)
        found.append((columns, [len(re.findall(r"(?<!\\)&", row)) + 1 for row in rows]))
    return found


@pytest.mark.parametrize("made", [_found, _hostile])
def test_latex_is_whole_whatever_the_names_are_and_every_row_has_the_columns_that_were_declared(made: object) -> None:
    assert callable(made)
    found = _checked(latex_tables(*made()))
    assert found
    for columns, widths in found:
        assert set(widths) == {len(columns)}


def test_latex_commands_in_a_name_are_set_as_letters() -> None:
    assert latex_text(r"\input{x}") == r"\textbackslash{}input\{x\}"
    assert "\\input{" not in latex_tables(*_hostile())
    assert latex_text("a--b---c") == "a-{}-b-{}-{}-c"


@pytest.mark.parametrize("made", [_found, _hostile])
def test_markdown_tables_keep_their_columns_whatever_the_names_are(made: object) -> None:
    assert callable(made)
    text = markdown_tables(*made())
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert rows
    blocks = re.findall(r"(?:^\|.*\n)+", text, flags=re.MULTILINE)
    for block in blocks:
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}) == 1
    assert "<script>" not in text
    assert "\x00" not in text


def test_every_recommended_estimate_stands_in_both() -> None:
    analyses, facts = _found()
    markdown, latex = markdown_tables(analyses, facts), latex_tables(analyses, facts)
    rows = [r for a in analyses for r in a.rows if r.track == "recommended"]
    assert len(rows) > 20
    for row in rows:
        value = value_text(row.estimate.value, row.scale)
        assert markdown_text(value) in markdown
        assert latex_text(value) in latex


def test_the_methods_paragraph_cites_what_was_done_and_nothing_else() -> None:
    analyses, facts = _found()
    whole = methods_paragraph(analyses, facts)
    assert "Aronow, Samii & Assenova, 2015" in whole.text
    assert "seed 3" in whole.text
    for name, reference in REFERENCES.items():
        year = re.search(r"\d{4}", name)
        assert year is not None
        cited = name in whole.text or (name.startswith("Nahum") and "Nahum et al. (2026)" in whole.text)
        assert (reference in whole.references) == cited
    choices_gone = without(tables(WORLD), "choices")
    without_choices = methods_paragraph(analyse_all(choices_gone), facts)
    assert "Aronow" not in without_choices.text


def test_a_run_without_any_plan_has_a_methods_paragraph_that_claims_nothing() -> None:
    made = tables(WORLD)
    empty = without(made, *dict(made.items()))
    paragraph = methods_paragraph(analyse_all(empty), run_facts(empty, manifest={}))
    assert paragraph.text.startswith("No question was planned.")
    assert "95%" not in paragraph.text
