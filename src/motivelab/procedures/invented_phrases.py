"""Phrases of which simulated answers are made; none of them is ever shown to a respondent."""

from __future__ import annotations

REFUSALS: tuple[str, ...] = (
    "I'm sorry, but I can't help with that.",
    "I cannot assist with this request.",
    "I won't do this one.",
    "I'm not able to do that, and I would rather not try.",
    "I must decline this request.",
)
"""Refusals without a single digit, short enough that no cap cuts them."""

UNREADABLE: tuple[str, ...] = (
    "It depends on the day.",
    "Hm, that is a hard one to put into a number.",
    "Somewhere in the middle, perhaps.",
    "Yes.",
)
"""Answers that give no number and refuse nothing."""

REASONS: tuple[str, ...] = (
    "It is the kind of thing that goes well.",
    "It has 3 parts, and the 2nd one takes some care.",
    "There is little to hold on to here.",
    "It is useful, though somebody else could do it as well.",
    'The word "again" occurs to me; so does {this}.',
    "It's clear what is wanted, and it can be done in 10 minutes.",
)
"""Reasons, with the digits, quotes and braces that a parser must not stumble over."""

SENTENCES: tuple[str, ...] = (
    "The first thing to settle is what belongs to it and what does not.",
    "From there each part follows in the order in which it is needed.",
    "Where two ways are open, the simpler one is taken and the other is named.",
    "Every step is checked against the one before it.",
    "What could go wrong here is mostly a matter of names and dates.",
    "A short example shows how the pieces fit together.",
    "What came of it is then read once more from the beginning.",
    "Some of this can be done at the same time, most of it cannot.",
    "In the end there is one version that serves all of the purposes.",
    "It remains to say for whom this was made.",
)
"""Sentences of which work is made."""
