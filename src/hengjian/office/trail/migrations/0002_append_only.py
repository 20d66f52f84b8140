"""The database itself refuses to change or remove an entry, or to add one out of order.

Whoever owns the database can drop these triggers; then `hengjian trail verify` finds the change.
"""

from django.db import migrations

_SQLITE = (
    """CREATE TRIGGER trail_entry_unchanged BEFORE UPDATE ON trail_entry
       BEGIN SELECT RAISE(ABORT, 'an entry of the trail cannot be changed'); END""",
    """CREATE TRIGGER trail_entry_kept BEFORE DELETE ON trail_entry
       BEGIN SELECT RAISE(ABORT, 'an entry of the trail cannot be removed'); END""",
    """CREATE TRIGGER trail_entry_in_order BEFORE INSERT ON trail_entry
       WHEN NEW.number <> COALESCE((SELECT number FROM trail_head WHERE id = 1), 0) + 1
       BEGIN SELECT RAISE(ABORT, 'the next entry of the trail has the number head + 1'); END""",
    """CREATE TRIGGER trail_head_forward BEFORE UPDATE ON trail_head
       WHEN NEW.number <> OLD.number + 1
       BEGIN SELECT RAISE(ABORT, 'the head of the trail moves forward by one'); END""",
)
_POSTGRES = (
    """CREATE FUNCTION trail_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION 'an entry of the trail cannot be changed or removed'
       USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    """CREATE TRIGGER trail_entry_unchanged BEFORE UPDATE OR DELETE ON trail_entry
       FOR EACH ROW EXECUTE FUNCTION trail_refuse()""",
    """CREATE TRIGGER trail_entry_kept BEFORE TRUNCATE ON trail_entry
       FOR EACH STATEMENT EXECUTE FUNCTION trail_refuse()""",
    """CREATE FUNCTION trail_in_order() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF NEW.number <> COALESCE((SELECT number FROM trail_head WHERE id = 1), 0) + 1 THEN
           RAISE EXCEPTION 'the next entry of the trail has the number head + 1'
           USING ERRCODE = 'integrity_constraint_violation';
         END IF;
         RETURN NEW;
       END $$""",
    """CREATE TRIGGER trail_entry_in_order BEFORE INSERT ON trail_entry
       FOR EACH ROW EXECUTE FUNCTION trail_in_order()""",
    """CREATE FUNCTION trail_forward() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF NEW.number <> OLD.number + 1 THEN
           RAISE EXCEPTION 'the head of the trail moves forward by one'
           USING ERRCODE = 'integrity_constraint_violation';
         END IF;
         RETURN NEW;
       END $$""",
    """CREATE TRIGGER trail_head_forward BEFORE UPDATE ON trail_head
       FOR EACH ROW EXECUTE FUNCTION trail_forward()""",
)
_SQLITE_BACK = tuple(
    f"DROP TRIGGER {name}"
    for name in (
        "trail_entry_unchanged", "trail_entry_kept", "trail_entry_in_order", "trail_head_forward"
    )
)  # fmt: skip
_POSTGRES_BACK = (
    "DROP TRIGGER trail_entry_unchanged ON trail_entry",
    "DROP TRIGGER trail_entry_kept ON trail_entry",
    "DROP TRIGGER trail_entry_in_order ON trail_entry",
    "DROP TRIGGER trail_head_forward ON trail_head",
    "DROP FUNCTION trail_refuse()",
    "DROP FUNCTION trail_in_order()",
    "DROP FUNCTION trail_forward()",
)


def protect(apps, schema_editor):
    """Create the triggers."""
    _run(schema_editor, _SQLITE, _POSTGRES)


def release(apps, schema_editor):
    """Drop the triggers."""
    _run(schema_editor, _SQLITE_BACK, _POSTGRES_BACK)


def _run(schema_editor, sqlite, postgres):
    for statement in sqlite if schema_editor.connection.vendor == "sqlite" else postgres:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("trail", "0001_first")]
    operations = [migrations.RunPython(protect, release)]
