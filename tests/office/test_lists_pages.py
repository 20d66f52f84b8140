"""The pages of the lists: what each role finds, what is refused, what another unit never sees."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from hengjian.office.accounts.models import User
from hengjian.office.lists.kinds import kinds
from hengjian.office.lists.models import Entry, Request
from hengjian.office.lists.taking import take_over

TODAY = date.today()


@pytest.fixture
def xu(person: Callable[..., User]) -> User:
    return person("xu", "reviewer")


@pytest.fixture
def entries(units: tuple[str, str]) -> list[Entry]:
    """A risk point (not public) and two powers of unit A."""
    made = [
        Entry.objects.create(kind="risk", item="FXT1", unit_id=units[0], name="参数指向特定供应商", category="high",
                             starts_on=date(2024, 1, 2), text="fxt1 参数指向特定供应商",
                             row={"name": "参数指向特定供应商", "unit_id": units[0], "level": "high", "area": "money"}),
    ]  # fmt: skip
    for number, name in enumerate(("对甲的行政许可", "对乙的行政检查"), 1):
        kind = "permit" if number == 1 else "inspection"
        made.append(Entry.objects.create(
            kind="power", item=f"QLT{number}", unit_id=units[0], name=name, category=kind, starts_on=date(2023, 1, 2),
            text=f"qlt{number} {name}", row={"name": name, "unit_id": units[0], "power_type": kind, "origin": "national"},
        ))  # fmt: skip
    return made


def text(answer: Any) -> str:
    return str(answer.content.decode())


def head() -> dict[str, str]:
    return {"title": "改名", "trigger": "law", "trigger_day": TODAY.isoformat(), "basis": "衡安政发〔2025〕7号",
            "reason": "", "effective_on": TODAY.isoformat()}  # fmt: skip


def test_the_home_page_shows_every_list_and_counts_what_one_may_see(
    chief: User, li: User, wang: User, entries: list[Entry], enter: Callable[[User], Client]
) -> None:
    page = text(enter(chief).get("/lists/"))
    for kind in kinds().values():
        assert kind.title in page
    assert "3 条现行" in page
    assert "3 条现行" in text(enter(li).get("/lists/"))
    assert "0 条现行" in text(enter(wang).get("/lists/"))


def test_another_unit_finds_neither_entries_nor_requests(
    li: User, wang: User, entries: list[Entry], enter: Callable[[User], Client]
) -> None:
    mine, theirs = enter(li), enter(wang)
    assert "参数指向特定供应商" in text(mine.get("/lists/of/risk/"))
    assert "参数指向特定供应商" not in text(theirs.get("/lists/of/risk/"))
    assert "参数指向特定供应商" not in text(theirs.get("/lists/of/risk/numbers/"))
    assert theirs.get(f"/lists/entries/{entries[0].pk}/").status_code == 404
    mine.post("/lists/of/power/propose/", head())
    request = Request.objects.get()
    assert theirs.get(f"/lists/requests/{request.pk}/").status_code == 404
    assert "改名" not in text(theirs.get("/lists/requests/"))
    for way in ("submit", "drop", "withdraw", "line", "pick", "head"):
        assert theirs.post(f"/lists/requests/{request.pk}/{way}/").status_code == 404


def test_a_permit_is_a_power_and_is_changed_as_one(
    li: User, entries: list[Entry], enter: Callable[[User], Client]
) -> None:
    client = enter(li)
    page = text(client.get("/lists/of/permit/"))
    assert "对甲的行政许可" in page
    assert "对乙的行政检查" not in page
    assert client.get("/lists/of/permit/propose/")["Location"] == "/lists/of/power/propose/"


@pytest.mark.parametrize(("query", "found"), [("q=甲", 1), ("category=inspection", 1), ("q=没有", 0),
                                               ("day=2022-12-31", 0), ("state=all", 2), ("state=ended", 0)])  # fmt: skip
def test_the_filters_choose(
    query: str, found: int, li: User, entries: list[Entry], enter: Callable[[User], Client]
) -> None:
    page = text(enter(li).get(f"/lists/of/power/?{query}", headers={"HX-Request": "true"}))
    assert page.count("text-break") == found
    assert "<html" not in page


def test_from_the_form_to_the_public_copy(
    li: User,
    xu: User,
    chief: User,
    zhang: User,
    entries: list[Entry],
    enter: Callable[[User], Client],
) -> None:
    author, legal, boss, office = enter(li), enter(xu), enter(chief), enter(zhang)
    author.post("/lists/of/power/propose/", head())
    request = Request.objects.get()
    place = f"/lists/requests/{request.pk}/"
    form = {"c_name": "对乙的行政检查（修订）", "c_power_type": "inspection", "c_unit_id": li.unit_id, "c_origin": "national",
            "c_legal_basis": "某条例第三条", "c_category": "ordinary", "line_reason": "名称同上位法"}  # fmt: skip
    answer = author.post(f"{place}line/?entry={entries[2].pk}", form)
    assert answer.status_code == 302, text(answer)
    author.post(f"{place}pick/", {"entry": [entries[1].pk], "change": "cancel", "reason": "已取消"})
    page = text(author.get(place))
    assert "<ins>（修订）</ins>" in page
    assert "已取消" in page
    author.post(f"{place}submit/")
    request.refresh_from_db()
    assert "审核通过" in text(legal.get(place))
    assert "审核通过" not in text(boss.get(place))
    legal.post(f"{place}review/", {"seen": request.sm3, "opinion": "依据有效"})
    boss.post(f"{place}approve/", {"seen": request.sm3, "opinion": "同意"})
    request.refresh_from_db()
    assert request.state == "in_force"
    assert "公布新版" in text(office.get(place))
    office.post("/lists/of/power/publish/")
    request.refresh_from_db()
    assert request.state == "published"
    public = text(Client().get("/lists/public/power/"))
    assert "对乙的行政检查（修订）" in public
    assert "对甲的行政许可" not in public
    compared = text(
        office.get(f"/lists/of/power/compare/?from={TODAY - timedelta(days=1)}&to={TODAY}")
    )
    assert "取消" in compared
    assert "<ins>（修订）</ins>" in compared
    versions = text(author.get(f"/lists/entries/{entries[2].pk}/"))
    assert "由申请终止" in versions


def test_a_form_that_is_wrong_says_where(
    li: User, entries: list[Entry], enter: Callable[[User], Client]
) -> None:
    client = enter(li)
    early = {**head(), "effective_on": (TODAY - timedelta(days=1)).isoformat()}
    assert "不能早于触发日期" in text(client.post("/lists/of/power/propose/", early))
    client.post("/lists/of/power/propose/", head())
    place = f"/lists/requests/{Request.objects.get().pk}/line/"
    assert "编码不重复使用" in text(
        client.post(place, {"item": "QLT1", "c_name": "x", "c_power_type": "permit"})
    )
    assert "invalid" not in text(client.get(place))


def test_roles_without_the_act_are_refused(
    li: User, xu: User, chief: User, zhang: User, person: Callable[..., User], entries: list[Entry], enter: Callable[[User], Client]
) -> None:  # fmt: skip
    client = enter(li)
    client.post("/lists/of/power/propose/", head())
    place = f"/lists/requests/{Request.objects.get().pk}/"
    for user, ways in (
        (li, ("review", "approve")),
        (xu, ("approve", "submit")),
        (chief, ("review", "submit")),
        (zhang, ("approve",)),
    ):
        for way in ways:
            assert enter(user).post(f"{place}{way}/").status_code == 403, (user, way)
    assert enter(li).post("/lists/of/power/publish/").status_code == 403
    assert enter(zhang).post("/lists/of/duty/take/").status_code == 403
    assert enter(person("inspector", "inspector")).get("/lists/").status_code == 403


def test_the_chief_takes_a_list_over_and_it_counts(
    chief: User, enter: Callable[[User], Client]
) -> None:
    client = enter(chief)
    assert "尚未接管" in text(client.get("/lists/of/duty/"))
    client.post("/lists/of/duty/take/")
    assert Entry.objects.filter(kind="duty").count() > 100
    page = text(client.get("/lists/of/duty/numbers/"))
    assert "净减少" in page
    assert "F08" in page


def test_gross_and_net_of_the_types_add_up_to_the_list(chief: User) -> None:
    from hengjian.office.lists import statistics

    take_over(kinds()["power"], acting_user="test")
    entries = Entry.objects.visible_to(chief)
    for row in statistics.years(kinds()["power"], entries, TODAY):
        assert row.at_start + row.added - row.cancelled - row.merged == row.at_end
        parts = [y for _t, y in statistics.by_type(kinds()["power"], entries, row.year, TODAY)]
        assert sum(y.cancelled for y in parts) == row.cancelled
        assert sum(y.net for y in parts) == row.net
    year = next(y for y in statistics.years(kinds()["power"], entries, TODAY) if y.year == 2025)
    assert year.cancelled > 0


def test_entries_of_lists_that_answer_each_other_are_found(
    chief: User, enter: Callable[[User], Client]
) -> None:
    for name in ("power", "duty"):
        take_over(kinds()[name], acting_user="test")
    power = Entry.objects.filter(kind="power", ends_on__isnull=True, item__startswith="QL0").first()
    assert power is not None
    duty = Entry.objects.get(kind="duty", row__power_id=power.item)
    client = enter(chief)
    assert duty.name in text(client.get(f"/lists/entries/{power.pk}/"))
    assert power.name in text(client.get(f"/lists/entries/{duty.pk}/"))


def test_the_export_is_the_form_of_the_table(
    chief: User, entries: list[Entry], enter: Callable[[User], Client]
) -> None:
    answer = enter(chief).get("/lists/of/power/export/")
    assert answer.status_code == 200
    assert answer.content[:2] == b"PK"
