"""`hengjian trail`: on a real office, with the database changed from outside, and off-line."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.office.offices import Office, new_office

from hengjian.district.home import Home

WORK = """
from hengjian.office.accounts.models import User
from hengjian.office.findings import actions
from hengjian.office.findings.models import Finding
zhang = User.objects.get(username="fenxi")
f = Finding.objects.filter(unit__isnull=False, status="open", verdict="flagged").first()
actions.ask(f, "请说明", acting_user=zhang, revision=f.revision, on_day=day)
print(f.pk)
"""


@pytest.fixture(scope="module")
def office(district: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with new_office(district.path, tmp_path_factory.mktemp("trail") / "home") as made:
        yield made


@pytest.fixture(scope="module")
def asked(office: Office) -> str:
    """A finding somebody worked on."""
    return office.python(WORK).strip()


def by_hand(office: Office, sql: str) -> int:
    """What an administrator of the database does, past the office; returns how many rows changed."""
    if office.database:
        import psycopg

        with psycopg.connect(office.database) as database:
            return database.execute(sql).rowcount
    with sqlite3.connect(office.home / "office" / "office.sqlite3") as database:
        count = database.execute(sql).rowcount
    database.close()
    return count


def verified(office: Office, *arguments: object) -> tuple[int, dict[str, object]]:
    ran = office.command("trail", "verify", "--json", *arguments)
    return ran.returncode, json.loads(ran.stdout)


@pytest.mark.parametrize(("sql", "back"), [
    ("UPDATE findings_finding SET status = 'rejected' WHERE finding_id = '{f}'",
     "UPDATE findings_finding SET status = 'asked' WHERE finding_id = '{f}'"),
    ("UPDATE findings_finding SET revision = revision + 1 WHERE finding_id = '{f}'",
     "UPDATE findings_finding SET revision = revision - 1 WHERE finding_id = '{f}'"),
    ("UPDATE accounts_grant SET ends_on = '2099-01-01' WHERE role = 'chief'", ""),
])  # fmt: skip
def test_a_row_changed_by_hand_is_named(office: Office, asked: str, sql: str, back: str) -> None:
    assert verified(office, "--home", office.home, "--rows")[0] == 0
    ends = office.python("from hengjian.office.accounts.models import Grant\n"
                         "print(Grant.objects.get(role='chief').ends_on)").strip()  # fmt: skip
    assert by_hand(office, sql.format(f=asked)) == 1
    code, said = verified(office, "--home", office.home, "--rows")
    back = back or f"UPDATE accounts_grant SET ends_on = '{ends}' WHERE role = 'chief'"  # noqa: S608
    assert by_hand(office, back.format(f=asked)) == 1
    assert (code, len(said["wrong_rows"])) == (1, 1)  # type: ignore[arg-type]
    assert verified(office, "--home", office.home, "--rows")[0] == 0


def test_the_database_refuses_and_an_owner_is_found_out(office: Office, asked: str) -> None:
    change = "UPDATE trail_entry SET actor = 'nobody' WHERE number = 5"
    with pytest.raises(Exception, match="trail"):
        by_hand(office, change)
    if office.database:
        by_hand(office, "ALTER TABLE trail_entry DISABLE TRIGGER USER")
    else:
        by_hand(office, "DROP TRIGGER trail_entry_unchanged")
    kept = office.python(
        "from hengjian.office.trail.models import Entry\nprint(Entry.objects.get(number=5).actor)"
    )
    assert by_hand(office, change) == 1
    code, said = verified(office, "--home", office.home)
    by_hand(office, f"UPDATE trail_entry SET actor = '{kept.strip()}' WHERE number = 5")  # noqa: S608
    assert (code, said["broken_number"]) == (1, 5)
    assert verified(office, "--home", office.home)[0] == 0


def test_an_export_is_verified_where_there_is_no_office(
    office: Office, asked: str, tmp_path: Path
) -> None:
    file = tmp_path / "trail.jsonl"
    assert office.command("trail", "anchor", "--home", office.home).returncode == 0
    assert office.command("trail", "export", "--home", office.home, "--out", file).returncode == 0
    assert office.command("trail", "export", "--home", office.home, "--out", file).returncode == 2
    anchors = office.home / "office" / "anchors"
    elsewhere = replace(office, home=tmp_path / "none", database="")
    code, said = verified(elsewhere, "--file", file, "--anchors", anchors)
    assert (code, said["ok"], said["anchors"]) == (0, True, 1)
    assert (
        elsewhere.command("trail", "verify", "--file", file, "--anchors", tmp_path / "x").returncode
        == 2
    )
    assert elsewhere.command("trail", "verify", "--file", tmp_path / "x").returncode == 2
    lines = file.read_text().splitlines(keepends=True)
    file.write_text("".join([*lines[:6], lines[6].replace("accounts", "findings"), *lines[7:]]))
    code, said = verified(elsewhere, "--file", file)
    assert (code, said["broken_number"]) == (1, 7)
    file.write_text("")
    assert verified(elsewhere, "--file", file)[0] == 1
