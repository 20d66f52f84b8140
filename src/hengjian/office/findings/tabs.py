"""What each tab of a finding's page shows. Everything a person may not see is left out here, not in the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hengjian.catalog.models import Column, Table
from hengjian.engine.explain import Explanation, show
from hengjian.office.accounts.models import User
from hengjian.office.clocks.models import Clock
from hengjian.office.clocks.terms import terms
from hengjian.office.desk.actions import about
from hengjian.office.door import catalog, explanation
from hengjian.office.files.models import StoredFile
from hengjian.office.findings.models import Finding
from hengjian.office.trail.models import Entry
from hengjian.office.trail.verbs import reads
from hengjian.office.trail.words import action_title

NEAR = 10


@dataclass(frozen=True)
class Moment:
    """One line of the timeline."""

    at: date | datetime
    icon: str
    title: str
    text: str = ""
    who: str = ""

    @property
    def day(self) -> date:
        """The day, for the order."""
        return timezone.localtime(self.at).date() if isinstance(self.at, datetime) else self.at


@dataclass(frozen=True)
class Rows:
    """Rows of one table behind the finding; `columns`: (title, secrecy)."""

    title: str
    columns: list[tuple[str, str]]
    lines: list[list[str]]


def overview(finding: Finding, user: User) -> dict[str, Any]:
    """概况: the facts, the deadline day by day, what would clear it, questions and answers."""
    return {
        "questions": finding.questions.select_related("asked_by", "answered_by"),
        "leniencies": finding.leniencies.select_related("applied_by", "decided_by"),
        "clock": Clock.objects.filter(about=about(finding), state=Clock.State.RUNNING).first(),
        "similar": similar(finding, user),
    }


def similar(finding: Finding, user: User) -> dict[str, Any]:
    """How findings of the same rule ended, as far as the person sees them."""
    rows = Finding.objects.visible_to(user).filter(rule=finding.rule)
    ends = {r["status"]: r["n"] for r in rows.order_by().values("status").annotate(n=Count("pk"))}
    labels = {str(k): v for k, v in Finding.Status.choices}
    return {
        "total": sum(ends.values()),
        "ends": [(labels.get(k, k), n) for k, n in sorted(ends.items(), key=lambda e: -e[1])],
    }


def timeline(finding: Finding, user: User) -> dict[str, Any]:
    """时间线: what the records say, then what people did, in order."""
    told = explanation(finding.pk)
    moments = [*_of_records(finding, told), *_of_people(finding)]
    return {"moments": sorted(moments, key=lambda m: m.day)}


def _of_records(finding: Finding, told: Explanation | None) -> list[Moment]:
    found = [Moment(finding.first_seen, "radar-2", _("系统发现"), finding.sentence)]
    if finding.trigger_day:
        found.append(Moment(finding.trigger_day, "flag", _("起算日")))
    if told and told.deadline and told.deadline.due:
        text = f"{told.deadline.title} {told.deadline.length}"
        found.append(Moment(told.deadline.due, "calendar-due", _("法定期限届满"), text))
    steps = _step_titles()
    for row in (told.records.get("matter_event", []) if told else [])[:100]:
        if row.get("happened_on"):
            title = steps.get(row["step"], str(row["step"]))
            found.append(
                Moment(row["happened_on"], "file-text", title, row.get("document_no") or "")
            )
    return found


def _step_titles() -> dict[str, str]:
    """Step code → title, of all procedures."""
    return {code: s.title for p in catalog().procedures.values() for code, s in p.steps.items()}


def _of_people(finding: Finding) -> list[Moment]:
    found = []
    for q in finding.questions.select_related("asked_by", "answered_by"):
        found.append(Moment(q.asked_at, "send", _("问询部门"), q.text, q.asked_by.name))
        if q.answered_at and q.answered_by:
            text = " ".join(filter(None, (q.document_no, q.answer)))
            title = _("部门答复：%(k)s") % {"k": q.get_answer_kind_display()}
            found.append(Moment(q.answered_at, "message-reply", title, text, q.answered_by.name))
    for one in finding.leniencies.select_related("applied_by", "decided_by"):
        found.append(
            Moment(one.applied_at, "shield-heart", _("申请容错"), one.ground, one.applied_by.name)
        )
        if one.decided_at and one.decided_by:
            found.append(Moment(one.decided_at, "scale", one.get_state_display(), one.decision, one.decided_by.name))  # fmt: skip
    for clock in Clock.objects.filter(about=about(finding)):
        title = f"{terms()[clock.name].title if clock.name in terms() else clock.name}：{clock.get_state_display()}"
        found.append(Moment(clock.ended_on or clock.due_day, "clock", title))
    if finding.status_at and finding.status_by:
        found.append(Moment(finding.status_at, "point", finding.get_status_display(), "", finding.status_by.name))  # fmt: skip
    return found


def law(finding: Finding, user: User) -> dict[str, Any]:
    """依据: why the rule asks, the articles, the terms in force on the day of the act."""
    rule = catalog().rules.get(finding.rule)
    parameters = [catalog().parameters[p] for p in rule.parameters] if rule else []
    day = finding.trigger_day or finding.first_seen
    return {
        "rule": rule,
        "parameters": [(p, next((v for v in p.versions if v.valid_from <= day), None)) for p in parameters],
    }  # fmt: skip


def related(finding: Finding, user: User) -> dict[str, Any]:
    """关联: the same record, company, person; the same cause in this unit; the same rule elsewhere."""
    rows = Finding.objects.visible_to(user).exclude(pk=finding.pk).select_related("unit")
    groups: list[tuple[str, QuerySet[Finding]]] = [
        (_("同一记录"), rows.filter(record_id=finding.record_id)),
        (_("同一单位、同一规则"), rows.filter(unit_id=finding.unit_id, rule=finding.rule)),
        (_("已并入本疑点"), rows.filter(merged_into=finding)),
    ]
    if finding.party:
        groups.insert(1, (_("同一企业"), rows.filter(party=finding.party)))
    if finding.person:
        groups.insert(1, (_("同一经办人"), rows.filter(person=finding.person)))
    shown = [(t, list(g.order_by("-value")[: NEAR + 1])) for t, g in groups]
    elsewhere = (
        rows.filter(rule=finding.rule).exclude(unit_id=finding.unit_id).order_by()
        .values("unit_id", "unit__name").annotate(n=Count("pk")).order_by("-n")[:NEAR]
    )  # fmt: skip
    return {
        "groups": [(t, g[:NEAR], len(g) > NEAR) for t, g in shown if g],
        "elsewhere": list(elsewhere),
    }


def evidence(finding: Finding, user: User) -> dict[str, Any]:
    """证据: the values the rule saw, the rows they come from, and files that were attached."""
    told = explanation(finding.pk)
    tables = told.records if told else {}
    return {
        "values": told.evidence if told else {},
        "tables": [_rows(catalog().tables[name], rows) for name, rows in tables.items()],
        "files": StoredFile.objects.filter(about=about(finding)).select_related("by"),
    }


def _rows(table: Table, rows: list[dict[str, Any]]) -> Rows:
    held = {c: d for c, d in table.columns.items() if any(r.get(c) is not None for r in rows)}
    lines = [
        [_cell(d, r[c]) if r.get(c) is not None else "" for c, d in held.items()]
        for r in rows[:50]
    ]  # fmt: skip
    return Rows(table.title, [(d.title, d.secrecy) for d in held.values()], lines)


def _cell(column: Column, value: Any) -> str:
    """A value as people write it; of personal ones only the first character."""
    text = str(column.codes.get(value) or show(value, column.type))
    return f"{text[:1]}＊＊" if column.secrecy == "personal" else text


def trail(finding: Finding, user: User) -> dict[str, Any]:
    """痕迹: what was done, and for those who judge also who looked."""
    rows = Entry.objects.filter(kind="findings.finding", object_id=finding.pk).order_by("-number")
    if not user.may("finding.judge"):
        rows = rows.exclude(reads())
    if not (user.may("clue.view") or user.may("clue.register")):
        rows = rows.exclude(action__startswith="clues.")
    return {"entries": [(e, action_title(e.action)) for e in rows[:200]]}


Tab = Callable[[Finding, User], dict[str, Any]]
TABS: dict[str, tuple[str | Promise, str, Tab]] = {
    "overview": (gettext_lazy("概况"), "info-circle", overview),
    "timeline": (gettext_lazy("时间线"), "timeline", timeline),
    "law": (gettext_lazy("依据"), "gavel", law),
    "related": (gettext_lazy("关联"), "affiliate", related),
    "evidence": (gettext_lazy("证据"), "table", evidence),
    "trail": (gettext_lazy("痕迹"), "list-search", trail),
}
