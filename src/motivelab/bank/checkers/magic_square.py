"""A magic square."""

from __future__ import annotations

from motivelab.bank.answer_text import work_of
from motivelab.bank.numerals import numbers_in


def check(answer: str, *, order: int, first: int = 1, step: int = 1, centre: int | None = None) -> float:
    """Share of rows, columns and diagonals with the magic sum: 1 only with the right numbers, each used once.

    Args:
        answer: the reply; the last `order` lines that hold `order` numbers are its square.
        order: numbers in a row.
        first: the smallest number.
        step: difference of neighbouring numbers.
        centre: what the middle must be, or None.

    Example:
        >>> check("2 7 6\\n9 5 1\\n4 3 8", order=3)
        1.0
    """
    rows = [numbers_in(line) for line in work_of(answer).splitlines()]
    square = [row for row in rows if len(row) == order][-order:]
    wanted = [first + step * n for n in range(order * order)]
    if len(square) < order or sorted(n for row in square for n in row) != wanted:
        return 0.0
    if centre is not None and square[order // 2][order // 2] != centre:
        return 0.0
    lines = [*square, *([row[place] for row in square] for place in range(order))]
    lines.append([square[place][place] for place in range(order)])
    lines.append([square[place][order - 1 - place] for place in range(order)])
    return sum(sum(line) == sum(wanted) / order for line in lines) / len(lines)
