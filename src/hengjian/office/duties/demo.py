"""Invented duties of the demo district: plans, a meeting with tasks, a requirement, surveys, an assessment."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from hengjian.office.accounts.models import Unit, User
from hengjian.office.duties import actions, judging
from hengjian.office.duties.models import Meeting, Requirement
from hengjian.office.findings.models import Finding

_PLACES = (
    "衡安区",
    "临江区",
    "东陵区",
    "云溪县",
    "石门县",
    "安平区",
    "白河县",
    "长宁市",
    "大埔县",
    "枫桥区",
    "高台县",
    "海陵县",
)


def make_demo() -> None:
    """Called once on a fresh office; people of the demo accounts, each acting for themselves."""
    people = {u.username: u for u in User.objects.filter(username__in=("fenxi", "zhuren", "juzhang"))}  # fmt: skip
    if len(people) < 3 or Meeting.objects.exists() or people["juzhang"].unit is None:
        return
    own = people["juzhang"].unit
    others = list(Unit.objects.exclude(pk=own.pk).filter(kind="department")[:4])
    today = timezone.localdate()
    for unit in (own, *others[:2]):
        actions.make_plan(unit, today.year, {"head": "方守拙", "deputy": "温如玉", "group": "党组"}, acting_user=people["zhuren"])  # fmt: skip
    _meetings(own, others, people, today)
    _requirement(own, others, people, today)
    _surveys(people["fenxi"], today)
    given = judging.assess(own, {"year": today.year - 1, "business_grade": "good", "integrity_grade": "basic", "use_due_day": today + timedelta(days=60),
                                 "reasons": "业务任务按期完成；两项整改逾期，下半年专题研究记录缺失。"}, acting_user=people["zhuren"], on_day=today)  # fmt: skip
    judging.appeal(given, "下半年专题研究记录已于年底补报，请复核。", acting_user=people["juzhang"], revision=0, on_day=today)  # fmt: skip


def _file(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{name}.txt", f"演示材料：{name}".encode(), "text/plain")


def _meetings(own: Unit, others: list[Unit], people: dict[str, User], today: date) -> None:
    chief, head = people["zhuren"], people["juzhang"]
    held = today - timedelta(days=40)
    meeting = actions.hold_meeting(own, {"kind": "leadership", "title": "第三季度班子会议", "held_on": held, "host": "方守拙", "attendees": 7,
                                         "agenda": "一、重点工作进度\n二、廉政风险排查"}, acting_user=head, on_day=today)  # fmt: skip
    decided = actions.decide(
        meeting, "清理超期办件，逐件说明原因", needs_task=True, acting_user=head
    )
    actions.assign([own], "清理超期办件", today + timedelta(days=10), owner="柳知行", decision=decided, acting_user=head, on_day=held)  # fmt: skip
    actions.decide(meeting, "公开窗口服务承诺", needs_task=True, acting_user=head)
    plenary = actions.hold_meeting(others[0], {"kind": "integrity", "title": "区政府廉政工作会议", "held_on": held, "host": "江海平", "attendees": 62,
                                               "agenda": "部署年度廉政工作"}, acting_user=chief, on_day=today)  # fmt: skip
    for unit in others[:3]:
        actions.add_statement(plenary, unit.name, "书面交流：廉政风险点排查和整改情况", acting_user=chief)  # fmt: skip
    actions.study(own, {"kind": "governance", "topic": "专题研究全面从严治党工作", "held_on": held, "attendees": 7, "text": "研究了窗口作风问题，决定逐件清理超期办件。"},
                  [_file("党组会议纪要")], acting_user=head, on_day=today)  # fmt: skip


def _requirement(own: Unit, others: list[Unit], people: dict[str, User], today: date) -> None:
    """One task reported and found without effect, one overdue."""
    chief, head, analyst = people["zhuren"], people["juzhang"], people["fenxi"]
    demand: Requirement = actions.require(
        {"issuer": "江岚省人民政府", "reference": "江岚政发〔2026〕3号", "title": "压缩审批时限，整治不作为慢作为", "received_on": today - timedelta(days=80)}, acting_user=chief
    )  # fmt: skip
    rule = Finding.objects.filter(unit=own, verdict="flagged").values_list("rule", flat=True).first()  # fmt: skip
    first = actions.assign([own], "压缩审批时限", today - timedelta(days=20), owner="方守拙", rule=rule or "", requirement=demand,
                           acting_user=chief, on_day=today - timedelta(days=75))[0]  # fmt: skip
    actions.report_done(first, "已印发通知，要求各科室限时办结。", [_file("通知")], acting_user=head, revision=0, on_day=today - timedelta(days=22))  # fmt: skip
    actions.spot_check(first, False, "抽查二十件，仍有六件超期，只发了通知。", acting_user=analyst, revision=1, on_day=today - timedelta(days=5))  # fmt: skip
    actions.assign(others[:2], "公布服务承诺", today - timedelta(days=8), owner="分管负责人", requirement=demand, acting_user=chief, on_day=today - timedelta(days=75))  # fmt: skip


def _surveys(analyst: User, today: date) -> None:
    for back, ours in ((2, 88.2), (1, 90.1), (0, 91.6)):
        year = today.year - 1 - back
        scores = [ours, *(84 + (n * 37 + back * 11) % 9 + 0.25 * n for n in range(1, len(_PLACES)))]
        for scope, size in (("province", len(_PLACES)), ("city", 5)):
            part = scores[:size]
            rows = [f"{p}\t{s:.2f}\t{1 + sum(o > s for o in part)}" for p, s in zip(_PLACES, part, strict=False)]  # fmt: skip
            judging.publish_survey(
                {"title": f"{year}年党风廉政建设社会测评", "scope": scope, "year": year, "published_on": date(year, 12, 10), "document": f"江岚测评通报〔{year}〕2号"},
                "\n".join(rows), _file(f"{year}年通报"), own="衡安区", acting_user=analyst,
            )  # fmt: skip
