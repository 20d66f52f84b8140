"""Nested releases to one Arrow table per list, without copying the values.

DuckDB's `unnest` copies every nested field; Arrow keeps the elements of all lists in one array
already, so a list is unnested by naming its parents.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


def unnest_releases(releases: pa.Table) -> dict[str, pa.Table]:
    """Table name → rows, for the rows of `ocds_read.sql` with column `line_no`."""
    parents = ["ocid", "line_no"]
    bids = unnest(releases, "bids", parents)
    awards = unnest(releases, "awards", parents)
    bids = _renamed(_counted(bids, "tenderers"), "no", "bid_no")
    awards = _renamed(_counted(awards, "suppliers"), "no", "award_no")
    inner = ["ocid", "award_no", "status"]
    return {
        "ocds_release": _release_rows(releases),
        "ocds_bid_rows": _renamed(bids, "bid_no", "no"),
        "ocds_tenderer_rows": unnest(bids, "tenderers", ["ocid", "bid_no", "status"]),
        "ocds_award_rows": _renamed(awards, "award_no", "no"),
        "ocds_supplier_rows": unnest(awards, "suppliers", inner),
        "ocds_item_rows": unnest(awards, "items", [*inner, "suppliers", "suppliers_count"]),
    }


def unnest(rows: pa.Table, column: str, keep: list[str]) -> pa.Table:
    """One row per element of a list of structs: `keep` of the parent, `no` from 1, its fields."""
    batches = rows.to_batches() or [_empty(rows)]
    return pa.Table.from_batches([_unnest_batch(batch, column, keep) for batch in batches])


def _unnest_batch(batch: pa.RecordBatch, column: str, keep: list[str]) -> pa.RecordBatch:
    lists = batch.column(column)
    parents = pc.list_parent_indices(lists)
    elements = pc.list_flatten(lists)
    columns = {name: batch.column(name).take(parents) for name in keep}
    columns["no"] = _numbers(lists, len(elements))
    names = [elements.type.field(i).name for i in range(elements.type.num_fields)]
    # flatten() lets a null element make its fields null; field() would not.
    columns |= dict(zip(names, elements.flatten(), strict=True))
    return pa.RecordBatch.from_pydict(columns)


def _numbers(lists: pa.Array, size: int) -> pa.Array:
    """Place of each element in its own list, from 1."""
    lengths = pc.fill_null(pc.list_value_length(lists), 0).to_numpy(zero_copy_only=False)
    starts = np.repeat(np.cumsum(lengths) - lengths, lengths)
    return pa.array(np.arange(size) - starts + 1, pa.int64())


def _counted(rows: pa.Table, column: str) -> pa.Table:
    lengths = pc.fill_null(pc.list_value_length(rows[column]), 0)
    return rows.append_column(f"{column}_count", lengths.cast(pa.int64()))


def _release_rows(releases: pa.Table) -> pa.Table:
    for column, count in (("bids", "bid_count"), ("awards", "award_count")):
        lengths = pc.list_value_length(releases[column]).cast(pa.int64())
        releases = releases.drop_columns([column]).append_column(count, lengths)
    return releases


def _renamed(rows: pa.Table, name: str, new: str) -> pa.Table:
    return rows.rename_columns([new if n == name else n for n in rows.column_names])


def _empty(rows: pa.Table) -> pa.RecordBatch:
    return pa.RecordBatch.from_pydict(
        {field.name: pa.array([], field.type) for field in rows.schema}
    )
