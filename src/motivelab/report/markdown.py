"""Every recommended estimate as Markdown tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from motivelab.analyses.protocol.analysis import Analysis
from motivelab.report.methods_paragraph import methods_paragraph
from motivelab.report.plain_tables import PaperTable, paper_tables
from motivelab.report.run_facts import RunFacts
from motivelab.report.visible_text import visible_text

_MARKS = re.compile(r"([\\`*_{}\[\]<>()#+!|~&$])")


def markdown_tables(analyses: Sequence[Analysis], facts: RunFacts) -> str:
    """A Markdown page: a methods paragraph, then a section a question with its tables and notes, then references.

    Args:
        analyses: what was found.
        facts: about the run.
    """
    paragraph = methods_paragraph(analyses, facts)
    parts = [f"# {markdown_text(facts.title or facts.name)}", "## Methods", markdown_text(paragraph.text, prose=True)]
    for analysis in analyses:
        parts += _section(analysis)
    parts += ["## References", "\n".join(f"- {markdown_text(r, prose=True)}" for r in paragraph.references)]
    return "\n\n".join(parts) + "\n"


def markdown_text(text: str, *, prose: bool = False) -> str:
    """A text that Markdown shows as it is, on one line.

    Args:
        text: any text.
        prose: whether brackets and the like may stand bare, as in sentences written here; names never are.

    Example:
        >>> markdown_text("a|b *c*\\n<i>")
        'a\\\\|b \\\\*c\\\\* \\\\<i\\\\>'
    """
    line = re.sub(r"\s+", " ", visible_text(text)).strip()
    marks = re.compile(r"([\\`*_<>|#])") if prose else _MARKS
    return marks.sub(r"\\\1", line)


def _section(analysis: Analysis) -> Iterator[str]:
    d = analysis.declaration
    yield f"## {markdown_text(d.title, prose=True)}"
    yield f"{markdown_text(d.question, prose=True)} {markdown_text(d.method, prose=True)}"
    for table in paper_tables(analysis):
        yield f"**{markdown_text(table.caption)}**"
        yield _table(table)
    if analysis.notes:
        yield "\n".join(f"- {markdown_text(note)}" for note in analysis.notes)


def _table(table: PaperTable) -> str:
    heads = [markdown_text(name) for name, _ in table.columns]
    rule = ["---:" if numeric else "---" for _, numeric in table.columns]
    rows = [[markdown_text(cell) for cell in row] for row in table.rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (heads, rule, *rows))
