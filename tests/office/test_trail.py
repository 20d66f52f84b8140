"""The chain: what the database refuses, and what the verifier finds when somebody changes it anyway."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from hengjian.office.trail.anchors import anchors_path, make_anchor
from hengjian.office.trail.chain import link, record
from hengjian.office.trail.checking import chain_in_database, check_chain
from hengjian.office.trail.exporting import Export, read_anchors, write_export
from hengjian.office.trail.models import Entry
from hengjian.office.trail.verify import ORIGIN, Anchor, Link, verify

pytestmark = pytest.mark.django_db


def release() -> None:
    """What an intruder who owns the database does first."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE trail_entry DISABLE TRIGGER USER")
            cursor.execute("ALTER TABLE trail_head DISABLE TRIGGER USER")
        else:
            for name in ("entry_unchanged", "entry_kept", "entry_in_order", "head_forward"):
                cursor.execute(f"DROP TRIGGER trail_{name}")


def run(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.fixture
def entries() -> int:
    """Some entries; returns the number of the last."""
    for n in range(12):
        detail = {"n": n, "文字": '引号"和\\反斜杠\n换行'} if n % 3 else None
        record("zhang", "findings.viewed", purpose="核对" * (n % 2), detail=detail, unit="U1")
    return Entry.objects.order_by("-number").first().number


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE trail_entry SET actor = 'x' WHERE number = 1",
        "UPDATE trail_entry SET payload = payload WHERE number = 1",
        "DELETE FROM trail_entry WHERE number = 1",
        "DELETE FROM trail_entry",
        "INSERT INTO trail_entry (number, at, actor, action, kind, object_id, unit, purpose, payload, digest) "
        "SELECT number + 1000, at, actor, action, kind, object_id, unit, purpose, payload, digest FROM trail_entry WHERE number = 1",
        "UPDATE trail_head SET number = number - 1",
        "UPDATE trail_head SET digest = 'x'",
    ],
)  # fmt: skip
def test_the_database_refuses(entries: int, sql: str) -> None:
    before = Entry.objects.count()
    with pytest.raises(DatabaseError, match="trail"), transaction.atomic():
        run(sql)
    assert Entry.objects.count() == before
    assert check_chain().ok


def test_postgresql_refuses_truncate(entries: int) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("TRUNCATE is a word of PostgreSQL")
    with pytest.raises(DatabaseError, match="trail"), transaction.atomic():
        run("TRUNCATE trail_entry")


def test_sqlite_refuses_replace(entries: int) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("REPLACE is a word of SQLite")
    with pytest.raises(DatabaseError, match="trail"), transaction.atomic():
        run("INSERT OR REPLACE INTO trail_entry SELECT * FROM trail_entry WHERE number = 3")


def test_a_whole_chain_fits(entries: int) -> None:
    report = check_chain()
    assert report.ok, report.problem
    assert report.entries == entries


@pytest.mark.parametrize(
    ("sql", "at", "words"),
    [
        ("UPDATE trail_entry SET payload = REPLACE(payload, 'zhang', 'wangg') WHERE number = %s", 0, "内容"),
        ("UPDATE trail_entry SET actor = 'wang' WHERE number = %s", 0, "actor"),
        ("UPDATE trail_entry SET action = 'findings.asked' WHERE number = %s", 0, "action"),
        ("UPDATE trail_entry SET unit = 'U2' WHERE number = %s", 0, "unit"),
        ("UPDATE trail_entry SET object_id = '7' WHERE number = %s", 0, "object"),
        ("UPDATE trail_entry SET kind = 'x' WHERE number = %s", 0, "kind"),
        ("UPDATE trail_entry SET purpose = 'x' WHERE number = %s", 0, "purpose"),
        ("UPDATE trail_entry SET at = '2020-01-01 00:00:00' WHERE number = %s", 0, "at"),
        ("UPDATE trail_entry SET digest = 'abc' WHERE number = %s", 0, "摘要"),
        ("DELETE FROM trail_entry WHERE number = %s", 0, "缺少"),
        ("DELETE FROM trail_entry WHERE number > %s", 1, "截断"),
    ],
)  # fmt: skip
def test_changes_past_the_triggers_are_found(entries: int, sql: str, at: int, words: str) -> None:
    release()
    number = entries - 5
    run(sql, number)
    report = check_chain()
    assert report.broken_number == number + at
    assert words in report.problem


def test_a_changed_head_is_found(entries: int) -> None:
    release()
    run("UPDATE trail_head SET digest = %s", "f" * 64)
    assert "链头" in check_chain().problem
    run("DELETE FROM trail_head")
    assert "链头" in check_chain().problem


def test_an_entry_beyond_the_head_is_found(entries: int) -> None:
    release()
    run("UPDATE trail_head SET number = number - 1, digest = %s",
        Entry.objects.get(number=entries - 1).digest)  # fmt: skip
    assert not check_chain().ok


def rewritten(links: list[Link], number: int) -> tuple[list[Link], tuple[int, str]]:
    """A chain that fits in itself, in which one entry says something else."""
    made, previous = [], ORIGIN
    for item in links:
        payload, actor = item[8], item[2]
        if item[0] == number:
            payload, actor = payload.replace('"actor":"zhang"', '"actor":"wang"'), "wang"
        digest = link(previous, payload)
        made.append((*item[:2], actor, *item[3:8], payload, digest))
        previous = digest
    return made, (made[-1][0], previous)


def test_a_chain_rewritten_as_a_whole_fails_at_the_anchor(entries: int) -> None:
    with chain_in_database() as (links, _head):
        known = list(links)
    anchor = Anchor(entries - 2, known[entries - 3][9], "2026-01-01.json")
    made, head = rewritten(known, entries - 6)
    assert verify(made, head=head).ok
    report = verify(made, head=head, anchors=[anchor])
    assert report.broken_number == entries - 2
    assert report.wrong_anchors == ["2026-01-01.json"]
    early = verify(made, head=head, anchors=[Anchor(2, known[1][9], "early.json")])
    assert early.ok
    assert early.anchors == 1


def test_a_truncated_chain_with_a_moved_head_fails_at_the_anchor(entries: int) -> None:
    with chain_in_database() as (links, _head):
        known = list(links)
    anchor = Anchor(entries, known[-1][9], "today.json")
    cut = known[:-4]
    assert verify(cut, head=(cut[-1][0], cut[-1][9])).ok
    report = verify(cut, head=(cut[-1][0], cut[-1][9]), anchors=[anchor])
    assert report.broken_number == entries - 3
    assert "截断" in report.problem


def exported(tmp_path: Path) -> Path:
    file = tmp_path / "trail.jsonl"
    with chain_in_database() as (links, head), file.open("w", encoding="utf-8") as out:
        write_export(links, head, out)
    return file


def test_an_export_is_verified_off_line(entries: int, tmp_path: Path) -> None:
    whole = Export(exported(tmp_path))
    report = verify(whole.links(), head=whole.head)
    assert report.ok, report.problem
    assert report.entries == entries


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda lines: [*lines[:4], lines[4].replace("zhang", "wangg"), *lines[5:]], "内容"),
        (lambda lines: [*lines[:4], *lines[5:]], "缺少"),
        (lambda lines: [*lines[:4], lines[5], lines[4], *lines[6:]], "缺少"),
        (lambda lines: [*lines[:4], lines[3], *lines[4:]], "重复"),
        (lambda lines: [*lines[:-3], lines[-1]], "截断"),
        (lambda lines: lines[:-1], "链头"),
        (lambda lines: [], ""),
    ],
)
def test_changes_of_an_export_are_found(
    entries: int, tmp_path: Path, change: Callable[[list[str]], list[str]], words: str
) -> None:
    file = exported(tmp_path)
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(change(lines)), encoding="utf-8")
    whole = Export(file)
    anchor = Anchor(entries, json.loads(lines[entries - 1])["digest"], "a.json")
    report = verify(whole.links(), head=whole.head, anchors=[anchor])
    assert not report.ok
    assert words in report.problem


def test_one_anchor_a_day_never_overwritten(entries: int) -> None:
    day = date(2031, 5, 6)
    file = make_anchor(day)
    assert file is not None
    body = file.read_bytes()
    assert json.loads(body)["number"] == json.loads(body)["count"]
    assert make_anchor(day) is None
    again = make_anchor(day, again=True)
    assert again is not None
    assert again != file
    assert file.read_bytes() == body
    assert {a.name for a in read_anchors(anchors_path())} >= {file.name, again.name}
    assert Entry.objects.filter(action="trail.anchored").count() == 2
    file.unlink()
    again.unlink()


def test_a_rolled_back_act_leaves_no_entry(entries: int) -> None:
    def fail() -> None:
        with transaction.atomic():
            record("zhang", "findings.asked")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert check_chain().entries == entries


def test_an_empty_or_headless_file_is_not_whole(tmp_path: Path) -> None:
    file = tmp_path / "x.jsonl"
    for content in ("", "\n", '{"head":\n', '{"head":"x"}\n'):
        file.write_text(content)
        whole = Export(file)
        report = verify(whole.links(), head=whole.head)
        assert not report.ok, content


def test_a_line_that_is_no_entry_is_named(entries: int, tmp_path: Path) -> None:
    file = exported(tmp_path)
    lines = file.read_bytes().splitlines(keepends=True)
    for bad in (b"{}\n", b"\xff\xfe\n", b'{"number":"4"}\n'):
        file.write_bytes(b"".join([*lines[:3], bad, *lines[4:]]))
        whole = Export(file)
        report = verify(whole.links(), head=whole.head)
        assert report.broken_number == 4
        assert "line 4" in report.problem


def test_a_column_of_another_type_is_reported_not_raised(entries: int) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps its types")
    release()
    run("UPDATE trail_entry SET payload = X'00ff' WHERE number = %s", entries - 3)
    report = check_chain()
    assert report.broken_number == entries - 3
    assert "无法读取" in report.problem


def test_an_anchor_that_cannot_be_read_is_a_problem_not_an_error(
    entries: int, tmp_path: Path
) -> None:
    for content in ("", "{}", '{"number": "x"}'):
        (tmp_path / "2026-01-01.json").write_text(content)
        report = check_chain(tmp_path)
        assert not report.ok
        assert "锚点无法读取" in report.problem
        assert report.entries == entries


def test_an_office_without_a_past_is_whole(tmp_path: Path) -> None:
    release()
    run("DELETE FROM trail_entry")
    run("DELETE FROM trail_head")
    assert check_chain(tmp_path).ok
    (tmp_path / "a.json").write_text('{"number": 5, "digest": "x", "count": 5}')
    assert not check_chain(tmp_path).ok  # the past was removed


def test_a_long_reason_is_kept_whole(entries: int) -> None:
    entry = record("zhang", "findings.asked", purpose="长" * 500)
    entry.refresh_from_db()
    assert len(entry.purpose) == 200
    assert json.loads(entry.payload)["detail"]["purpose"] == "长" * 500
    assert check_chain().ok


def test_times_with_and_without_fractions_come_back_as_they_were(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from django.utils import timezone

    for at in (datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), datetime(2026, 1, 2, 3, 4, 5, 120, tzinfo=UTC),
               datetime(2026, 1, 2, 3, 4, 5, 120_000, tzinfo=UTC)):  # fmt: skip
        monkeypatch.setattr(timezone, "now", lambda at=at: at)
        record("zhang", "findings.asked")
    report = check_chain()
    assert report.ok, report.problem


def test_a_million_is_no_more_than_a_thousand_in_memory() -> None:
    """The walk holds one entry: its memory does not grow with the chain."""
    import tracemalloc

    def links(count: int) -> Iterator[Link]:
        previous = ORIGIN
        for n in range(1, count + 1):
            payload = f'{{"action":"a","actor":"b","at":"t","kind":"","number":{n},"object":"","purpose":"","unit":""}}'
            previous = link(previous, payload)
            yield (n, "t", "b", "a", "", "", "", "", payload, previous)

    peaks = []
    for count in (1_000, 50_000):
        tracemalloc.start()
        report = verify(links(count), head=None)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert report.entries == count
    assert peaks[1] < peaks[0] + 20_000
