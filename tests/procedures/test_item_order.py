"""Laws of the balanced order square."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest

from motivelab.procedures.item_order import item_order, n_orders

SIZES = [1, 2, 3, 4, 5, 6, 7, 12, 25]


@pytest.mark.parametrize("n", SIZES)
def test_every_row_shows_every_item_once_and_row_0_is_canonical(n: int) -> None:
    assert item_order(n, 0) == tuple(range(n))
    assert all(sorted(item_order(n, row)) == list(range(n)) for row in range(n_orders(n)))


@pytest.mark.parametrize("n", SIZES)
def test_every_item_stands_equally_often_at_every_place(n: int) -> None:
    seen = Counter((place, i) for row in range(n_orders(n)) for place, i in enumerate(item_order(n, row)))
    assert len(seen) == n * n
    assert len(set(seen.values())) == 1


@pytest.mark.parametrize("n", [n for n in SIZES if n > 1])
def test_every_item_follows_every_other_equally_often(n: int) -> None:
    seen = Counter(pair for row in range(n_orders(n)) for pair in pairwise(item_order(n, row)))
    assert len(seen) == n * (n - 1)
    assert len(set(seen.values())) == 1


def test_orders_past_the_last_row_begin_again() -> None:
    assert item_order(7, 14 + 3) == item_order(7, 3)


def test_an_order_of_no_items_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one item"):
        n_orders(0)
