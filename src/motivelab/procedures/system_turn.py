"""The system turn of a conversation."""

from __future__ import annotations

from motivelab.schema.message import Message


def system_turn(*texts: str) -> tuple[Message, ...]:
    r"""One system message of the texts that are not empty, a blank line between them; none where all are empty.

    >>> system_turn("Be terse.", "You will be paid.")
    (Message(role='system', content='Be terse.\n\nYou will be paid.'),)
    >>> system_turn("", "")
    ()
    """
    content = "\n\n".join(text for text in texts if text)
    return (Message("system", content),) if content else ()
