"""A list from the lake's table to the public copy: three persons, one hash, versions that never vanish."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from hengjian.office.accounts.models import User
from hengjian.office.clocks.models import Clock
from hengjian.office.desk.models import Notice
from hengjian.office.lists import actions, effect, ledger, publishing, sheets
from hengjian.office.lists.content import line
from hengjian.office.lists.kinds import kept_kinds, kinds
from hengjian.office.lists.models import Entry, Publication, Request, Revision, Takeover
from hengjian.office.lists.taking import take_over
from hengjian.office.trail.rows import check_rows

TODAY = date.today()
POWER = "power"


def head(**changes: str) -> dict[str, Any]:
    """Why a list is to change."""
    return {"title": "随上位法取消", "trigger": "law", "trigger_day": (TODAY - timedelta(days=3)).isoformat(),
            "basis": "衡安政发〔2025〕7号", "reason": "", "effective_on": TODAY.isoformat(), **changes}  # fmt: skip


@pytest.fixture
def xu(person: Callable[..., User]) -> User:
    """Legal reviewer of no unit of the district's departments."""
    return person("xu", "reviewer")


@pytest.fixture
def powers(li: User, units: tuple[str, str]) -> list[Entry]:
    """Three powers of unit A in force, two of unit B; the list is taken over."""
    take_over(kinds()[POWER], acting_user="test")
    for number, unit in enumerate((*[units[0]] * 3, *[units[1]] * 2), 1):
        Entry.objects.create(
            kind=POWER, item=f"QLT{number:03d}", unit_id=unit, name=f"对第{number}项的行政检查", category="inspection",
            starts_on=date(2023, 1, 2), text=f"qlt{number:03d} 对第{number}项的行政检查",
            row={"name": f"对第{number}项的行政检查", "power_type": "inspection", "unit_id": unit, "legal_basis": "某条例"},
        )  # fmt: skip
    return list(Entry.objects.filter(item__startswith="QLT").order_by("item"))


def cancelling(li: User, entry: Entry, **changes: str) -> Request:
    return actions.begin(POWER, head(**changes), [line("cancel", entry.item, base=entry.pk)], acting_user=li, on_day=TODAY)  # fmt: skip


def agreed(request: Request, li: User, xu: User, chief: User) -> Request:
    """Through review and approval."""
    actions.submit(request, acting_user=li, on_day=TODAY)
    actions.review(request, request.sm3, "依据有效", acting_user=xu, on_day=TODAY)
    return actions.approve(request, request.sm3, "同意", acting_user=chief, on_day=TODAY)


def test_every_kind_of_the_library_is_a_list_over_a_table_of_the_standard(db: None) -> None:
    assert len(kinds()) >= 14
    for kind in kinds().values():
        columns = set(kind.spec.columns)
        named = {kind.key, kind.name, kind.unit, kind.starts, kind.ends, kind.category}
        assert named | set(kind.where) <= columns, kind.kind
        assert {kind.published, kind.basis} - {""} <= columns, kind.kind
        assert not kind.view_of or kinds()[kind.view_of].table == kind.table
        for bond in (kind.refers, kind.answers):
            assert bond is None or bond.kind in kinds()
        if kind.public:
            assert kind.public_columns, kind.kind
        if kind.change_list:
            from hengjian.office.door import catalog

            assert kind.change_list in catalog().tables["list_change"].columns["list"].codes


def test_a_list_is_taken_over_from_the_lake_once(db: None) -> None:
    taken = take_over(kinds()[POWER], acting_user="test")
    assert taken.rows == Entry.objects.filter(kind=POWER).count() > 100
    assert Entry.objects.filter(kind=POWER).on(TODAY).count() < taken.rows
    with pytest.raises(ValidationError):
        take_over(kinds()[POWER], acting_user="test")
    with pytest.raises(ValidationError):
        take_over(kinds()["permit"], acting_user="test")


def test_three_persons_carry_a_change_and_the_old_version_stays(
    li: User, xu: User, chief: User, powers: list[Entry]
) -> None:
    one, two, three = powers[:3]
    renamed = {**two.row, "name": "对第2项的行政检查（修订）"}
    lines = [line("cancel", one.item, base=one.pk), line("change", two.item, row=renamed, base=two.pk),
             line("merge", three.item, base=three.pk, merged_into=two.item),
             line("add", "QLT900", row={**two.row, "name": "新列的检查"})]  # fmt: skip
    request = agreed(
        actions.begin(POWER, head(), lines, acting_user=li, on_day=TODAY), li, xu, chief
    )
    assert request.state == "in_force"
    yesterday = TODAY - timedelta(days=1)
    before = {e.item for e in Entry.objects.filter(item__startswith="QLT").on(yesterday)}
    after = {e.item: e for e in Entry.objects.filter(item__startswith="QLT").on(TODAY)}
    assert {one.item, two.item, three.item} <= before
    assert {two.item, "QLT900"} <= set(after)
    assert not {one.item, three.item} & set(after)
    assert after[two.item].version == 2
    assert after[two.item].name.endswith("（修订）")
    three.refresh_from_db()
    assert (three.merged_into, three.ends_on) == (two.item, yesterday)
    assert Entry.objects.filter(item=one.item).count() == 1


def test_the_clock_runs_from_the_trigger_and_ends_with_the_copy(
    li: User, xu: User, chief: User, zhang: User, powers: list[Entry]
) -> None:
    request = cancelling(li, powers[0])
    clock = Clock.objects.get(name="list_adjustment")
    assert clock.started_on == TODAY - timedelta(days=3)
    assert clock.state == "running"
    agreed(request, li, xu, chief)
    assert Notice.objects.filter(to=zhang, task="list.publish", done_at__isnull=True).exists()
    made = publishing.publish(kinds()[POWER], acting_user=zhang, on_day=TODAY)
    clock.refresh_from_db()
    request.refresh_from_db()
    assert (clock.state, request.state, made.requests) == ("met", "published", [request.pk])


def test_a_changed_proposal_voids_review_and_approval(
    li: User, xu: User, chief: User, powers: list[Entry]
) -> None:
    request = cancelling(li, powers[0], effective_on=(TODAY + timedelta(days=9)).isoformat())
    agreed(request, li, xu, chief)
    request.refresh_from_db()
    assert (request.state, request.approved_hash) == ("approved", request.sm3)
    changed = [*request.content["lines"], line("cancel", powers[1].item, base=powers[1].pk)]
    actions.save(request, request.content["head"], changed, acting_user=li)
    request.refresh_from_db()
    assert (request.state, request.approved_by, request.reviewed_hash, request.number) == ("draft", None, "", 2)  # fmt: skip
    assert Notice.objects.filter(to=chief, title__contains="作废").exists()
    assert effect.every_day(TODAY + timedelta(days=20)) == 0


def test_another_basis_document_is_another_wording(li: User, xu: User, powers: list[Entry]) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    request = cancelling(li, powers[0])
    actions.submit(request, acting_user=li, on_day=TODAY)
    before = request.sm3
    upload = SimpleUploadedFile("决定.txt", "关于取消的决定".encode(), "text/plain")
    actions.add_basis(request, upload, acting_user=li)
    request.refresh_from_db()
    assert request.state == "draft"
    assert request.sm3 != before
    [(name, digest)] = request.content["head"]["files"]
    assert (name, len(digest)) == ("决定.txt", 64)
    with pytest.raises(ValidationError):
        actions.add_basis(request, SimpleUploadedFile("a.txt", b"x", "text/plain"), acting_user=xu)


def test_nobody_agrees_to_what_they_did_not_see(li: User, xu: User, powers: list[Entry]) -> None:
    request = cancelling(li, powers[0])
    seen = request.sm3
    actions.submit(request, acting_user=li, on_day=TODAY)
    actions.save(request, head(title="另一标题"), request.content["lines"], acting_user=li)
    request.refresh_from_db()
    actions.submit(request, acting_user=li, on_day=TODAY)
    with pytest.raises(ValidationError, match="已变更"):
        actions.review(request, seen, "同意", acting_user=xu, on_day=TODAY)


def test_an_edited_database_row_stops_the_review(li: User, xu: User, powers: list[Entry]) -> None:
    request = cancelling(li, powers[0])
    actions.submit(request, acting_user=li, on_day=TODAY)
    Revision.objects.filter(request=request).update(
        content=request.head.content.replace("QLT001", "QLT002")
    )
    with pytest.raises(ValidationError, match="摘要不符"):
        actions.review(request, request.sm3, "同意", acting_user=xu, on_day=TODAY)
    assert any("lists.revision" in str(w) for w in check_rows().wrong)


def test_reviewer_of_the_same_unit_and_the_author_are_refused(
    li: User, chief: User, person: Callable[..., User], powers: list[Entry], units: tuple[str, str]
) -> None:
    near = person("near", "reviewer", units[0])
    both = person("both", "reviewer", units[1])
    from hengjian.office.accounts.actions import grant_role

    grant_role(both, "chief", starts_on=TODAY, ends_on=TODAY + timedelta(days=3), acting_user=None)
    request = cancelling(li, powers[0])
    actions.submit(request, acting_user=li, on_day=TODAY)
    with pytest.raises(ValidationError, match="其他单位"):
        actions.review(request, request.sm3, "同意", acting_user=near, on_day=TODAY)
    with pytest.raises(ValidationError):
        actions.review(request, request.sm3, "同意", acting_user=li, on_day=TODAY)
    actions.review(request, request.sm3, "同意", acting_user=both, on_day=TODAY)
    with pytest.raises(ValidationError, match="不同的人"):
        actions.approve(request, request.sm3, "同意", acting_user=both, on_day=TODAY)
    assert (
        actions.approve(request, request.sm3, "", acting_user=chief, on_day=TODAY).state
        == "in_force"
    )


def test_a_request_waits_for_its_day_and_tells_when_the_list_moved_on(
    li: User, xu: User, chief: User, powers: list[Entry]
) -> None:
    later = (TODAY + timedelta(days=5)).isoformat()
    first = agreed(cancelling(li, powers[0], effective_on=later), li, xu, chief)
    second = agreed(cancelling(li, powers[0], effective_on=later), li, xu, chief)
    assert (first.state, second.state) == ("approved", "approved")
    assert effect.every_day(TODAY + timedelta(days=4)) == 0
    assert effect.every_day(TODAY + timedelta(days=5)) == 1
    second.refresh_from_db()
    assert second.state == "approved"
    assert Notice.objects.filter(to=li, title__contains="未能生效").exists()
    powers[0].refresh_from_db()
    assert powers[0].ends_on == TODAY + timedelta(days=4)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (line("add", "QLT002", row={"name": "x"}), "不重复使用"),
        (line("merge", "QLT001", base=0, merged_into="没有"), "不在现行清单"),
        (line("cancel", "QLT001", base=0), "已被另一份申请调整"),
    ],
)
def test_what_cannot_take_effect_is_not_submitted(
    change: dict[str, Any], words: str, li: User, xu: User, powers: list[Entry]
) -> None:
    base = powers[0].pk if change["change"] == "merge" else change["base"]
    request = actions.begin(POWER, head(), [{**change, "base": base}], acting_user=li, on_day=TODAY)
    with pytest.raises(ValidationError, match=words):
        actions.submit(request, acting_user=li, on_day=TODAY)


def test_the_copy_is_frozen_and_holds_only_what_is_public(
    li: User, xu: User, chief: User, zhang: User, powers: list[Entry]
) -> None:
    first = publishing.publish(kinds()[POWER], acting_user=zhang, on_day=TODAY)
    content = publishing.content_of(first)
    assert len(content["rows"]) == first.rows == Entry.objects.filter(kind=POWER).on(TODAY).count()
    assert "事项类别" not in content["columns"]  # internal by the data standard
    with pytest.raises(ValidationError, match="不必再公布"):
        publishing.publish(kinds()[POWER], acting_user=zhang, on_day=TODAY)
    agreed(cancelling(li, powers[0]), li, xu, chief)
    second = publishing.publish(kinds()[POWER], acting_user=zhang, on_day=TODAY)
    assert (second.number, second.rows) == (2, first.rows - 1)
    assert publishing.content_of(first) == content
    with pytest.raises(ValidationError, match="不公开"):
        publishing.publish(kinds()["risk"], acting_user=zhang, on_day=TODAY)


def test_anybody_reads_the_copy_and_a_changed_file_is_not_shown(
    zhang: User, powers: list[Entry]
) -> None:
    made = publishing.publish(kinds()[POWER], acting_user=zhang, on_day=TODAY)
    anybody = Client()
    page = anybody.get("/lists/public/power/?q=qlt001")
    assert page.status_code == 200
    assert "对第1项的行政检查" in page.content.decode()
    data = b"".join(anybody.get("/lists/public/power/list.json"))  # type: ignore[arg-type]
    assert len(json.loads(data)["rows"]) == made.rows
    text = b"".join(anybody.get("/lists/public/power/list.csv")).decode("utf-8-sig")  # type: ignore[arg-type]
    assert len(text.splitlines()) == made.rows + 1
    assert anybody.get("/lists/public/risk/").status_code == 404
    assert anybody.get("/lists/public/").status_code == 200
    file = publishing.file_of(made, "json")
    assert file is not None
    file.path.write_text(data.decode().replace("对第1项", "对第九项"), encoding="utf-8")
    assert anybody.get("/lists/public/power/").status_code == 404


def test_the_ledger_carries_changes_into_the_lake_and_the_figures_move(
    li: User, xu: User, chief: User, powers: list[Entry]
) -> None:
    from hengjian.office.door import catalog
    from hengjian.office.ledgers import _line

    assert ledger.rows()["power_item"] == []
    renamed = {**powers[1].row, "name": "改名"}
    lines = [line("cancel", powers[0].item, base=powers[0].pk), line("change", powers[1].item, row=renamed, base=powers[1].pk)]  # fmt: skip
    agreed(actions.begin(POWER, head(), lines, acting_user=li, on_day=TODAY), li, xu, chief)
    found = ledger.rows()
    items = {(r["power_id"], r["valid_from"]): r for r in found["power_item"]}
    assert items[powers[0].item, date(2023, 1, 2)]["valid_to"] == TODAY - timedelta(days=1)
    assert items[powers[1].item, TODAY]["name"] == "改名"
    changes = {r["item_id"]: r for r in found["list_change"]}
    assert (changes["QLT001"]["change"], changes["QLT002"]["change"]) == ("cancel", "adjust")
    assert changes["QLT001"]["power_type"] == "inspection"
    for table, rows in found.items():
        for row in rows:
            assert _line(catalog().tables[table], row)


def test_a_workbook_is_checked_and_becomes_a_request_not_an_overwrite(
    li: User, powers: list[Entry], tmp_path: Path, units: tuple[str, str]
) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from hengjian.office.files.sheets import content

    mine = Entry.objects.filter(kind=POWER, item__startswith="QLT", unit_id=units[0])
    titles, rows = sheets.exported(kinds()[POWER], mine)
    rows[0][titles.index("权力名称")] = "改过的名称"
    rows[1][titles.index("权力类型")] = "没有的类型"
    new = list(rows[0])
    new[titles.index("权力编码")], new[titles.index("权力名称")] = "QLT500", "新增的检查"
    other = list(rows[0])
    other[titles.index("权力编码")], other[titles.index("行使单位编码")] = "QLT501", units[1]
    data = content(titles, [*rows, new, other])
    book = sheets.check_workbook(kinds()[POWER], SimpleUploadedFile("power.xlsx", data), whole=False, acting_user=li)  # fmt: skip
    assert {(x["change"], x["item"]) for x in book.lines} == {
        ("change", "QLT001"),
        ("add", "QLT500"),
    }
    assert (book.result["bad"], book.result["same"]) == (1, 1)
    assert any("不是本单位" in w for w in book.result["warnings"])
    assert Entry.objects.get(item="QLT001").name == "对第1项的行政检查"
    request = actions.from_workbook(book, head(), acting_user=li, on_day=TODAY)
    assert len(request.content["lines"]) == 2
    with pytest.raises(ValidationError):
        actions.from_workbook(book, head(), acting_user=li, on_day=TODAY)


def test_a_whole_list_cancels_what_it_lacks_and_a_broken_file_is_refused(
    li: User, powers: list[Entry], units: tuple[str, str]
) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from hengjian.office.files.sheets import content

    mine = Entry.objects.filter(kind=POWER, unit_id=units[0], ends_on__isnull=True)
    titles, rows = sheets.exported(kinds()[POWER], mine.exclude(item="QLT003"))
    book = sheets.check_workbook(kinds()[POWER], SimpleUploadedFile("p.xlsx", content(titles, rows)), whole=True, acting_user=li)  # fmt: skip
    assert [(x["change"], x["item"]) for x in book.lines] == [("cancel", "QLT003")]
    with pytest.raises(ValidationError):
        sheets.check_workbook(
            kinds()[POWER], SimpleUploadedFile("p.xlsx", b"no"), whole=False, acting_user=li
        )


def test_nothing_is_left_unsealed(
    li: User, xu: User, chief: User, zhang: User, powers: list[Entry]
) -> None:
    agreed(cancelling(li, powers[0]), li, xu, chief)
    publishing.publish(kinds()[POWER], acting_user=zhang, on_day=TODAY)
    assert not [w for w in check_rows().wrong if w.kind.startswith("lists.")]
    Entry.objects.filter(item="QLT001").update(ends_on=None)
    assert [w for w in check_rows().wrong if w.kind == "lists.entry"]


def test_the_demo_begins_work_in_every_state(db: None) -> None:
    from hengjian.office.lists import demo
    from hengjian.office.setup import make_demo_accounts

    make_demo_accounts()
    demo.begin()
    states = set(Request.objects.values_list("state", flat=True))
    assert {"draft", "review", "approval", "approved", "published"} <= states
    assert Takeover.objects.count() == len(kept_kinds())
    assert Publication.objects.filter(kind="power").exists()
    demo.begin()
    assert Takeover.objects.count() == len(kept_kinds())
