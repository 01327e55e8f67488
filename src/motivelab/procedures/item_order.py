"""The orders in which a questionnaire's items are shown: rows of a balanced (Williams) Latin square."""

from __future__ import annotations

from functools import lru_cache


def n_orders(n_items: int) -> int:
    """How many rows the balanced square has: `n_items` if even, twice as many if odd, 1 for a single item.

    >>> n_orders(6), n_orders(7), n_orders(1)
    (6, 14, 1)
    """
    if n_items < 1:
        raise ValueError(f"an order needs at least one item, not {n_items!r}")
    return n_items if n_items % 2 == 0 or n_items == 1 else 2 * n_items


@lru_cache(maxsize=4096)
def item_order(n_items: int, order: int) -> tuple[int, ...]:
    """One row of the square: positions of the items in the order shown.

    Over all rows every item stands equally often at every place, and directly after every other item equally often, so
    that place and carry-over do not favour an item. Row 0 is the canonical order.

    Args:
        n_items: how many items.
        order: the row, 0 to `n_orders(n_items) - 1`; later numbers begin again from row 0.

    Example:
        >>> [item_order(4, row) for row in range(4)]
        [(0, 1, 2, 3), (1, 3, 0, 2), (3, 2, 1, 0), (2, 0, 3, 1)]

    Reference:
        Williams, E. J. (1949). Experimental designs balanced for the estimation of residual effects of treatments.
        Australian Journal of Scientific Research A, 2, 149-168.
    """
    row = order % n_orders(n_items)
    zigzag = [(place + 1) // 2 if place % 2 else (n_items - place // 2) % n_items for place in range(n_items)]
    name = {number: place for place, number in enumerate(zigzag)}  # renamed so that row 0 is 0, 1, 2, ...
    shifted = tuple(name[(number + row) % n_items] for number in zigzag)
    return shifted if row < n_items else shifted[::-1]
