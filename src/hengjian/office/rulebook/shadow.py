"""Approved rules before their release: each run is followed in the sandbox, nobody is disturbed."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from hengjian.office import door
from hengjian.office.rulebook import sandbox
from hengjian.office.rulebook.models import Draft, ShadowRun
from hengjian.office.trail.chain import record


def follow(on_day: date) -> int:
    """Try each shadow rule once on the latest run's day; returns how many were tried. For the tick."""
    run = door.latest_run()
    if run is None:
        return 0
    done = ShadowRun.objects.filter(
        draft=OuterRef("pk"), run_id=run, content_hash=OuterRef("approved_hash")
    )
    waiting = Draft.objects.filter(~Exists(done), state=Draft.State.SHADOW)
    count = 0
    for draft in waiting.order_by("pk"):
        try:
            count += try_on(draft, run) is not None
        except ValidationError:  # every place is taken; the next tick comes soon
            break
    return count


def try_on(draft: Draft, run_id: str) -> ShadowRun | None:
    """What the approved content finds as of a run's day; None when it is not the approved one any more."""
    version = draft.head
    if not version.intact or version.content_hash != draft.approved_hash:
        return None
    as_of = run_id.split("-", 1)[1]
    outcome = sandbox.try_out(version.texts, as_of=as_of, status="trial")
    kept: dict[str, Any] = {
        k: v for k, v in asdict(outcome).items() if k not in ("yaml", "sql", "cases")
    }
    with transaction.atomic():
        found, made = ShadowRun.objects.get_or_create(
            draft=draft, run_id=run_id, content_hash=version.content_hash,
            defaults={"as_of": as_of, "result": kept},
        )  # fmt: skip
        if made:
            record("shadow", "rulebook.shadow_run", draft, seal=False,
                   detail={"run": run_id, "counts": outcome.counts, "stopped": outcome.stopped})  # fmt: skip
    return found


def chart(runs: list[ShadowRun]) -> dict[str, Any]:
    """Flagged and undecidable per run."""

    def values(verdict: str) -> list[int]:
        return [r.result.get("counts", {}).get(verdict, 0) for r in runs]

    return {
        "tooltip": {"trigger": "axis"}, "legend": {"top": 0},
        "grid": {"left": 8, "right": 16, "top": 36, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "category", "data": [f"{r.as_of}\n{r.run_id.split('-')[0]}" for r in runs]},
        "yAxis": {"type": "value", "minInterval": 1},
        "series": [
            {"type": "bar", "name": _("待说明"), "data": values("flagged"), "barMaxWidth": 36,
             "itemStyle": {"color": "#d63939"}, "label": {"show": True, "position": "top"}},
            {"type": "bar", "name": _("无法判定"), "data": values("undecidable"), "barMaxWidth": 36,
             "itemStyle": {"color": "#f59f00"}, "label": {"show": True, "position": "top"}},
        ],
    }  # fmt: skip
