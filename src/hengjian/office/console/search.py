"""The search over everything: each group goes through the visibility policy of its kind."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from hengjian.office.accounts.models import Unit, User
from hengjian.office.accounts.visibility import reaches_district
from hengjian.office.door import catalog
from hengjian.office.findings.models import Finding
from hengjian.office.findings.search import matching

SHOWN = 10


@dataclass(frozen=True)
class Hit:
    """One line of the result."""

    title: str
    note: str
    url: str


@dataclass(frozen=True)
class Group:
    """Hits of one kind."""

    title: str
    hits: list[Hit]
    more: str = ""


def found(user: User, text: str) -> list[Group]:
    """Groups that have hits."""
    groups = [_findings(user, text), _units(user, text), _rules(user, text), _figures(user, text)]
    return [g for g in groups if g.hits]


def _findings(user: User, text: str) -> Group:
    if not user.may("finding.view"):
        return Group(_("疑点"), [])
    rows = (
        matching(Finding.objects.visible_to(user), text).select_related("unit").order_by("-value")
    )
    hits = [Hit(f.sentence, f"{f.record_id} · {f.unit.name if f.unit else ''}",
                reverse("findings:finding", args=[f.pk])) for f in rows[: SHOWN + 1]]  # fmt: skip
    exact = Finding.objects.visible_to(user).filter(pk=text.lower()).first()
    if exact is not None:
        hits.insert(0, Hit(exact.sentence, exact.pk, reverse("findings:finding", args=[exact.pk])))
    more = f"{reverse('findings:list')}?q={text}" if len(hits) > SHOWN else ""
    return Group(_("疑点"), hits[:SHOWN], more)


def _units(user: User, text: str) -> Group:
    rows = Unit.objects.filter(name__contains=text) | Unit.objects.filter(pk=text.upper())
    if not reaches_district(user, "unit"):
        reach = {u for g in user.grants_today for u in g.units}
        rows = rows.filter(pk__in=reach)
    link = reverse("findings:list")
    return Group(_("单位"), [Hit(u.name, u.pk, f"{link}?unit={u.pk}") for u in rows[:SHOWN]])


def _rules(user: User, text: str) -> Group:
    if not user.may("rule.view"):
        return Group(_("规则"), [])
    hits = [
        Hit(r.title, r.rule, _address("rulebook:rule", r.rule))
        for r in catalog().rules.values() if text in r.title or text.lower() in r.rule
    ]  # fmt: skip
    return Group(_("规则"), [h for h in hits if h.url][:SHOWN])


def _figures(user: User, text: str) -> Group:
    if not user.may("figure.view"):
        return Group(_("指标"), [])
    hits = [
        Hit(f"{f.number} {f.title}", f.definition, reverse("console:figure", args=[f.figure]))
        for f in catalog().figures.values() if text in f.title or text.upper() == f.number
    ]  # fmt: skip
    return Group(_("指标"), hits[:SHOWN])


def _address(name: str, argument: str) -> str:
    try:
        return reverse(name, args=[argument])
    except NoReverseMatch:
        return ""
