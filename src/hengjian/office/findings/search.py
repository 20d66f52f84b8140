"""Search over findings: word pairs, indexed on PostgreSQL (tsvector) and SQLite (FTS5)."""

from __future__ import annotations

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from hengjian.office.findings.models import Finding
from hengjian.office.findings.terms import words

#: A word in more findings than this is found soon enough on the way down the list.
RARE = 2_000


def matching(rows: QuerySet[Finding], text: str) -> QuerySet[Finding]:
    """Findings that contain all word pairs of the text; a single character is too little."""
    wanted = words(text)[:20]
    if not wanted:
        return rows.none()
    if connection.vendor == "postgresql":
        return _on_postgresql(rows, " & ".join(f"'{w}'" for w in wanted))
    query = " AND ".join(f'"{w}"' for w in wanted)
    inner = RawSQL("select finding_id from findings_words where findings_words match %s", (query,))
    return rows.filter(pk__in=inner)


def _on_postgresql(rows: QuerySet[Finding], query: str) -> QuerySet[Finding]:
    """Rare words by their rows, common words by a condition.

    The planner knows neither: for a word that nobody wrote it would walk a million rows by value.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select finding_id from findings_finding"
            " where terms_vector @@ to_tsquery('simple', %s) limit %s", (query, RARE + 1),
        )  # fmt: skip
        found = [row[0] for row in cursor.fetchall()]
    if len(found) <= RARE:
        return rows.filter(pk__in=found)
    hit = RawSQL("findings_finding.terms_vector @@ to_tsquery('simple', %s)", (query,))
    return rows.alias(hit=hit).filter(hit=True)
