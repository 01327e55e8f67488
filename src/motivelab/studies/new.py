"""The commented file that a new study starts from."""

from __future__ import annotations

from importlib import resources

from motivelab.discovery import data_files
from motivelab.errors import InputError, choices


def new_study(kind: str = "simulated") -> str:
    """The text of a study file to begin with: complete, commented, and ready to be planned.

    Args:
        kind: whom it asks: `simulated` respondents, a `hosted` model, or a `local` server.

    Raises:
        InputError: there is no such kind.

    Example:
        >>> new_study().splitlines()[0]
        '# A study: which tasks, on whom, under which conditions, how often.'
    """
    if kind not in new_study_kinds():
        raise InputError(f"there is no starting study of kind {kind!r}; {choices(kind, new_study_kinds())}")
    folder = resources.files("motivelab.studies") / "starting"
    body = (folder / "body.toml").read_text(encoding="utf-8")
    return body.replace("# <respondents>\n", (folder / f"{kind}.toml").read_text(encoding="utf-8"))


def new_study_kinds() -> tuple[str, ...]:
    """What a starting study can be about.

    >>> new_study_kinds()
    ('hosted', 'local', 'simulated')
    """
    names = data_files("motivelab.studies.starting", suffix=".toml")
    return tuple(name.removesuffix(".toml") for name in names if name != "body.toml")
