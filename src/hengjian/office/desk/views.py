"""待办: what waits for me, nearest due day first; and what I was told."""

from __future__ import annotations

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from hengjian.office.accounts.gatekeeper import ANYBODY, allow
from hengjian.office.desk.models import Notice


@allow(ANYBODY)
def todo(request: HttpRequest) -> HttpResponse:
    """Open to-dos and the latest news of the person."""
    mine = Notice.objects.filter(to=request.user)
    waiting = mine.filter(done_at__isnull=True).exclude(task="")
    return render(request, "desk/todo.html", {
        "waiting": waiting.order_by(F("due_day").asc(nulls_last=True), "made_at")[:100],
        "news": mine.filter(task="")[:50], "today": timezone.localdate(),
    })  # fmt: skip


@allow(ANYBODY)
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """Open what a notice is about, and mark it read."""
    notice = Notice.objects.filter(to=request.user, pk=pk).first()
    if notice is None:
        return redirect("desk:todo")
    Notice.objects.filter(pk=pk, read_at__isnull=True).update(read_at=timezone.now())
    return redirect(notice.url)
