"""A word out of a closed list, or the list."""

from __future__ import annotations

from collections.abc import Iterable

from motivelab.errors import DegenerateDataError, choices


def require_choice(value: object, valid: Iterable[object], *, name: str) -> None:
    """Refuse a word that is not on the list, so that a slip of the pen never means another method.

    Raises:
        DegenerateDataError: it is not.

    Example:
        >>> require_choice("oblimin", ("oblimin", "varimax"), name="rotation")
    """
    listed = tuple(valid)
    if value not in listed:
        raise DegenerateDataError(f"{name} is {value!r}; {choices(value, listed)}")
