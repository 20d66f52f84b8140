"""The steps of a rectification: what may follow what, compare and set, and who is too close to check."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from hengjian.office.accounts.models import User
from hengjian.office.accounts.visibility import VisibleQuerySet
from hengjian.office.findings.models import Finding, Question
from hengjian.office.rectification.models import Rectification, Step
from hengjian.office.trail.chain import record

S = Rectification.State
#: From which states a state may be reached. Planning again while it is being done is allowed.
STEPS: dict[str, tuple[str, ...]] = {
    S.DOING: (S.OPENED, S.DOING, S.SUBMITTED, S.CLOSED),
    S.SUBMITTED: (S.DOING,),
    S.CLOSED: (S.SUBMITTED,),
    S.WITHDRAWN: (S.OPENED, S.DOING, S.SUBMITTED),
}


class ChangedMeanwhile(ValidationError):
    """Somebody else acted on the rectification after the person's page was made."""

    def __init__(self, rectification: Rectification) -> None:
        super().__init__(
            _("该事项已被他人处理：现为“%(s)s”。请查看后再决定。")
            % {"s": rectification.get_state_display()}
        )


def address(rectification: Rectification) -> str:
    """The page of a rectification."""
    return reverse("rectification:rectification", args=[rectification.pk])


def unchanged(rectification: Rectification, revision: int | None) -> Rectification:
    """The rectification locked, still as the person saw it. Inside a transaction."""
    locked = Rectification.objects.select_for_update(of=("self",)).get(pk=rectification.pk)
    if revision is not None and locked.revision != revision:
        raise ChangedMeanwhile(locked)
    return locked


def advance(locked: Rectification, state: str) -> None:
    """Set the next state of a locked row; the caller saves and records."""
    if locked.state not in STEPS[state]:
        raise ValidationError(
            _("状态“%(now)s”的整改事项不能改为“%(new)s”")
            % {"now": locked.get_state_display(), "new": S(state).label}
        )
    locked.state = state
    locked.revision += 1


def locked_findings(rectification: Rectification) -> list[Finding]:
    """Its findings, locked in one order before anything is written, so that no two acts wait for each other."""
    rows = Finding.objects.select_for_update(of=("self",))
    return list(rows.filter(items__rectification=rectification).order_by("pk"))


def openable(user: User) -> VisibleQuerySet[Finding]:
    """Findings of which the person may open a rectification: an office any that it sees, a department those that
    it has admitted itself."""
    own = Finding.objects.visible_to(user, "rectification.own")
    admitted = Question.objects.filter(finding=OuterRef("pk"), answer_kind=Question.Answer.ADMIT)
    mine = own.filter(Exists(admitted), status=Finding.Status.ANSWERED, held=False)
    return Finding.objects.visible_to(user, "rectification.open") | mine


def followers(rows: list[Finding], status: str = Finding.Status.RECTIFYING) -> list[Finding]:
    """Findings that still follow: those that were forgiven or are handled elsewhere go their own way."""
    return [f for f in rows if f.status == status and not f.held]


def note(rectification: Rectification, kind: str, text: str, user: User, **more: Any) -> Step:
    """Keep one step of the history, sealed."""
    step = Step.objects.create(
        rectification=rectification, kind=kind, text=text.strip(), by=user, **more
    )
    record(user, "rectification.noted", step, unit=rectification.unit_id, detail={"kind": kind})
    return step


def hands(rectification: Rectification) -> set[int]:
    """People who planned, own or reported it: none of them may check it."""
    reported = rectification.steps.filter(kind=Step.Kind.SUBMITTED).values_list("by_id", flat=True)
    near = {rectification.owner_id, rectification.planned_by_id, *reported}
    return {pk for pk in near if pk is not None}


def too_close(rectification: Rectification, user: User) -> bool:
    """Whether the person, or somebody for whom the person acts, had a hand in it, or is of the unit."""
    return user.is_one_of(*hands(rectification)) or user.unit_id == rectification.unit_id


def independent(rectification: Rectification, user: User) -> None:
    """Refuse a checker who is too close."""
    if too_close(rectification, user):
        raise PermissionDenied(_("复核须由未参与该项整改、且不属于该单位的人员进行"))
