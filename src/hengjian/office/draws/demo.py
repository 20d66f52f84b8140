"""Invented draws of the demo district: one to commit, one decided with a replacement, one voided."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from hengjian.office.accounts.models import Unit, User
from hengjian.office.draws import actions, algorithm, replacements
from hengjian.office.draws.models import Draw

_FIRMS = ("青禾食品", "云岭建材", "恒丰机电", "石溪物业", "东篱花卉", "白鹭印务", "长亭餐饮", "南湖药房", "双塔仓储", "枫桥幼教",
          "金穗粮油", "星海网络")  # fmt: skip
_EXPERTS = ("甘棠", "许慎行", "骆闻道", "杜若", "沈砚", "俞伯安", "江采蓝", "钟离岳", "林远舟", "贺知微", "傅平", "乔松年")  # fmt: skip


def make_demo() -> None:
    """Called once on a fresh office; people of the demo accounts, each acting for themselves."""
    people = {
        u.username: u for u in User.objects.filter(username__in=("fenxi", "zhuren", "shenji"))
    }
    unit = Unit.objects.order_by("pk").first()
    if len(people) < 3 or unit is None or Draw.objects.exists():
        return
    preparer, second, third = people["fenxi"], people["zhuren"], people["shenji"]
    inspected = _frozen("inspection_objects", "食品安全双随机抽查", _objects(), unit, preparer)
    _decide(inspected, [preparer, second])
    inspected.refresh_from_db()
    replacements.ask(inspected, 1, "已停业，监管档案附停业登记", acting_user=preparer)
    replacements.answer(inspected, 1, True, acting_user=second, on_day=timezone.localdate())
    experts = _frozen("procurement_experts", "城市照明维护评审专家", _people(unit), unit, preparer)
    _commit(experts, second)
    gone = _frozen("intermediaries", "道路工程造价咨询机构", _agencies(), unit, preparer)
    for person in (preparer, third):
        _commit(gone, person)
    actions.reveal(gone, _nonce(gone, preparer), acting_user=preparer)
    actions.void(gone, f"截止日前没有揭示随机数：{third.name}", acting_user=second)
    actions.prepare("decision_experts", _people(unit), title="老旧小区改造方案论证专家", unit=unit, drawn=5,
                    standby=2, acting_user=preparer)  # fmt: skip


def _objects() -> str:
    grades = ("低", "一般", "较高", "高")
    return "\n".join(
        f"9136010000000000{n:02d}\t{name}有限公司\t{grades[n % 4]}\t"
        for n, name in enumerate(_FIRMS, 1)
    )


def _people(unit: Unit) -> str:
    places = (unit.name, "江岚大学", "明川设计院", "江岚工程咨询中心")
    return "\n".join(
        f"ZJ{n:04d}\t{name}\t{places[n % 4]}\t工程\t{'是' if n == 5 else '否'}"
        for n, name in enumerate(_EXPERTS, 1)
    )


def _agencies() -> str:
    return "\n".join(
        f"9136010000000001{n:02d}\t{name}咨询事务所\t{'ABC'[n % 3]}\t否"
        for n, name in enumerate(_FIRMS[:8], 1)
    )


def _frozen(kind: str, title: str, text: str, unit: Unit, preparer: User) -> Draw:
    today = timezone.localdate()
    drawn, standby = {"inspection_objects": (4, 2), "procurement_experts": (4, 2)}.get(kind, (1, 2))
    made = actions.prepare(kind, text, title=title, unit=unit, drawn=drawn, standby=standby,
                           matter=f"DEMO-{kind}", acting_user=preparer)  # fmt: skip
    return actions.freeze(made, reveal_by=today + timedelta(days=3), open_on=today + timedelta(days=10) if kind == "procurement_experts" else None,
                          acting_user=preparer, revision=None, on_day=today)  # fmt: skip


def _nonce(draw: Draw, person: User) -> str:
    return algorithm.sha256(f"demo {draw.number} {person.username}")[:32]


def _commit(draw: Draw, person: User) -> None:
    value = algorithm.commitment(draw.number, person.username, _nonce(draw, person))
    actions.commit(draw, value, acting_user=person)


def _decide(draw: Draw, people: list[User]) -> None:
    for person in people:
        _commit(draw, person)
    for person in people:
        actions.reveal(draw, _nonce(draw, person), acting_user=person)
