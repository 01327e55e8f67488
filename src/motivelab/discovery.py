"""Folders as registries: a plug-in is a file, its name is its file's name, and nothing is imported to list it."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from importlib import resources
from types import ModuleType

from motivelab.errors import InputError, choices


def module_names(package: str, *, apart_from: Iterable[str] = ()) -> tuple[str, ...]:
    """Names of a package's modules, found by file name without importing them.

    Modules whose name begins with an underscore do not count, nor do those in `apart_from`.

    Example:
        >>> "errors" in module_names("motivelab")
        True
    """
    hidden = set(apart_from)
    found = (f.name for f in resources.files(package).iterdir())
    names = (f.removesuffix(".py") for f in found if f.endswith(".py") and not f.startswith("_"))
    return tuple(sorted(n for n in names if n not in hidden))


def load_module(package: str, name: str, *, what: str, apart_from: Iterable[str] = ()) -> ModuleType:
    """Import one plug-in of a package by its name.

    Args:
        package: dotted name of the package whose files are the plug-ins.
        name: the plug-in's name.
        what: what such a plug-in is called, for the error.
        apart_from: modules of the package that are no plug-ins.

    Raises:
        InputError: there is none of that name.
    """
    names = module_names(package, apart_from=apart_from)
    if name not in names:
        raise InputError(f"there is no {what} {name!r}; {choices(name, names)}")
    return importlib.import_module(f"{package}.{name}")


def data_files(package: str, *, suffix: str) -> tuple[str, ...]:
    """Names of a package's data files with a suffix, sorted.

    Example:
        >>> data_files("motivelab", suffix=".nothing")
        ()
    """
    return tuple(sorted(f.name for f in resources.files(package).iterdir() if f.name.endswith(suffix)))
