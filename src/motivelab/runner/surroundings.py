"""What the lanes of a run share."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from motivelab.runner.agenda import Unit
from motivelab.runner.purse import Purse
from motivelab.runner.tally import Tally
from motivelab.runner.works import Works
from motivelab.schema.trial_plan import TrialPlan
from motivelab.store.exchange import Exchange


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the lanes of a run share.

    Attributes:
        plan: the compiled plan.
        works: works that trials follow.
        purse: the budget.
        tally: counts for people.
        submit: hands an exchange, with the rows it was for, to the store.
        stop: set when no further call is to be made.
        room: clear while too much waits for the disk.
        out_of_budget: called when a call no longer fits.
        idle: called when a lane's last worker ended.
        crashed: called with an error that is nobody's in particular.
    """

    plan: TrialPlan
    works: Works
    purse: Purse
    tally: Tally
    submit: Callable[[Exchange, Unit], None]
    stop: asyncio.Event
    room: asyncio.Event
    out_of_budget: Callable[[], None]
    idle: Callable[[], None]
    crashed: Callable[[BaseException], None]
