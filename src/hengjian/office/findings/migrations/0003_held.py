"""Findings that are part of a clue are held, without a status of their own."""

from django.db import migrations, models

STATUSES = [
    ("open", "待处理"), ("asked", "已问询"), ("answered", "已答复"), ("snoozed", "暂缓"),
    ("explained", "说明成立"), ("rejected", "不成立"), ("merged", "已合并"), ("rectifying", "整改中"),
    ("rectified", "已销号"), ("lenient", "容错免责"),
]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("findings", "0002_words")]
    operations = [
        migrations.AddField("finding", "held", models.BooleanField(default=False)),
        migrations.AlterField(
            "finding", "status", models.CharField(choices=STATUSES, default="open", max_length=10)
        ),
    ]
