"""Ratings of people, kept beside the run."""

from __future__ import annotations

import hashlib
import re
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import orjson

from motivelab.errors import InputError, StoreCorruptedError
from motivelab.exchange.human_judges.ratings import Ratings, read_ratings
from motivelab.exchange.human_judges.sheet import Criterion, Key, read_key
from motivelab.schema.digest import parse_trial_id
from motivelab.schema.trial_plan import TrialPlan
from motivelab.store.whole_file import write_whole_file

FOLDER = "human"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True, kw_only=True)
class HumanJudge:
    """A person's ratings.

    Attributes:
        name: without `human/`.
        key: the key of the sheet.
        ratings: rating by criterion, by performance (trial id).
        sheet_sha256: of the file that was read.
    """

    name: str
    key: Key
    ratings: Ratings
    sheet_sha256: str


def keep_ratings(
    directory: Path, plan: TrialPlan, *, sheet: Path, key: Path, name: str, replace: bool = False
) -> HumanJudge:
    """Read a filled-in sheet and keep its ratings in the run directory, whole or not at all.

    Args:
        directory: the run directory.
        plan: of the run.
        sheet: the CSV file.
        key: the key that was written with it.
        name: who rated: letters, digits, `.`, `_` and `-`; a pseudonym does.
        replace: whether ratings kept under this name may be replaced.

    Raises:
        InputError: name, sheet or key is wrong, the key is another run's, or the name is taken.
        StoreUnwritableError: the ratings cannot be written.
    """
    if not _NAME.fullmatch(name):
        raise InputError(f"judge = {name!r}: expected up to 64 letters, digits, '.', '_' and '-'; a pseudonym does")
    place = directory / FOLDER / f"{name}.json"
    if place.exists() and not replace:
        raise InputError(f"{place} holds ratings of {name!r} already; take another name, or --replace them")
    known = read_key(key)
    ids = np.array([parse_trial_id(trial) for trial in known.works.values()], np.int64)
    foreign = int((~np.isin(ids, plan.columns["id"])).sum())
    if foreign:
        raise InputError(f"{key}: {foreign} of its {len(ids)} works are not of this run; name the run it was made from")
    judge = HumanJudge(
        name=name,
        key=known,
        ratings=read_ratings(sheet, known),
        sheet_sha256=hashlib.sha256(sheet.read_bytes()).hexdigest(),
    )
    write_whole_file(place, orjson.dumps(asdict(judge), option=orjson.OPT_INDENT_2))
    return judge


def kept_judges(directory: Path) -> list[HumanJudge]:
    """Everybody whose ratings are kept in a run directory, by name.

    Raises:
        StoreCorruptedError: a file is damaged.
    """
    found = []
    for path in sorted((directory / FOLDER).glob("*.json")):
        try:
            kept = orjson.loads(path.read_bytes())
            key = kept["key"] | {"criteria": tuple(Criterion(**c) for c in kept["key"]["criteria"])}
            found.append(HumanJudge(**(kept | {"key": Key(**key)})))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StoreCorruptedError(
                f"{path}: is not as it was written ({error!r}); delete it and import the sheet again"
            ) from error
    return found
