"""Who may close a step: permission, unit, separation of persons and of units, nobody in the own cause."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from hengjian.office.accounts.models import User
from hengjian.office.matters.course import Course
from hengjian.office.matters.desks import DeskStep


def may_close(course: Course, step: str, asked: DeskStep, user: User) -> None:
    """Raise PermissionDenied unless permission, unit and separation of persons allow it."""
    if not user.may(asked.may):
        raise PermissionDenied(_("您没有办理该环节的权限"))
    _in_the_right_unit(course, asked, user)
    pairs = [p.steps for p in course.desk.procedure.distinct if step in p.steps]
    apart = {*asked.apart, *(s for pair in pairs for s in pair if s != step)}
    if user.is_one_of(*(e.by_id for s in apart for e in course.events.get(s, ()))):
        raise PermissionDenied(_("该环节必须由另一人办理：您已经办理过与之不相容的环节"))
    if user.unit_id in {e.unit_id for s in asked.apart_unit for e in course.events.get(s, ())}:
        raise PermissionDenied(_("该环节必须由另一单位办理：您的单位已经办理过前面的环节"))
    if any(_is_about(course, source, user) for source in asked.never):
        raise PermissionDenied(_("被反映、被检查的单位和人员不能办理该环节"))


def _in_the_right_unit(course: Course, asked: DeskStep, user: User) -> None:
    matter = course.matter
    inside = user.unit_id == matter.unit_id
    if asked.unit == "named":
        if str(course.fact(asked.named) or "") != str(user.unit_id or "-"):
            raise PermissionDenied(_("该环节应由前面指定的单位办理"))
        return
    branches = set(matter.branches.values_list("unit_id", flat=True))
    fits = {"own": inside, "other": not inside, "branch": user.unit_id in branches, "any": True}
    if not fits[asked.unit]:
        raise PermissionDenied(
            _("该环节应由其他单位的人员办理") if inside else _("该环节应由主办单位办理")
        )


def _is_about(course: Course, source: str, user: User) -> bool:
    field, value = course.desk.field(source), course.fact(source)
    if field is None or not value:
        return False
    return (
        str(value) == str(user.unit_id) if field.type == "unit" else int(value) in user.stands_for
    )
