"""Every error that motivelab raises on purpose.

The tree, with what each means for the person who sees it:

    MotivelabError
    ├── InputError               something a person wrote is wrong: says file, field, value, valid choices, way out
    │   ├── StudyError           the study file
    │   ├── StimulusError        a task, instrument or manipulation file
    │   └── TableError           a table handed in from elsewhere
    ├── PlanError                the study is well formed but cannot be run as it stands
    │   ├── CapabilityError      a provider cannot do what is asked of it
    │   ├── MissingKeyError      the environment variable with a provider's key is not set
    │   └── BudgetError          the plan does not fit the budget, or its price is unknown
    ├── ProviderError            infrastructure failed; the trial stays open and can be asked again
    │   ├── AuthenticationError  the key was not accepted
    │   ├── UnknownModelError    the host has no such model
    │   ├── RateLimitedError     the host asks for patience (carries `retry_after`)
    │   ├── UnreachableError     no connection, or it broke, or nothing came in time
    │   ├── MalformedReplyError  the host answered, but not in its documented format
    │   └── RequestRejectedError the host refuses this request for good
    ├── StoreError               the run directory
    │   ├── StoreLockedError     another process is writing to it
    │   ├── StoreMismatchError   it belongs to another study
    │   ├── StoreVersionError    a newer motivelab wrote it
    │   ├── StoreCorruptedError  it is not, or no longer, a readable store
    │   └── StoreUnwritableError the disk is full or the directory is read-only
    └── StatisticsError          no sound number can be given
        ├── DegenerateDataError  the data cannot identify the statistic (no variance, too few rows, ...)
        └── ConvergenceError     an iterative fit did not converge

Only the outermost line of the command line turns these into an exit code.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class MotivelabError(Exception):
    """Root of all errors raised on purpose."""

    exit_code = 1


class InputError(MotivelabError):
    """Something a person wrote is wrong."""

    exit_code = 2


class StudyError(InputError):
    """The study file is missing, malformed or inconsistent."""


class StimulusError(InputError):
    """A task, instrument or manipulation file is missing, malformed or inconsistent."""


class TableError(InputError):
    """A table handed in from elsewhere does not have the codebook's layout."""


class PlanError(MotivelabError):
    """The study is well formed but cannot be run as it stands."""

    exit_code = 3


class CapabilityError(PlanError):
    """A provider cannot do what the study asks of it."""


class MissingKeyError(PlanError):
    """The environment variable that holds a provider's key is not set."""


class BudgetError(PlanError):
    """The plan does not fit the budget, or a money budget meets an unknown price."""


class ProviderError(MotivelabError):
    """Infrastructure failed; the trial stays open and can be asked again.

    Attributes:
        status: HTTP status, where there was one.
        transient: whether asking again may help.
    """

    exit_code = 4
    transient = False

    def __init__(self, message: str, *, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class AuthenticationError(ProviderError):
    """The host did not accept the key (401, 403)."""


class UnknownModelError(ProviderError):
    """The host has no such model."""


class RateLimitedError(ProviderError):
    """The host asks for patience.

    Attributes:
        retry_after: seconds the host asked to wait, or None where it did not say.
    """

    transient = True

    def __init__(self, message: str, *, retry_after: float | None = None, status: int | None = 429) -> None:
        super().__init__(message, status=status)
        self.retry_after = retry_after


class UnreachableError(ProviderError):
    """No connection, or it broke, or nothing came in time."""

    transient = True


class MalformedReplyError(ProviderError):
    """The host answered, but not in its documented format."""

    transient = True


class RequestRejectedError(ProviderError):
    """The host refuses this request for good (400, 404, 422, ...)."""


class StoreError(MotivelabError):
    """The run directory cannot be used."""

    exit_code = 5


class StoreLockedError(StoreError):
    """Another process is writing to this store."""


class StoreMismatchError(StoreError):
    """The store belongs to another study."""


class StoreVersionError(StoreError):
    """A newer motivelab wrote this store."""


class StoreCorruptedError(StoreError):
    """The file is not, or no longer, a readable store."""


class StoreUnwritableError(StoreError):
    """The disk is full or the directory is read-only."""


class StatisticsError(MotivelabError):
    """No sound number can be given."""

    exit_code = 6


class DegenerateDataError(StatisticsError):
    """The data cannot identify the statistic (no variance, too few rows, separation, disconnection)."""


class ConvergenceError(StatisticsError):
    """An iterative fit did not converge."""


def choices(value: object, valid: Iterable[object]) -> str:
    """Name the nearest valid choice and list the rest, for the end of an error message.

    >>> choices("temprature", ["temperature", "top_p"])
    "did you mean 'temperature'? Valid: temperature, top_p"
    >>> choices("zzz", ["b", "a"])
    'Valid: a, b'
    """
    names = sorted(str(v) for v in valid)
    near = difflib.get_close_matches(str(value), names, n=1, cutoff=0.6)
    listing = "Valid: " + (", ".join(names) if names else "(none)")
    return f"did you mean {near[0]!r}? {listing}" if near else listing
