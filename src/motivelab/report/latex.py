"""Every recommended estimate as LaTeX tables (booktabs), to be put into a paper."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from motivelab.analyses.protocol.analysis import Analysis
from motivelab.report.methods_paragraph import methods_paragraph
from motivelab.report.plain_tables import PaperTable, paper_tables
from motivelab.report.run_facts import RunFacts
from motivelab.report.visible_text import visible_text

_HEAD = """% Needs: \\usepackage{booktabs,longtable}
% Names beyond Latin letters need XeLaTeX or LuaLaTeX with a font that has them.
"""

_ESCAPED = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    # These make accents, quotes or shorthands of what follows.
    '"': '{"}',
    "`": "{`}",
    # After the end of a row these would be read as its options.
    "[": "{[}",
    "]": "{]}",
    "*": "{*}",
    "−": "$-$",
    "…": r"\ldots{}",
    "’": "'",
    "×": r"$\times$",
    "≤": r"$\le$",
    "≥": r"$\ge$",
    "α": r"$\alpha$",
}


def latex_tables(analyses: Sequence[Analysis], facts: RunFacts) -> str:
    """A LaTeX fragment: a methods paragraph with its references, then one table a measure.

    To be read by `\\input`; nothing in it starts a document.

    Args:
        analyses: what was found.
        facts: about the run.
    """
    paragraph = methods_paragraph(analyses, facts)
    parts = [_HEAD, rf"\paragraph{{Methods.}} {latex_text(paragraph.text)}"]
    items = "\n".join(rf"\item {latex_text(r)}" for r in paragraph.references)
    if items:
        parts.append(f"\\begin{{itemize}}\n{items}\n\\end{{itemize}}")
    for analysis in analyses:
        parts += [_table(table) for table in paper_tables(analysis)]
    return "\n\n".join(parts) + "\n"


def latex_text(text: str) -> str:
    """A text that LaTeX sets as it is, on one line.

    Example:
        >>> latex_text("50% of a_b")
        '50\\\\% of a\\\\_b'
    """
    line = re.sub(r"\s+", " ", visible_text(unicodedata.normalize("NFC", text))).strip()
    escaped = "".join(_ESCAPED.get(c, c) for c in line)
    return escaped.replace("--", "-{}-").replace("--", "-{}-").replace("–", "--")  # two hyphens would become one dash


def _table(table: PaperTable) -> str:
    columns = "".join("r" if numeric else "l" for _, numeric in table.columns)
    return "\n".join(_lines(table, columns))


def _lines(table: PaperTable, columns: str) -> Iterator[str]:
    heads = _row([name for name, _ in table.columns])
    yield rf"\begin{{longtable}}{{{columns}}}"
    yield rf"\caption{{{latex_text(table.caption)}}}\label{{tab:{table.label}}}\\"
    yield rf"\toprule {heads}"
    yield r"\midrule\endfirsthead"
    yield rf"\toprule {heads}"
    yield r"\midrule\endhead"
    yield r"\bottomrule\endlastfoot"
    before = ""
    for row in table.rows:
        repeated = table.columns[0][0] == "respondent" and row[0] == before
        yield _row(["" if repeated else row[0], *row[1:]])
        before = row[0]
    yield r"\end{longtable}"


def _row(cells: Sequence[str]) -> str:
    return " & ".join(map(latex_text, cells)) + r" \\"
