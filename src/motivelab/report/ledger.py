"""The ledger as a table: planned = answered + every reason + open."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from motivelab.report.table_view import FOLDED_FROM, RowGroup, TableView
from motivelab.tables.statuses import TRIAL_STATUSES


def ledger_table(
    ledger: pl.DataFrame, *, by: Sequence[str], anchor: str, caption: str, folded: bool = False
) -> TableView:
    """Counts summed by some of the ledger's labels, reasons that never occur left out, the whole below.

    Args:
        ledger: `tables.nonresponse`.
        by: labels that make a row; of several, the first heads groups of rows.
        anchor: for links.
        caption: what it shows.
        folded: whether it is shown only when asked for; long tables are anyway.
    """
    counted = ledger.with_columns(pl.col(by).cast(pl.String))
    kept = [s for s in TRIAL_STATUSES if s in ("answered", "open") or int(counted[s].sum())]
    columns = ["planned", *kept]
    rows = counted.group_by(by, maintain_order=True).agg(pl.col(columns).sum())
    whole = counted.select(pl.col(columns).sum()).row(0)
    grouped = len(by) > 1
    heads = rows[by[0]].unique(maintain_order=True).to_list() if grouped else [""]
    groups = [
        RowGroup(
            heading=str(head),
            rows=tuple(
                (*map(str, row[int(grouped) : len(by)]), *(f"{n:,}" for n in row[len(by) :]))
                for row in rows.iter_rows()
                if not grouped or row[0] == head
            ),
        )
        for head in heads
    ]
    labels = by[int(grouped) :]
    total = ("all", *("" for _ in labels[1:]), *(f"{n or 0:,}" for n in whole))
    return TableView(
        anchor=anchor,
        caption=caption,
        columns=(*((name, False) for name in labels), *((name.replace("_", " "), True) for name in columns)),
        groups=(*groups, RowGroup(heading="", rows=(total,))),
        folded=folded or rows.height > FOLDED_FROM,
        total=True,
    )
