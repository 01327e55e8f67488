"""What a notebook imports: every command as a function."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from motivelab.errors import InputError, choices
from motivelab.exchange.nahum2026.checkout import download, read_checkout
from motivelab.exchange.nahum2026.install import Installed, install
from motivelab.planning.check_stimuli import Sighted, check_stimuli
from motivelab.planning.checkup import Checkup, check_up
from motivelab.planning.plan_file import current_plan, load_plan
from motivelab.planning.prepare import Prepared, prepare
from motivelab.planning.protocol_file import IMPORTABLE
from motivelab.providers.simulated import truth as planted_truth
from motivelab.runner.beside_event_loop import beside_event_loop
from motivelab.runner.display import watch as show_progress
from motivelab.runner.display import watch_nothing
from motivelab.runner.handful import handful
from motivelab.runner.merge import MergedRun, merge_runs
from motivelab.runner.reparse import Reparsed
from motivelab.runner.reparse import reparse as reparse_run
from motivelab.runner.retry import retry as retry_run
from motivelab.runner.run import RunOutcome
from motivelab.runner.session import Session, open_store, run_study
from motivelab.runner.shown import ShownTrial, shown_trial
from motivelab.runner.standing import Standing, standing
from motivelab.schema.trial_plan import TrialPlan
from motivelab.store.accounts import spending
from motivelab.studies.load import LoadedStudy, load_study
from motivelab.studies.new import new_study as starting_study
from motivelab.tables.build import build_tables
from motivelab.tables.tables import Tables
from motivelab.tables.write import write_tables

if TYPE_CHECKING:
    from motivelab.report.write_report import ReportSummary

StudyLike = str | Path | LoadedStudy


@dataclass(frozen=True, eq=False)
class Run:
    """A run directory, and how its last session here ended.

    Attributes:
        directory: where store, plan, tables and report are.
        outcome: how the session ended that this object came from, or None for a run that was opened.
        asked: ids of the trials that `try_study` chose.

    Example:
        >>> import tempfile
        >>> run = try_study("quick", n=4, out=Path(tempfile.mkdtemp()) / "quick", progress=False)
        >>> run.outcome.answered >= 4
        True
    """

    directory: Path
    outcome: RunOutcome | None = None
    asked: tuple[int, ...] = ()

    @cached_property
    def plan(self) -> TrialPlan:
        """The current trial plan."""
        return load_plan(self.directory)

    @cached_property
    def tables(self) -> Tables:
        """The tidy tables, computed from the store."""
        with open_store(self.directory) as store:
            return build_tables(self.plan, store)

    def status(self) -> Standing:
        """How the run stands."""
        return standing(self.directory)

    def report(self, out: Path | str | None = None) -> ReportSummary:
        """Write the report; by default `report.html` in the run directory."""
        return report(self, out=out)

    def trial(self, trial_id: str | int) -> ShownTrial:
        """One trial: prompt, reply, what was read."""
        return shown_trial(self.directory, trial_id)


def new_study(path: Path | str, *, kind: str = "simulated", overwrite: bool = False) -> Path:
    """Write a commented study file to begin with.

    Args:
        path: the file to write.
        kind: whom it asks: `simulated` respondents, a `hosted` model or a `local` server.
        overwrite: whether an existing file may be replaced.

    Raises:
        InputError: the file exists, the folder does not, or there is no such kind.
    """
    target, text = Path(path), starting_study(kind)
    try:
        with target.open("w" if overwrite else "x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise InputError(f"{target} exists already; choose another name, or use --overwrite") from None
    except OSError as error:
        raise InputError(f"cannot write {target}: {error.strerror}; make its folder, or name another place") from error
    return target


def plan(study: StudyLike, *, environ: Mapping[str, str] = os.environ) -> Prepared:
    """Compile a study: every trial, the calls, tokens, money and time expected; nothing is asked.

    Args:
        study: a built-in study's name, the path of a study file, or a loaded study.
        environ: where keys are looked up.

    Raises:
        StudyError: the study file is wrong.
        PlanError: the study cannot be run as it stands; every reason is named.
    """
    return prepare(_loaded(study), environ=environ, for_run=False)


def run(
    study: StudyLike,
    *,
    out: Path | str | None = None,
    progress: bool = True,
    environ: Mapping[str, str] = os.environ,
) -> Run:
    """Ask everything that is still open of a study.

    Running it again continues where it stopped; after something was added to the study only what is new is asked.

    Args:
        study: a built-in study's name, the path of a study file, or a loaded study.
        out: the run directory; by default `runs/<study name>`.
        progress: whether to show how it goes.
        environ: where keys are looked up.

    Raises:
        StudyError: the study file is wrong.
        PlanError: the study cannot be run as it stands.
        StoreError: the run directory cannot be used; nothing that was answered is lost.
    """
    return _ask(study, out=out, progress=progress, environ=environ, n=None)


def try_study(
    study: StudyLike,
    *,
    n: int = 5,
    out: Path | str | None = None,
    progress: bool = True,
    environ: Mapping[str, str] = os.environ,
) -> Run:
    """Ask a handful of a study's trials, every procedure in turn. They count: a later run does not ask them again.

    Args:
        study: a built-in study's name, the path of a study file, or a loaded study.
        n: how many, at least one; a few more where a trial follows a work.
        out: the run directory; by default `runs/<study name>`.
        progress: whether to show how it goes.
        environ: where keys are looked up.

    Raises:
        InputError: `n` is less than one.
        MotivelabError: as `run`.
    """
    if n < 1:
        raise InputError(f"n = {n!r}: at least one trial has to be tried")
    return _ask(study, out=out, progress=progress, environ=environ, n=n)


def open_run(directory: Path | str) -> Run:
    """A run that was made before.

    Raises:
        StoreError: it is no run directory, or cannot be read.
    """
    with open_store(Path(directory)):
        return Run(Path(directory))


def status(directory: Path | str) -> Standing:
    """How a run stands, also while it is going on."""
    return standing(Path(directory))


def retry(directory: Path | str, *, reason: str) -> int:
    """Open the trials again whose answer was a nonresponse of one kind; the next run asks them. Returns how many."""
    return retry_run(Path(directory), reason=reason)


def reparse(directory: Path | str) -> Reparsed:
    """Read all stored completions again with the parser of today."""
    return reparse_run(Path(directory))


def merge(directories: Sequence[Path | str], *, out: Path | str, study: StudyLike | None = None) -> MergedRun:
    """Bring several runs of one study together in a new directory; see `motivelab.runner.merge`."""
    whole = prepare(_loaded(study), environ={}) if study is not None else None
    return merge_runs([Path(d) for d in directories], Path(out), prepared=whole)


def tables(run: Run | Path | str, *, out: Path | str | None = None, texts: bool = False) -> list[Path]:
    """Write a run's tidy tables as Parquet and CSV, with their codebook.

    Args:
        run: a run or its directory.
        out: where to; by default `tables` in the run directory.
        texts: whether performances carry the verbatim works.

    Returns:
        The files written.
    """
    opened = run if isinstance(run, Run) else open_run(run)
    target = _named(out) if out is not None else opened.directory / "tables"
    if not texts:
        return write_tables(opened.tables, target)
    with open_store(opened.directory) as store:
        return write_tables(build_tables(opened.plan, store, texts=True), target)


def report(run: Run | Path | str, *, out: Path | str | None = None) -> ReportSummary:
    """Write a run's report, one HTML file that needs no network.

    Args:
        run: a run or its directory.
        out: the file; by default `report.html` in the run directory.
    """
    from motivelab.report.write_report import write_report  # half a second of statistics that a run need not wait for

    opened = run if isinstance(run, Run) else open_run(run)
    with open_store(opened.directory) as store:
        manifest, spent = store.manifest(), spending(store)
    target = _named(out) if out is not None else opened.directory / "report.html"
    return write_report(opened.tables, manifest=manifest, spending=spent, out=target)


def truth(run: Run | Path | str) -> pl.DataFrame:
    """What was planted in the simulated respondents of a run: one latent record per respondent, task and condition."""
    opened = run if isinstance(run, Run) else open_run(run)
    return planted_truth(opened.plan)


def show_trial(directory: Path | str, trial_id: str | int) -> ShownTrial:
    """One trial of a run: the prompt as it was or would be sent, every reply, and what was read in it."""
    return shown_trial(Path(directory), trial_id)


def check(paths: Sequence[Path | str] = ()) -> tuple[Sighted, ...]:
    """Read stimuli and studies against their rules: the shipped ones, and files or folders of your own.

    Returns:
        What was looked at, each with its findings; all without any where everything is in order.

    Raises:
        InputError: a path does not exist, or holds nothing that could be looked at.
    """
    return check_stimuli([Path(path) for path in paths])


def import_protocol(name: str, *, checkout: Path | str | None = None) -> Installed:
    """Install another study's own bank and protocol in the user's data directory.

    Args:
        name: which; `nahum2026` is the founding study.
        checkout: a folder with its authors' repository; absent: its files are downloaded.

    Raises:
        InputError: there is no such protocol, or the files differ from those it was made for; what differs is told.
        UnreachableError: they cannot be downloaded.
    """
    if name not in IMPORTABLE:
        raise InputError(f"there is no protocol {name!r} to import; {choices(name, IMPORTABLE)}")
    return install(read_checkout(Path(checkout)) if checkout is not None else download())


def doctor(study: StudyLike | None = None, *, environ: Mapping[str, str] = os.environ) -> list[Checkup]:
    """Which providers can be used from here: keys, servers, capabilities.

    Args:
        study: check the respondents of this study; by default every provider by its key and every usual local server.
        environ: where keys are looked up.
    """
    asked = _loaded(study).study if study is not None else None
    return beside_event_loop(lambda: check_up(asked, environ=environ))


def demo(*, out: Path | str | None = None, progress: bool = True) -> tuple[Run, ReportSummary]:
    """Run the built-in study `quick` on simulated respondents, from plan to tables and report."""
    finished = run("quick", out=out, progress=progress)
    tables(finished)
    return finished, finished.report()


def _ask(study: StudyLike, *, out: Path | str | None, progress: bool, environ: Mapping[str, str], n: int | None) -> Run:
    loaded = _loaded(study)
    directory = Path(out) if out is not None else Path("runs") / loaded.study.name
    stored = current_plan(loaded, directory) if directory.is_dir() else None
    prepared = prepare(loaded, environ=environ, for_run=True, plan=stored)
    only = handful(prepared.plan, n=n) if n is not None else None
    watch = show_progress if progress else watch_nothing
    session = Session(directory=directory, environ=environ, watch=watch, only=only, plan_is_stored=stored is not None)
    outcome = run_study(prepared, session)
    asked = tuple(prepared.plan.columns["id"][only].tolist()) if only is not None else ()
    return Run(directory, outcome, asked)


def _named(out: Path | str) -> Path:
    """A path to write to, whose name every library can take."""
    try:
        str(out).encode("utf-8")
    except UnicodeEncodeError:
        raise InputError(f"out = {str(out)!r}: the name has to be UTF-8; choose another") from None
    return Path(out)


def _loaded(study: StudyLike) -> LoadedStudy:
    return study if isinstance(study, LoadedStudy) else load_study(study)
