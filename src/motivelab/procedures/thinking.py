"""Reasoning that a model wrote into its reply, between `<think>` marks."""

from __future__ import annotations

import re

_MARK = re.compile(r"<(/?)(?:think|thinking|thought|reasoning)>", re.IGNORECASE)


def visible_work(text: str) -> str:
    """The work as a reader gets it: reasoning marked as such at its beginning is taken out.

    What a model marks as reasoning further down belongs to the work (it may be about markup). A block that is never
    closed leaves nothing. A closing mark without an opening one ends reasoning that began before the first character,
    as some hosts send it.

    >>> visible_work("<think>Hm, 3?</think>\\nIt is 4.")
    'It is 4.'
    >>> visible_work("Use <think> as a tag.")
    'Use <think> as a tag.'
    """
    if "<" not in text:
        return text.strip()
    depth, end, started = 0, 0, False
    for mark in _MARK.finditer(text):
        if not mark[1]:
            if depth == 0 and text[end : mark.start()].strip():
                break
            depth += 1
            started = True
        elif depth:
            depth -= 1
        elif started and text[end : mark.start()].strip():
            break
        end, started = mark.end(), True
    return "" if depth else text[end:].strip()


def without_thinking(text: str) -> str:
    """The reply without any marked reasoning, wherever it stands; one never closed goes up to the end.

    >>> without_thinking("Well. <think>80? 90?</think> 85")
    'Well.   85'
    """
    if "<" not in text:
        return text
    kept: list[str] = []
    depth, end = 0, 0
    for mark in _MARK.finditer(text):
        if depth == 0 and not mark[1]:
            kept.append(text[end : mark.start()])
        if not mark[1]:
            depth += 1
        elif depth:
            depth -= 1
        else:
            kept.clear()  # reasoning whose opening mark the host kept to itself
        end = mark.end()
    if depth == 0:
        kept.append(text[end:])
    return " ".join(kept)
