"""Where a rectification stands: its bar of steps, who does what next, and what each finding says now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from hengjian.office.accounts.models import User
from hengjian.office.clocks.models import Clock
from hengjian.office.desk.actions import about
from hengjian.office.findings.models import Finding
from hengjian.office.rectification.acts import open_dispute
from hengjian.office.rectification.models import Rectification

S = Rectification.State


@dataclass(frozen=True)
class Next:
    """The next step: who, what, until when."""

    who: str
    what: str
    due_day: date | None = None


def bar(x: Rectification) -> list[tuple[str, bool]]:
    """(step in words, whether it is the present one)."""
    if x.state == S.WITHDRAWN:
        return [(_("立项"), False), (_("异议成立"), False), (_("已撤销"), True)]
    titles = [_("立项"), _("定方案"), _("整改"), _("独立复核"), _("销号"), _("回头看")]
    at = {S.OPENED: 1, S.DOING: 2, S.SUBMITTED: 3, S.CLOSED: 4}[S(x.state)]
    at = 5 if x.state == S.CLOSED and x.look_back else at
    return [(title, n == at) for n, title in enumerate(titles)]


def next_step(x: Rectification) -> Next | None:
    """Who does what next; None when nothing is left."""
    if x.state == S.WITHDRAWN or (x.state == S.CLOSED and x.look_back):
        return None
    if open_dispute(x) is not None:
        return Next(
            _("未参与立项的负责人"),
            _("决定异议（整改期限照常计算）"),
            _due(x, "rectification_dispute"),
        )
    if x.state == S.OPENED:
        return Next(x.unit.name, _("查明原因，制定整改方案"), _due(x, "rectification_plan"))
    if x.state == S.DOING:
        return Next(
            x.owner.name if x.owner else x.unit.name, _("完成整改，报送佐证材料"), x.due_day
        )
    if x.state == S.SUBMITTED:
        return Next(_("未参与整改的复核人"), _("查记录或到现场，独立复核"), _due(x, "check"))
    return Next(_("复核人"), _("回头看"), x.look_back_day)


def _due(x: Rectification, name: str) -> date | None:
    clock = Clock.objects.filter(name=name, about=about(x), state=Clock.State.RUNNING).first()
    return clock.due_day if clock else None


@dataclass(frozen=True)
class Told:
    """A finding of the rectification, as this person may see it."""

    finding: Finding
    gone: bool


def findings_of(x: Rectification, user: User) -> list[Told]:
    """Its findings; `gone`: the latest run no longer shows the fact."""
    rows = Finding.objects.visible_to(user).filter(items__rectification=x).order_by("-value", "pk")
    return [Told(f, f.engine_state == "gone") for f in rows]
