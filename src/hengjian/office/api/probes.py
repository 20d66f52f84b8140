"""Health, readiness, freshness and metrics for the people who run the machine."""

from __future__ import annotations

from django.db.models import Count
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from hengjian.office.accounts.gatekeeper import PUBLIC, allow
from hengjian.office.api.models import Token
from hengjian.office.clocks.models import Clock
from hengjian.office.findings.models import Finding
from hengjian.office.holdings.sources import standings
from hengjian.office.status import status
from hengjian.office.trail.models import Head


@allow(PUBLIC)
def health(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@allow(PUBLIC)
def ready(request: HttpRequest) -> HttpResponse:
    """The office can work: database reachable, migrations applied, a run there. 503 otherwise."""
    now = status()
    checks = {"database": now.database, "migrations": not now.pending, "run": now.last_run is not None,
              "assets": not now.missing_vendor}  # fmt: skip
    return JsonResponse(
        {"ready": all(checks.values()), "checks": checks},
        status=200 if all(checks.values()) else 503,
    )


@allow(PUBLIC)
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus text; needs a token with the scope metrics.read."""
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    token = Token.objects.select_related("user").filter(digest=Token.digest_of(key)).first()
    if (
        scheme.lower() != "bearer"
        or token is None
        or not token.usable_on(timezone.localdate())
        or "metrics.read" not in token.scopes
    ):
        return HttpResponse(
            "a bearer token with the scope metrics.read is needed",
            status=401,
            headers={"WWW-Authenticate": "Bearer"},
        )
    return HttpResponse(generate_latest(_registry()), content_type=CONTENT_TYPE_LATEST)


def _registry() -> CollectorRegistry:
    registry, today = CollectorRegistry(), timezone.localdate()
    found = Gauge(
        "hengjian_findings", "Findings by status and level", ["status", "level"], registry=registry
    )
    for row in Finding.objects.values("status", "level").annotate(n=Count("pk")):
        found.labels(row["status"], row["level"]).set(row["n"])
    running = Clock.objects.filter(state=Clock.State.RUNNING)
    _one(registry, "hengjian_clocks_running", "Running clocks", running.count())
    _one(
        registry,
        "hengjian_clocks_overdue",
        "Clocks past their day",
        running.filter(due_day__lt=today).count(),
    )
    rows = standings(today)
    _one(
        registry,
        "hengjian_sources_silent",
        "Sources later than promised",
        sum(s.silent for s in rows),
    )
    age = Gauge(
        "hengjian_source_age_days", "Days since the last delivery", ["source"], registry=registry
    )
    for standing in rows:
        if standing.last:
            age.labels(standing.name).set((today - standing.last).days)
    now = status()
    _one(registry, "hengjian_tasks_waiting", "Tasks not yet done", now.waiting_tasks)
    _one(registry, "hengjian_tasks_failed", "Tasks that failed", now.failed_tasks)
    _one(registry, "hengjian_disk_free_bytes", "Free bytes on the district's disk", now.disk_free)
    head = Head.objects.first()
    _one(registry, "hengjian_trail_entries", "Entries in the trail", head.number if head else 0)
    if now.last_tick:
        _one(
            registry,
            "hengjian_tick_age_seconds",
            "Seconds since the last tick",
            (timezone.now() - now.last_tick).total_seconds(),
        )
    return registry


def _one(registry: CollectorRegistry, name: str, text: str, value: float) -> None:
    Gauge(name, text, registry=registry).set(value)
