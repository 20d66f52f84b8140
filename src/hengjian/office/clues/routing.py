"""Who may get a clue: nobody whom it names, whose unit it is about, or who has declared a recusal."""

from __future__ import annotations

from dataclasses import dataclass

from hengjian.office.accounts.models import Unit, User
from hengjian.office.desk.actions import holders


@dataclass(frozen=True)
class Subject:
    """Whom and what a matter is about."""

    unit_id: str | None
    person: str
    party: str


def conflicted(user: User, subject: Subject) -> bool:
    """Whether the person must not deal with the matter."""
    if subject.person and user.person_id == subject.person:
        return True
    if subject.unit_id and user.unit_id and subject.unit_id in Unit.below(user.unit_id):
        return True
    taken = {(r.kind, r.value) for r in user.recusals.all()}
    about = {("person", subject.person), ("party", subject.party), ("unit", subject.unit_id or "")}
    return bool(taken & {(k, v) for k, v in about if v})


def inspectors(subject: Subject) -> list[User]:
    """Discipline inspectors to whom the matter may go."""
    return [u for u in holders("clue.dispose") if not conflicted(u, subject)]


def goes_up(subject: Subject) -> bool:
    """Whether the matter is about those who would decide on it: then it must not be recorded here.

    检举控告规则 15 (CLU-04): directly up, not recorded in the platform, not copied.
    """
    deciding = holders("clue.approve")
    return not inspectors(subject) or (
        bool(deciding) and all(conflicted(u, subject) for u in deciding)
    )
