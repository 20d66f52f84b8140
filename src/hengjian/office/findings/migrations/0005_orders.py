"""An index for each order of the list; PostgreSQL keeps the search vector instead of computing it a row."""

import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models

STORE = [
    "drop index finding_words",
    """alter table findings_finding add column terms_vector tsvector
        generated always as (to_tsvector('simple', terms)) stored""",
    "create index finding_words on findings_finding using gin (terms_vector)",
]
COMPUTE = [
    "drop index finding_words",
    "alter table findings_finding drop column terms_vector",
    "create index finding_words on findings_finding using gin (to_tsvector('simple', terms))",
]


def on_postgresql(statements: list[str]):
    """The statements, where the database is PostgreSQL."""

    def apply(apps, editor):
        if editor.connection.vendor == "postgresql":
            for statement in statements:
                editor.execute(statement)

    return apply


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_first"),
        ("findings", "0004_rank"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(on_postgresql(STORE), on_postgresql(COMPUTE)),
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(
                models.OrderBy(
                    django.db.models.functions.comparison.Coalesce("amount_fen", 0), descending=True
                ),
                models.F("finding_id"),
                name="finding_amount",
            ),
        ),
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(fields=["-first_seen", "finding_id"], name="finding_newest"),
        ),
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(fields=["trigger_day", "finding_id"], name="finding_oldest"),
        ),
    ]
