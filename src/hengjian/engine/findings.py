"""Findings: one fact, one finding. Identity is rule and record; a later run updates it."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa

from hengjian.catalog.library import Catalog
from hengjian.catalog.models import Rule
from hengjian.engine.daily import ceiling_spans

#: open: seen now and before; new: first seen; reopened: was gone; gone: no longer true.
STATES = ("new", "open", "reopened", "gone")

_CURRENT = """
    select
        substr(sha256(r.rule || chr(31) || r.record_id), 1, 12) as finding_id,
        r.rule, r.version, r.record_id, r.trigger_day, r.verdict, r.missing,
        case
            when r.status in ('experimental', 'trial') then 'hint'
            when list_position(['hint', 'soft', 'hard'], coalesce(c.ceiling, 'hard'))
                < list_position(['hint', 'soft', 'hard'], r.level) then c.ceiling
            else r.level
        end as level,
        r.family, r.mechanism, r.unit, r.person, r.party, r.amount_fen
    from kept as r
    left join ceilings as c
        on r.rule = c.rule and r.trigger_day between c.first_day and c.last_day
"""

_MERGED = """
    select
        coalesce(n.finding_id, p.finding_id) as finding_id,
        coalesce(n.rule, p.rule) as rule,
        coalesce(n.version, p.version) as version,
        coalesce(n.record_id, p.record_id) as record_id,
        case when n.finding_id is null then p.trigger_day else n.trigger_day end as trigger_day,
        coalesce(n.verdict, p.verdict) as verdict,
        case when n.finding_id is null then p.missing else n.missing end as missing,
        coalesce(n.level, p.level) as level,
        coalesce(n.family, p.family) as family,
        coalesce(n.mechanism, p.mechanism) as mechanism,
        case when n.finding_id is null then p.unit else n.unit end as unit,
        case when n.finding_id is null then p.person else n.person end as person,
        case when n.finding_id is null then p.party else n.party end as party,
        case when n.finding_id is null then p.amount_fen else n.amount_fen end as amount_fen,
        case
            when p.finding_id is null then 'new'
            when n.finding_id is null and ran.rule is null then p.state
            when n.finding_id is null then 'gone'
            when p.state = 'gone' then 'reopened'
            else 'open'
        end as state,
        coalesce(p.first_seen, cast($as_of as date)) as first_seen,
        case when n.finding_id is null then p.last_seen else cast($as_of as date) end as last_seen
    from current as n
    full outer join prior as p on n.finding_id = p.finding_id
    left join ran on coalesce(n.rule, p.rule) = ran.rule
    order by 2, 4
"""

_EMPTY_PRIOR = pa.table(
    {
        "finding_id": pa.array([], pa.string()), "rule": pa.array([], pa.string()),
        "version": pa.array([], pa.int64()), "record_id": pa.array([], pa.string()),
        "trigger_day": pa.array([], pa.date32()), "verdict": pa.array([], pa.string()),
        "missing": pa.array([], pa.string()), "level": pa.array([], pa.string()),
        "family": pa.array([], pa.string()), "mechanism": pa.array([], pa.int64()),
        "unit": pa.array([], pa.string()), "person": pa.array([], pa.string()),
        "party": pa.array([], pa.string()), "amount_fen": pa.array([], pa.int64()),
        "state": pa.array([], pa.string()), "first_seen": pa.array([], pa.date32()),
        "last_seen": pa.array([], pa.date32()),
    }
)  # fmt: skip


def light_rows(rule: Rule, kept: pa.Table) -> pa.Table:
    """The columns that every finding has, from the kept rows of one rule."""
    count = kept.num_rows
    subject = rule.subject

    def column(name: str, kind: pa.DataType) -> pa.Array:
        return kept[name].cast(kind) if name else pa.nulls(count, kind)

    text, number = pa.string(), pa.int64()
    return pa.table(
        {
            "rule": pa.repeat(rule.rule, count),
            "version": pa.repeat(pa.scalar(rule.version, number), count),
            "status": pa.repeat(rule.status, count),
            "level": pa.repeat(rule.level, count),
            "family": pa.repeat(rule.family, count),
            "mechanism": pa.repeat(pa.scalar(rule.mechanism, number), count),
            "record_id": kept["record_id"],
            "trigger_day": kept["trigger_day"],
            "verdict": kept["verdict"],
            "missing": kept["missing"],
            "unit": column(subject.unit, text),
            "person": column(subject.person, text),
            "party": column(subject.party, text),
            "amount_fen": column(subject.amount, number),
        }
    )


def merge(
    catalog: Catalog, kept: dict[str, pa.Table], prior: Path | None, as_of: str
) -> tuple[pa.Table, pa.Table]:
    """(all findings with their states, current findings only) after a run.

    `kept`: flagged and undecidable rows by rule. A finding of a rule that did not run keeps
    its state; one whose rule ran without it is gone.
    """
    con = duckdb.connect(":memory:")
    con.execute("set enable_progress_bar = false")
    try:
        parts = [light_rows(catalog.rules[name], rows) for name, rows in kept.items()]
        con.register("kept", pa.concat_tables(parts) if parts else _no_rows())
        con.register("ceilings", _ceilings(catalog, kept))
        con.register("ran", pa.table({"rule": pa.array(list(kept), pa.string())}))
        current = con.sql(_CURRENT).to_arrow_table()
        con.register("current", current)
        if prior is not None:
            con.read_parquet(str(prior)).create_view("prior")
        else:
            con.register("prior", _EMPTY_PRIOR)
        merged = con.execute(_MERGED, {"as_of": as_of}).to_arrow_table()
        return merged, current
    finally:
        con.close()


def _no_rows() -> pa.Table:
    names = [n for n in _EMPTY_PRIOR.column_names if n not in ("finding_id", "state")]
    return _EMPTY_PRIOR.select(names).append_column("status", pa.array([], pa.string()))


def _ceilings(catalog: Catalog, rules: dict[str, pa.Table]) -> pa.Table:
    """rule, first_day, last_day, ceiling: where a term's confidence lowers a rule's level."""
    columns: dict[str, list[object]] = {"rule": [], "first_day": [], "last_day": [], "ceiling": []}
    for name in rules:
        parameters = [catalog.parameters[p] for p in catalog.rules[name].parameters]
        for first, last, ceiling in ceiling_spans(parameters):
            if ceiling != "hard":
                for column, value in zip(
                    columns.values(), (name, first, last, ceiling), strict=True
                ):
                    column.append(value)
    kinds = [pa.string(), pa.date32(), pa.date32(), pa.string()]
    return pa.table({n: pa.array(v, k) for (n, v), k in zip(columns.items(), kinds, strict=True)})
