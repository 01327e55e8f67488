"""Estimates of one measure as a table, and the two tracks side by side as another."""

from __future__ import annotations

from collections.abc import Sequence

from motivelab.analyses.protocol.analysis import Row
from motivelab.report.number import flags_text, interval_text, p_text, row_text, units_text, value_text
from motivelab.report.table_view import FOLDED_FROM, RowGroup, TableView
from motivelab.report.tracks import Pairing


def estimate_table(anchor: str, measure: str, rows: Sequence[Row], *, folded: bool = False) -> TableView:
    """A table of one measure; labels and cautions that all rows share stand in its caption, respondents head groups.

    Args:
        anchor: for links.
        measure: what is estimated.
        rows: the estimates.
        folded: whether it is shown only when asked for; long tables are anyway.
    """
    labels, shared, grouped = _layout(rows)
    tested = any(r.estimate.p is not None for r in rows)
    everywhere = set.intersection(*(set(r.estimate.flags) for r in rows)) if len(rows) > 1 else set()
    flags = [tuple(f for f in r.estimate.flags if f not in everywhere) for r in rows]
    flagged = any(flags)
    columns = (
        *((key, False) for key in labels),
        ("estimate", True),
        ("95% interval", True),
        ("n", True),
        ("over", True),
        *((("p", True),) if tested else ()),
        *((("caution", False),) if flagged else ()),
    )
    cells = [
        (
            *(row.labels.get(key, "") for key in labels),
            value_text(row.estimate.value, row.scale),
            interval_text(row.estimate, row.scale),
            f"{row.estimate.n:,}",
            units_text(row.estimate),
            *((p_text(row.estimate.p),) if tested else ()),
            *((flags_text(own),) if flagged else ()),
        )
        for row, own in zip(rows, flags, strict=True)
    ]
    common = [", ".join(f"{key} {value}" for key, value in shared.items())]
    if everywhere:
        common.append(f"all rows: {flags_text(f for f in rows[0].estimate.flags if f in everywhere)}")
    return TableView(
        anchor=anchor,
        caption=_caption(measure, common),
        columns=columns,
        groups=_groups(rows, cells, grouped=grouped),
        folded=folded or len(rows) > FOLDED_FROM,
    )


def published_table(anchor: str, pairs: Sequence[Pairing]) -> TableView:
    """The published computation's numbers, the recommended ones beside them; always folded."""
    rows = [p.published for p in pairs]
    labels, shared, grouped = _layout(rows, keep="measure")
    tested = any(r.estimate.p is not None for r in rows)
    matched = any(p.recommended is not None for p in pairs)
    judged = any(p.verdict for p in pairs)
    cells = [
        (
            *(p.published.labels.get(key, "") for key in labels),
            _told(p.published),
            *((p_text(p.published.estimate.p),) if tested else ()),
            *((_told(p.recommended),) if matched else ()),
            *((p.verdict,) if judged else ()),
        )
        for p in pairs
    ]
    columns = (
        *((key, False) for key in labels),
        ("as published", True),
        *((("its p", True),) if tested else ()),
        *((("recommended", True),) if matched else ()),
        *((("the two", False),) if judged else ()),
    )
    common = [", ".join(f"{key} {value}" for key, value in shared.items())]
    return TableView(
        anchor=anchor,
        caption=_caption("as the published study computes it", common),
        columns=columns,
        groups=_groups(rows, cells, grouped=grouped),
        folded=True,
    )


def _told(row: Row | None) -> str:
    return "" if row is None else row_text(row).removesuffix(" no interval")


def _layout(rows: Sequence[Row], *, keep: str = "") -> tuple[list[str], dict[str, str], bool]:
    """Labels that make columns, labels that all rows share, and whether respondents head groups."""
    keys = [key for key in dict.fromkeys(k for r in rows for k in r.labels) if key != "measure" or keep]
    values = {key: {r.labels.get(key, "") for r in rows} for key in keys}
    shared = {key: next(iter(values[key])) for key in keys if key not in ("respondent", keep) and len(values[key]) == 1}
    varying = [key for key in keys if key not in shared]
    grouped = len(varying) > 1 and len(rows) > len(values.get("respondent", ()))
    labels = [key for key in varying if not (grouped and key == "respondent")]
    return labels, {key: value for key, value in shared.items() if value}, grouped


def _groups(rows: Sequence[Row], cells: Sequence[tuple[str, ...]], *, grouped: bool) -> tuple[RowGroup, ...]:
    by_head: dict[str, list[tuple[str, ...]]] = {}
    for row, cell in zip(rows, cells, strict=True):
        by_head.setdefault(row.labels.get("respondent", "") if grouped else "", []).append(cell)
    return tuple(RowGroup(heading=head, rows=tuple(own)) for head, own in by_head.items())


def _caption(measure: str, common: Sequence[str]) -> str:
    told = "; ".join(filter(None, common))
    return f"{measure[:1].upper()}{measure[1:]}{f' ({told})' if told else ''}"
