"""The fence around a judge's material: marks that nothing inside it can imitate."""

from __future__ import annotations

import re
from hashlib import blake2b


def fence_token(*inside: str) -> str:
    """A word that does not occur in any of the texts; the same texts always get the same one.

    >>> fence_token("a task", "some work") == fence_token("a task", "some work")
    True
    """
    number = 0
    while True:
        seen = "\0".join((str(number), *inside)).encode("utf-8", "surrogatepass")
        token = blake2b(seen, digest_size=6).hexdigest()
        if not any(token in text for text in inside):
            return token
        number += 1


def outside_fence(reply: str, *, token: str) -> str:
    """A reply without what it quotes from between the marks; a quotation never closed goes up to the end.

    What stands before a closing mark that nothing opened is taken for a quotation too.

    >>> outside_fence("[work ab begins] 7 [work ab ends] I say 3", token="ab")
    '   I say 3'
    """
    if token not in reply:
        return reply
    kept: list[str] = []
    end, inside = 0, ""
    for mark in re.finditer(rf"[\[(<]*(task|work)\W+{token}\W+(begins|ends)[\])>]*", reply, re.IGNORECASE):
        kind = mark[1].lower()
        if mark[2].lower() == "begins":
            if not inside:
                kept.append(reply[end : mark.start()])
                inside = kind
        elif not inside:
            kept.clear()
        elif kind == inside:
            inside = ""
        end = mark.end()
    if not inside:
        kept.append(reply[end:])
    return "  ".join(kept)
