"""The works that later trials follow: kept while they are fresh, fetched from the store when they are not."""

from __future__ import annotations

from collections import OrderedDict

from motivelab.errors import StoreCorruptedError
from motivelab.schema.digest import format_trial_id
from motivelab.store.reading import completion_texts
from motivelab.store.store import Store

REMEMBERED = 2_000


class Works:
    """Verbatim completions by trial id, for post-task reports and judgements; holds at most `REMEMBERED` of them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._recent: OrderedDict[int, str] = OrderedDict()

    def remember(self, trial_id: int, text: str) -> None:
        """Keep a work that was just committed and will be followed soon."""
        self._recent[trial_id] = text
        if len(self._recent) > REMEMBERED:
            self._recent.popitem(last=False)

    def get(self, trial_id: int) -> str:
        """The work of a trial.

        Raises:
            StoreCorruptedError: the store has none, though it said so.
        """
        text = self._recent.get(trial_id)
        if text is None:
            text = completion_texts(self._store, [trial_id]).get(trial_id)
        if text is None:
            raise StoreCorruptedError(
                f"{self._store.path} lists an answer to trial {format_trial_id(trial_id)} but does not hold it. "
                "Restore the file from a copy."
            )
        return text
