"""What the same file costs before any work is done with it: the peer's pass and the floors of `ocds.py`.

`parse`: DuckDB finds the lines and parses them, nothing is taken out. `fields`: the reader's own query, the needed
fields into columns, nothing after it. `decode`: msgspec decodes the needed fields line by line in one
thread and throws them away.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec


def peer(file: Path) -> dict[str, Any]:
    """One pass of the peer over the file."""
    import ocdscardinal

    return {"paths": len(ocdscardinal.coverage(str(file)))}


def parse(file: Path) -> dict[str, Any]:
    """Lines parsed by DuckDB."""
    import duckdb

    query = "select count(json) from read_json_objects(?, format = 'newline_delimited')"
    row = duckdb.connect().execute(query, [str(file)]).fetchone()
    return {"releases": row[0] if row else 0}


def fields(file: Path) -> dict[str, Any]:
    """Lines to the nested columns that the reader declares."""
    import duckdb

    from hengjian.intake.readers import ocds

    query = Path(ocds.__file__).with_name("ocds_read.sql").read_text(encoding="utf-8")
    con = duckdb.connect()
    con.execute("set variable ocds_path = ?", [str(file)])
    con.execute("set variable ocds_tolerant = false")
    return {"releases": len(con.sql(query).to_arrow_table())}


def decode(file: Path) -> dict[str, Any]:
    """Lines to typed objects, one thread."""
    decoder = msgspec.json.Decoder(_Release)
    bids = 0
    with file.open("rb") as stream:
        for line in stream:
            release = decoder.decode(line)
            bids += len(release.bids.details) if release.bids else 0
    return {"bids": bids}


class _Named(msgspec.Struct, gc=False):
    id: str | None = None


class _Value(msgspec.Struct, gc=False):
    amount: float | None = None
    currency: str | None = None


class _Bid(msgspec.Struct, gc=False):
    status: str | None = None
    date: str | None = None
    value: _Value | None = None
    tenderers: list[_Named] = []


class _Bids(msgspec.Struct, gc=False):
    details: list[_Bid] = []


class _Item(msgspec.Struct, gc=False):
    classification: _Named | None = None


class _Award(msgspec.Struct, gc=False):
    status: str | None = None
    suppliers: list[_Named] = []
    items: list[_Item] = []


class _Period(msgspec.Struct, gc=False, rename="camel"):
    start_date: str | None = None
    end_date: str | None = None


class _Tender(msgspec.Struct, gc=False, rename="camel"):
    status: str | None = None
    procurement_method: str | None = None
    procurement_method_details: str | None = None
    number_of_tenderers: int | None = None
    tender_period: _Period | None = None
    procuring_entity: _Named | None = None


class _Release(msgspec.Struct, gc=False):
    ocid: str
    date: str | None = None
    buyer: _Named | None = None
    tender: _Tender | None = None
    bids: _Bids | None = None
    awards: list[_Award] = []
