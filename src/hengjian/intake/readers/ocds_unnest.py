"""Nested releases to one Arrow table per list, without copying the values.

DuckDB's `unnest` copies every nested field; Arrow keeps the elements of all lists in one array
already, so a list is unnested by naming its parents. Text of a parent is a dictionary array over the
parent's own values.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


def unnest_releases(releases: pa.Table) -> dict[str, pa.Table]:
    """Table name → rows, for the rows of `ocds_read.sql` with column `line_no`."""
    parents = ["ocid", "line_no"]
    bids = _with_sole_id(unnest(releases, "bids", parents), "tenderers")
    awards = _with_sole_id(unnest(releases, "awards", parents), "suppliers")
    bids = _renamed(bids, "no", "bid_no")
    awards = _renamed(awards, "no", "award_no")
    inner = ["ocid", "award_no", "status"]
    return {
        "ocds_release": _release_rows(releases),
        "ocds_bid_rows": bids.drop_columns(["tenderers"]),
        "ocds_tenderer_rows": unnest(bids, "tenderers", ["ocid", "bid_no", "status"]),
        "ocds_award_rows": awards.drop_columns(["suppliers", "items"]),
        "ocds_supplier_rows": unnest(awards, "suppliers", inner),
        "ocds_item_rows": unnest(awards, "items", [*inner, "suppliers_id"]),
    }


def unnest(rows: pa.Table, column: str, keep: list[str]) -> pa.Table:
    """One row per element of a list of structs: `keep` of the parent, `no` from 1, its fields."""
    batches = rows.to_batches() or [_empty(rows)]
    return pa.Table.from_batches([_unnest_batch(batch, column, keep) for batch in batches])


def _unnest_batch(batch: pa.RecordBatch, column: str, keep: list[str]) -> pa.RecordBatch:
    lists = batch.column(column)
    parents = pc.list_parent_indices(lists)
    elements = pc.list_flatten(lists)
    columns = {name: _inherited(batch.column(name), parents) for name in keep}
    columns["no"] = _numbers(lists, len(elements))
    return pa.RecordBatch.from_pydict(columns | _fields(elements))


def _inherited(values: pa.Array, parents: pa.Array) -> pa.Array:
    """The value of each one's parent; text is pointed at, not copied."""
    if isinstance(values, pa.DictionaryArray):
        return pa.DictionaryArray.from_arrays(values.indices.take(parents), values.dictionary)
    if pa.types.is_string(values.type):
        return pa.DictionaryArray.from_arrays(parents, values)
    return values.take(parents)


def _fields(structs: pa.StructArray) -> dict[str, pa.Array]:
    """Columns of the structs; flatten() lets a null struct make its fields null, field() would not."""
    names = [structs.type.field(i).name for i in range(structs.type.num_fields)]
    return dict(zip(names, structs.flatten(), strict=True))


def _numbers(lists: pa.Array, size: int) -> pa.Array:
    """Place of each element in its own list, from 1."""
    lengths = _lengths(lists).to_numpy()
    starts = np.repeat(np.cumsum(lengths) - lengths, lengths)
    return pa.array(np.arange(size) - starts + 1, pa.int64())


def _lengths(lists: pa.Array) -> pa.Array:
    return pc.fill_null(pc.list_value_length(lists), 0).cast(pa.int64())


def _with_sole_id(rows: pa.Table, column: str) -> pa.Table:
    """`<column>_count`, and `<column>_id`: the id of the element where the list has exactly one."""
    counts, ids = [], []
    for batch in rows.to_batches():
        lists = batch.column(column)
        counts.append(_lengths(lists))
        only = pc.if_else(pc.equal(counts[-1], 1), lists.offsets[:-1].cast(pa.int64()), None)
        ids.append(pa.DictionaryArray.from_arrays(only, _fields(lists.values)["id"]))
    rows = rows.append_column(f"{column}_count", pa.chunked_array(counts, pa.int64()))
    return rows.append_column(
        f"{column}_id", pa.chunked_array(ids, pa.dictionary(pa.int64(), pa.string()))
    )


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
