"""Different ways to write a number as a sum."""

from __future__ import annotations

import re

from motivelab.bank.answer_text import bare_line, work_of


def count(answer: str, *, units: int, total: int, terms: int) -> int:
    """How many different true sums of `terms` positive whole numbers give `total`; beyond `units` they count too.

    Order does not make a sum different: 2 + 3 is 3 + 2.

    >>> count("1. 2 + 3 = 5\\n2. 3 + 2 = 5\\n3. 1 + 4 = 5\\n4. 2 + 2 = 5", units=4, total=5, terms=2)
    2
    """
    sums = set()
    for line in work_of(answer).splitlines():
        match = re.search(r"(\d{1,9}(?:\s*\+\s*\d{1,9})+)\s*(?:=|$)", bare_line(line))
        if match:
            parts = tuple(sorted(int(part) for part in match[1].split("+")))
            if len(parts) == terms and sum(parts) == total and parts[0] > 0:
                sums.add(parts)
    return len(sums)
