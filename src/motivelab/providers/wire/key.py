"""A key that cannot be printed by accident."""

from __future__ import annotations

from typing import NoReturn


class Key:
    """A host's secret; shows itself as `***` everywhere but in the header it is sent in.

    Attributes:
        source: name of the environment variable it came from.

    Example:
        >>> f"{Key('not-a-real-key', source='X_API_KEY')}"
        '***'
    """

    __slots__ = ("_value", "source")

    def __init__(self, value: str, *, source: str) -> None:
        self._value = value
        self.source = source

    def reveal(self) -> str:
        """The secret itself; for a request header and for striking it out of texts, nothing else."""
        return self._value

    def __repr__(self) -> str:
        return "***"

    __str__ = __repr__

    def __reduce__(self) -> NoReturn:
        raise TypeError("a key is not written to disk or handed to another process")
