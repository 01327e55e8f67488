"""People as judges: works out, ratings in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from motivelab.api.runs import Run, open_run, utf8_path
from motivelab.errors import InputError
from motivelab.exchange.human_judges.kept import HumanJudge, keep_ratings
from motivelab.exchange.human_judges.sheet import write_sheet
from motivelab.exchange.human_judges.works import draw_works
from motivelab.runner.session import open_store


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedWorks:
    """A sheet that was written.

    Attributes:
        works: how many works it holds.
        betraying: how many were passed over because they repeat the words of their manipulation.
        too_long: how many because a spreadsheet would cut them.
        files: sheet, instructions, key.
    """

    works: int
    betraying: int
    too_long: int
    files: tuple[Path, ...]


def export_works(
    run: Run | Path | str, *, out: Path | str, n: int = 200, seed: int = 0, overwrite: bool = False
) -> ExportedWorks:
    """Write a blinded sheet of works for people to rate, instructions beside it, and the key.

    Args:
        run: a run or its directory.
        out: the sheet, a CSV file; instructions and key stand beside it.
        n: how many works at most.
        seed: the same seed draws the same works from the same run.
        overwrite: whether files that are there may be replaced.

    Raises:
        InputError: there is no work, the rubric is licensed, or a file is there already.
        StoreError: it is no run directory, or cannot be read.
    """
    opened = run if isinstance(run, Run) else open_run(run)
    sheet = utf8_path(out)
    key = sheet.with_suffix(".key.json")
    if n < 1:
        raise InputError(f"n = {n!r}: at least one work has to go out")
    for path in (sheet, sheet.with_suffix(".instructions.md"), key):
        if path.exists() and not overwrite:
            raise InputError(f"{path} exists already; choose another name, or use --overwrite")
    with open_store(opened.directory) as store:
        drawn = draw_works(opened.plan, store, n=n, seed=seed)
    files = write_sheet(drawn, opened.plan, sheet=sheet, key=key)
    return ExportedWorks(works=len(drawn.works), betraying=drawn.betraying, too_long=drawn.too_long, files=tuple(files))


def import_ratings(
    run: Run | Path | str, *, sheet: Path | str, key: Path | str, judge: str, replace: bool = False
) -> HumanJudge:
    """Keep a person's ratings beside the run; the tables hold them from then on as those of a judge `human/<name>`.

    Args:
        run: a run or its directory.
        sheet: the filled-in CSV file.
        key: what was written with it.
        judge: who rated; a pseudonym does.
        replace: whether ratings kept under this name may be replaced.

    Raises:
        InputError: something in sheet, key or name is wrong; file, row, column and value are named.
        StoreError: it is no run directory, or cannot be written to.
    """
    opened = run if isinstance(run, Run) else open_run(run)
    return keep_ratings(opened.directory, opened.plan, sheet=Path(sheet), key=Path(key), name=judge, replace=replace)
