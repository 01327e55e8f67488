"""The pages that list every task of the shipped banks, with versions.

`python -m tests.support.task_pages` writes them anew.
"""

from __future__ import annotations

from pathlib import Path

from motivelab.bank.load import bank_names, load_bank
from motivelab.schema.task import Task

FOLDER = Path(__file__).parents[2] / "docs" / "tasks"


def page(bank: str) -> str:
    """The page of one bank: a section a home category, a list a family, a line a task."""
    tasks = load_bank(bank).tasks
    lines = [
        f"# Tasks of the bank `{bank}`",
        "",
        f"{len(tasks):,} tasks in {len({t.family for t in tasks})} families, written from the files by `make docs`."
        " Behind each id stand the version and what can be expected of a text-only model (no word: doable); rules and"
        " checkers are in [bank.md](../bank.md).",
    ]
    category = family = ""
    for task in sorted(tasks, key=lambda t: t.category):
        if task.category != category:
            category = task.category
            lines += ["", f"## {category}"]
        if task.family != family:
            family = task.family
            others = f" (also {', '.join(task.categories[1:])})" if len(task.categories) > 1 else ""
            lines += ["", f"**{family}**{others}", ""]
        lines.append(f"- `{task.id}` v{task.version}{_expected(task)}: {_plain(task.text)}")
    return "\n".join(lines) + "\n"


def _expected(task: Task) -> str:
    words: list[str] = [] if task.compliance == "doable" else [task.compliance]
    if task.check is not None:
        words.append(f"checked: {task.check.function or task.check.kind}")
    if task.ladder is not None:
        words.append(f"{task.ladder.units} units")
    return f" ({'; '.join(words)})" if words else ""


def _plain(text: str) -> str:
    """A text on one line, with nothing in it that Markdown would read as its own."""
    escaped = "".join(f"\\{c}" if c in "\\`*_[]<>#|" else c for c in text)
    return " ".join(escaped.split())


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name in bank_names():
        (FOLDER / f"{name}.md").write_text(page(name), "utf-8")
