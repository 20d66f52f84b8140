"""Search over findings: word pairs, indexed on PostgreSQL (tsvector) and SQLite (FTS5)."""

from __future__ import annotations

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from hengjian.office.findings.models import Finding
from hengjian.office.findings.terms import words


def matching(rows: QuerySet[Finding], text: str) -> QuerySet[Finding]:
    """Findings that contain all word pairs of the text; a single character is too little."""
    wanted = words(text)[:20]
    if not wanted:
        return rows.none()
    if connection.vendor == "postgresql":
        query = " & ".join(f"'{w}'" for w in wanted)
        hit = RawSQL(
            "to_tsvector('simple', \"findings_finding\".\"terms\") @@ to_tsquery('simple', %s)",
            (query,),
        )
        return rows.alias(hit=hit).filter(hit=True)
    query = " AND ".join(f'"{w}"' for w in wanted)
    inner = RawSQL("select finding_id from findings_words where findings_words match %s", (query,))
    return rows.filter(pk__in=inner)
