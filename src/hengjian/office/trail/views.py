"""The audit administrator's pages: the trail, its export, its verification; and who looked at what."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hengjian.office.accounts.gatekeeper import allow
from hengjian.office.trail import queries
from hengjian.office.trail.anchors import anchors_path
from hengjian.office.trail.chain import record
from hengjian.office.trail.checking import check_all, check_later
from hengjian.office.trail.forms import FilterForm
from hengjian.office.trail.models import Entry, Head, Verification
from hengjian.office.trail.words import shown

SIZE = 50
#: A longer chain is verified by the worker, not while a person waits.
WAIT_LIMIT = 300_000
EXPORT_LIMIT = 100_000


@allow("trail.read")
def trail_list(request: HttpRequest) -> HttpResponse:
    """The entries, newest first; the look itself is an entry."""
    form = FilterForm(request.GET or None)
    rows = _wanted(form)
    before = request.GET.get("before", "")
    if before.isdecimal():
        rows = rows.filter(number__lt=int(before))
    found = list(rows[: SIZE + 1])
    record(request.user, "trail.read", purpose=form.said())
    names, units = queries.people(), queries.unit_names()
    head = Head.objects.filter(pk=1).first()
    return render(request, "trail/list.html", {
        "form": form, "entries": [shown(e, names, units) for e in found[:SIZE]],
        "older": found[SIZE - 1].number if len(found) > SIZE else None, "before": before,
        "names": names, "units": units, "head": head, "last": Verification.objects.first(),
        "filtering": bool(form.said()),
    })  # fmt: skip


def _wanted(form: FilterForm) -> QuerySet[Entry]:
    """All without a filter; none where the filter cannot be understood, rather than too much."""
    if not form.is_bound:
        return queries.filtered({})
    return queries.filtered(form.cleaned_data) if form.is_valid() else Entry.objects.none()


class _Line:
    """A file of one line: csv writes a row, we hand it on."""

    def write(self, text: str) -> str:
        return text


@allow("trail.read")
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The filtered entries as CSV, as much as the page shows; the export itself is an entry."""
    form = FilterForm(request.GET or None)
    rows = _wanted(form)
    record(request.user, "trail.exported", purpose=form.said())
    stamp = timezone.localtime().strftime("%Y%m%d-%H%M")
    return StreamingHttpResponse(
        _csv(rows), content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="trail-{stamp}.csv"'},
    )  # fmt: skip


def _csv(rows: Any) -> Iterator[str]:
    names, units, writer = queries.people(), queries.unit_names(), csv.writer(_Line())
    yield "\ufeff" + writer.writerow([_("序号"), _("时间"), _("用户名"), _("姓名"), _("动作"), _("对象"),
                                      _("编号"), _("单位"), _("事由"), _("摘要")])  # fmt: skip
    for count, entry in enumerate(rows[: EXPORT_LIMIT + 1].iterator()):
        if count == EXPORT_LIMIT:
            yield writer.writerow(
                [_("只含最近 %(n)s 条，其余请缩小筛选范围再导出") % {"n": EXPORT_LIMIT}]
            )
            return
        e = shown(entry, names, units)
        at = timezone.localtime(e.at).isoformat(sep=" ", timespec="seconds")
        yield writer.writerow([_plain(v) for v in (e.number, at, e.actor, e.name, e.title, e.kind,
                                                   e.object_id, e.unit, e.purpose, e.digest)])  # fmt: skip


def _plain(value: object) -> str:
    """A cell that a spreadsheet does not take for a formula."""
    text = str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


@allow("trail.read|trail.about_us")
def looked(request: HttpRequest) -> HttpResponse:
    """Who looked at what: everything for the audit administrator, about the own unit for a head."""
    user: Any = request.user
    only = None if user.may("trail.read") else queries.about_us(user)
    week = queries.monday(request.GET.get("week", ""))
    record(user, "trail.looked", purpose=week.isoformat())
    rows, series = queries.looks(week, only), queries.weekly(week, only)
    return render(request, "trail/looked.html", {
        "rows": rows, "week": week, "sunday": week + timedelta(days=6), "own": only is not None,
        "before": week - timedelta(days=7), "total": sum(r["reads"] for r in rows),
        "after": week + timedelta(days=7) if week + timedelta(days=7) <= timezone.localdate() else None,
        "people": len({r["actor"] for r in rows}), "series": series, "option": _bars(series),
    })  # fmt: skip


def _bars(series: list[tuple[Any, int]]) -> dict[str, Any]:
    return {
        "grid": {"left": 40, "right": 10, "top": 10, "bottom": 24},
        "xAxis": {"type": "category", "data": [d.strftime("%m-%d") for d, _n in series]},
        "yAxis": {"type": "value", "minInterval": 1},
        "series": [{"type": "bar", "itemStyle": {"color": "#0b4f8a"},
                    "data": [{"value": n, "url": f"?week={d.isoformat()}"} for d, n in series]}],
    }  # fmt: skip


@allow("trail.verify")
def verification(request: HttpRequest) -> HttpResponse:
    """The last results, the anchors, and a button to verify now."""
    anchors = sorted((f.name for f in anchors_path().glob("*.json")), reverse=True)
    head = Head.objects.filter(pk=1).first()
    results = list(Verification.objects.all()[:20])
    return render(request, "trail/verification.html", {
        "results": results, "last": results[0] if results else None, "head": head,
        "anchors": anchors[:14], "anchor_count": len(anchors), "names": queries.people(),
    })  # fmt: skip


@allow("trail.verify")
@require_POST
def verify_now(request: HttpRequest) -> HttpResponse:
    """Verify the chain and compare all sealed rows."""
    user: Any = request.user
    head = Head.objects.filter(pk=1).first()
    if head and head.number > WAIT_LIMIT:
        check_later.enqueue(user.username)
        messages.info(request, _("痕迹较长，已交后台核验；完成后结果出现在本页。"))
        return redirect("trail:verification")
    result = check_all(acting_user=user)
    if result.problem:
        messages.error(request, _("发现问题，见下方结果"))
    else:
        messages.success(request, _("痕迹完整，与数据库一致"))
    return redirect("trail:verification")
