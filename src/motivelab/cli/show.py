"""Show a task, an instrument, a manipulation, a provider, a study, or a trial as the model sees it."""

from __future__ import annotations

import difflib
from pathlib import Path

import click

from motivelab import api
from motivelab.bank.load import load_bank
from motivelab.cli.output import money, say, visible
from motivelab.errors import InputError, choices
from motivelab.instruments.load import load_instruments
from motivelab.manipulations.load import load_manipulations
from motivelab.providers import registry
from motivelab.runner.shown import ShownTrial, find_trial, rendered
from motivelab.schema.digest import format_trial_id
from motivelab.store.store import FILE_NAME
from motivelab.studies.load import load_study

_WHAT = ("task", "instrument", "manipulation", "provider", "study", "trial")


@click.command("show")
@click.argument("what", type=click.Choice(_WHAT))
@click.argument("name")
@click.argument("source", required=False)
@click.option(
    "--path", "paths", multiple=True, type=click.Path(path_type=Path), help="A folder with files of your own."
)
def command(what: str, name: str, source: str | None, paths: tuple[Path, ...]) -> None:
    """Show a task, an instrument, a manipulation, a provider, a study, or a trial as the model sees it.

    For a trial NAME is its id (or its first digits) and SOURCE a run directory or a study; a run shows the answers too.
    For a task SOURCE may be a bank.

    \b
      motivelab show manipulation money
      motivelab show trial 3f2a runs/quick
      motivelab show trial 3f2a my-study.toml
    """
    if source is not None and what not in ("task", "trial"):
        raise click.UsageError(f"`show {what}` takes no SOURCE, and was given {source!r}; task and trial do")
    if what == "task":
        _show_task(name, source or "core", paths)
    elif what == "instrument":
        _show_instrument(name, paths)
    elif what == "manipulation":
        _show_manipulation(name, paths)
    elif what == "provider":
        _show_provider(name)
    elif what == "study":
        say(load_study(name).text)
    else:
        if source is None:
            raise click.UsageError("say where the trial is: motivelab show trial ID RUN_OR_STUDY")
        if (Path(source) / FILE_NAME).is_file():
            print_trial(api.show_trial(source, name))
        else:
            plan = api.plan(source).plan
            print_trial(rendered(plan, find_trial(plan, name)))


def print_trial(shown: ShownTrial) -> None:
    """A trial with its prompt, replies and readings."""
    trial, cell = shown.trial, shown.trial.cell
    tasks = trial.task.id if trial.other is None else f"{trial.task.id} | {trial.other.id}"
    say(
        f"trial {format_trial_id(trial.id)}: {cell.respondent.name}, {cell.procedure}, condition {cell.condition}, "
        f"task {tasks}, replicate {trial.replicate}"
    )
    details = [
        ("wording", cell.wording.id if cell.wording is not None else ""),
        ("placement", cell.placement if cell.wording is not None else ""),
        ("instrument", cell.instrument.id if cell.instrument is not None else ""),
        ("wording of the instrument", cell.instrument_wording.id if cell.instrument_wording is not None else ""),
        ("format", cell.format.id if cell.format is not None else ""),
        ("follows", format_trial_id(trial.parent_id) if trial.parent_id is not None else ""),
        ("output cap", str(cell.max_tokens)),
    ]
    say("; ".join(f"{label} {value}" for label, value in details if value))
    for message in shown.messages:
        say("", f"--- {message.role}", visible(message.content))
    for answer in shown.answers:
        aside = f" (set aside: {answer.set_aside})" if answer.set_aside else ""
        say("", f"--- reply of {answer.model or cell.respondent.model}, {answer.draft.finish}{aside}")
        if answer.draft.reasoning:
            say(f"[reasoning] {visible(answer.draft.reasoning)}")
        say(visible(answer.draft.text))
        read = ", ".join(f"{k} = {v!r}" for k, v in answer.answer.items()) or "nothing"
        say("", f"read: {answer.status}: {visible(read)}")
        say(f"tokens in {answer.usage.input}, out {answer.usage.output}; {money(answer.cost)}; {answer.latency:.2f} s")
    if not shown.answers:
        say("", "(not asked yet)")


def _show_task(name: str, bank: str, paths: tuple[Path, ...]) -> None:
    tasks = {t.id: t for t in load_bank(bank, paths=paths).tasks}
    if name not in tasks:
        near = difflib.get_close_matches(name, tasks, n=3)
        hint = f"did you mean {' or '.join(map(repr, near))}?" if near else "`motivelab list tasks` names them"
        raise InputError(f"the bank {bank!r} has no task {name!r}; {hint}")
    t = tasks[name]
    say(
        f"{t.id} (family {t.family}; {', '.join(t.categories)}; expected {t.compliance}; version {t.version})",
        "",
        t.text,
    )
    if t.check is not None:
        say("", f"checked: {t.check.kind}")
    if t.ladder is not None:
        say("", f"ladder: {t.ladder.units} units, counted by {t.ladder.counter}")


def _show_instrument(name: str, paths: tuple[Path, ...]) -> None:
    known = load_instruments(paths)
    if name not in known:
        raise InputError(f"there is no instrument {name!r}; {choices(name, known)}")
    i = known[name]
    say(f"{i.id}: {i.title} ({i.kind}, version {i.version}; {i.source})", "", "Items")
    for item in i.items:
        for moment, text in item.text.items():
            keyed = " (reversed)" if item.reversed else ""
            say(f"  {item.id} [{item.subscale}]{keyed}{f' {moment}' if moment else ''}: {text}")
        for score, anchor in item.anchors.items():
            say(f"    {score}: {anchor}")
    say("", "Wordings")
    for wording in i.wordings:
        for moment, text in wording.stem.items():
            say(f"  {wording.id}{f' {moment}' if moment else ''} (version {wording.version}): {text}")
    say("", "Response formats")
    for f in i.formats:
        ends = f" from {f.low_anchor!r} to {f.high_anchor!r}" if f.low_anchor else ""
        say(f"  {f.id}: {f.low} to {f.high}{ends}{' (reversed)' if f.reversed else ''}")


def _show_manipulation(name: str, paths: tuple[Path, ...]) -> None:
    known = load_manipulations(paths)
    if name not in known:
        raise InputError(f"there is no manipulation {name!r}; {choices(name, known)}")
    m = known[name]
    say(f"{m.id}: {m.title} ({m.construct}, version {m.version})")
    for w in m.wordings:
        say("", f"{w.id} (version {w.version}{f', matched to {w.match}' if w.match else ''})", f"  {w.text}")
        if w.pair_text:
            say(f"  in choices: {w.pair_text}")


def _show_provider(name: str) -> None:
    d = registry.describe(name)
    c = d.capabilities
    say(
        f"{d.name}: {d.title}",
        f"key from: {' or '.join(c.key_envs) or 'none needed'}",
        f"address: {c.base_url or ('in process' if not c.wire else 'base_url in the study')}",
        f"settings taken: {', '.join(sorted(c.settings)) or 'none'}",
        f"several continuations a request: {'yes' if c.n else 'no'}; seeds: {'yes' if c.seed else 'no'}",
        f"documentation: {d.documentation or 'docs/providers.md'}",
    )
    if d.notes:
        say(f"note: {d.notes}")
