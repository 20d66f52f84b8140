"""Rules that fell back to trial because too few of their findings held."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

PERSON = {
    "null": True, "on_delete": django.db.models.deletion.PROTECT, "related_name": "+",
    "to": settings.AUTH_USER_MODEL,
}  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("findings", "0005_orders"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            "Fall",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rule", models.CharField(max_length=100)),
                ("content_hash", models.CharField(max_length=64)),
                ("level", models.CharField(max_length=4)),
                ("confirmed", models.PositiveIntegerField()),
                ("judged", models.PositiveIntegerField()),
                ("floor", models.FloatField()),
                ("fell_on", models.DateField()),
                ("mended_hash", models.CharField(blank=True, max_length=64)),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="改正说明")),
                ("mended_at", models.DateTimeField(null=True)),
                ("restored_at", models.DateTimeField(null=True)),
                ("mended_by", models.ForeignKey(**PERSON)),
                ("restored_by", models.ForeignKey(**PERSON)),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("restored_at", None)), fields=["rule"], name="one_open_fall_a_rule"
                    )
                ],
            },
        ),
    ]  # fmt: skip
