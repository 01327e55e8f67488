"""List tasks, instruments, manipulations, providers, studies or a study's trials."""

from __future__ import annotations

from pathlib import Path

import click

from motivelab import api
from motivelab.bank.load import load_bank
from motivelab.cli.output import print_rows, say
from motivelab.instruments.load import load_instruments
from motivelab.manipulations.load import load_manipulations
from motivelab.providers import registry
from motivelab.schema.digest import format_trial_id
from motivelab.studies.load import load_study, study_names

_WHAT = ("tasks", "instruments", "manipulations", "providers", "studies", "trials")


@click.command("list")
@click.argument("what", type=click.Choice(_WHAT))
@click.argument("source", required=False)
@click.option(
    "--path", "paths", multiple=True, type=click.Path(path_type=Path), help="A folder with files of your own."
)
@click.option("--category", help="Only tasks of this category.")
@click.option("-n", "n", type=click.IntRange(min=1), help="At most so many rows.")
def command(what: str, source: str | None, paths: tuple[Path, ...], category: str | None, n: int | None) -> None:
    """List tasks, instruments, manipulations, providers, studies or a study's trials.

    SOURCE is a bank's name or file for `tasks` (by default the bank `core`), and a study for `trials`.

    \b
      motivelab list tasks --category puzzles -n 10
      motivelab list instruments
      motivelab list trials quick -n 20
    """
    if source is not None and what not in ("tasks", "trials"):
        raise click.UsageError(f"`list {what}` takes no SOURCE, and was given {source!r}; tasks and trials do")
    if what == "tasks":
        tasks = load_bank(source or "core", paths=paths).tasks
        chosen = [t for t in tasks if category is None or category in t.categories]
        if category is not None and not chosen:
            known = ", ".join(sorted({c for t in tasks for c in t.categories}))
            raise click.UsageError(f"no task of category {category!r}. Categories: {known}")
        print_rows(
            ["task", "family", "categories", "expected", "text"],
            [(t.id, t.family, ", ".join(t.categories), t.compliance, t.text) for t in chosen[:n]],
        )
        if n is not None and len(chosen) > n:
            say(f"... and {len(chosen) - n:,} more")
    elif what == "instruments":
        print_rows(
            ["instrument", "kind", "title", "items", "wordings", "formats"],
            [
                (i.id, i.kind, i.title, len(i.items), len(i.wordings), ", ".join(f.id for f in i.formats))
                for i in list(load_instruments(paths).values())[:n]
            ],
        )
    elif what == "manipulations":
        print_rows(
            ["manipulation", "construct", "title", "wordings", "for choices"],
            [
                (m.id, m.construct, m.title, len(m.wordings), sum(bool(w.pair_text) for w in m.wordings))
                for m in list(load_manipulations(paths).values())[:n]
            ],
        )
    elif what == "providers":
        described = [registry.describe(name) for name in registry.names()]
        print_rows(
            ["provider", "title", "key from", "address", "n", "seed"],
            [
                (
                    d.name,
                    d.title,
                    " or ".join(d.capabilities.key_envs) or "none",
                    d.capabilities.base_url or ("in process" if not d.capabilities.wire else "base_url"),
                    d.capabilities.n,
                    d.capabilities.seed,
                )
                for d in described[:n]
            ],
        )
    elif what == "studies":
        print_rows(["study", "title"], [(name, load_study(name).study.title) for name in study_names()[:n]])
    else:
        if source is None:
            raise click.UsageError("name the study whose trials are to be listed: motivelab list trials STUDY")
        plan = api.plan(source).plan
        shown = range(len(plan))[: n if n is not None else 50]
        rows = []
        for row in shown:
            t = plan.trial(row)
            both = t.task.id if t.other is None else f"{t.task.id} | {t.other.id}"
            rows.append(
                (format_trial_id(t.id), t.cell.respondent.name, t.cell.procedure, t.cell.condition, both, t.replicate)
            )
        print_rows(["trial", "respondent", "procedure", "condition", "task", "replicate"], rows)
        if len(plan) > len(shown):
            say(f"... and {len(plan) - len(shown):,} more (-n shows more)")
