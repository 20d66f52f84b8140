"""The index of search words: FTS5 beside the table on SQLite, a GIN index on PostgreSQL."""

from django.db import migrations

SQLITE = [
    """create virtual table findings_words using fts5(
        finding_id unindexed, terms, tokenize = "unicode61 remove_diacritics 0")""",
    """insert into findings_words (rowid, finding_id, terms)
        select rowid, finding_id, terms from findings_finding""",
    """create trigger findings_words_new after insert on findings_finding begin
        insert into findings_words (rowid, finding_id, terms) values (new.rowid, new.finding_id, new.terms);
    end""",
    """create trigger findings_words_gone after delete on findings_finding begin
        delete from findings_words where rowid = old.rowid;
    end""",
    """create trigger findings_words_changed after update of terms on findings_finding
        when old.terms is not new.terms begin
        update findings_words set terms = new.terms where rowid = old.rowid;
    end""",
]
SQLITE_BACK = [
    "drop trigger findings_words_new",
    "drop trigger findings_words_gone",
    "drop trigger findings_words_changed",
    "drop table findings_words",
]
POSTGRES = [
    "create index finding_words on findings_finding using gin (to_tsvector('simple', terms))"
]
POSTGRES_BACK = ["drop index finding_words"]


def run(statements: dict[str, list[str]]):
    """The statements of the database in use."""

    def apply(apps, editor):
        for statement in statements[editor.connection.vendor]:
            editor.execute(statement)

    return apply


class Migration(migrations.Migration):
    dependencies = [("findings", "0001_first")]
    operations = [
        migrations.RunPython(
            run({"sqlite": SQLITE, "postgresql": POSTGRES}),
            run({"sqlite": SQLITE_BACK, "postgresql": POSTGRES_BACK}),
        )
    ]
