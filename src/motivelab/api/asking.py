"""From a study to answers: plan, ask, ask again."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from motivelab.api.runs import Run, tables
from motivelab.errors import InputError, choices
from motivelab.exchange.nahum2026.checkout import download, read_checkout
from motivelab.exchange.nahum2026.install import Installed, install
from motivelab.planning.check_stimuli import Sighted, check_stimuli
from motivelab.planning.checkup import Checkup, check_up
from motivelab.planning.plan_file import current_plan
from motivelab.planning.prepare import Prepared, prepare
from motivelab.planning.protocol_file import IMPORTABLE
from motivelab.runner.beside_event_loop import beside_event_loop
from motivelab.runner.display import watch as show_progress
from motivelab.runner.display import watch_nothing
from motivelab.runner.handful import handful
from motivelab.runner.merge import MergedRun, merge_runs
from motivelab.runner.reparse import Reparsed
from motivelab.runner.reparse import reparse as reparse_run
from motivelab.runner.retry import retry as retry_run
from motivelab.runner.session import Session, run_study
from motivelab.studies.load import LoadedStudy, load_study
from motivelab.studies.new import new_study as starting_study

if TYPE_CHECKING:
    from motivelab.report.write_report import ReportSummary

StudyLike = str | Path | LoadedStudy


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


def _loaded(study: StudyLike) -> LoadedStudy:
    return study if isinstance(study, LoadedStudy) else load_study(study)
