"""Forms of the security administrator's pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hengjian.office.accounts.models import Recusal, Unit, User
from hengjian.office.accounts.roles import roles


class StyledForm(forms.Form):
    """Controls in the look of the pages, with ids of their own so that several forms fit a page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = f"{type(self).__name__.lower()}_%s"
        for field in self.fields.values():
            select = isinstance(field.widget, forms.Select)
            field.widget.attrs.setdefault("class", "form-select" if select else "form-control")


class UnitField(forms.CharField):
    """A unit by its id, chosen from the page's list `units`."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput({"list": "units", "autocomplete": "off"})
        super().__init__(required=False, max_length=32, widget=widget, **kwargs)

    def clean(self, value: Any) -> str | None:
        text = str(super().clean(value) or "").strip()
        if text and not Unit.objects.filter(pk=text).exists():
            raise ValidationError(_("没有这个单位编号，请从列表中选择"))
        return text or None


class DayField(forms.DateField):
    """A day with the browser's own calendar."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **kwargs)


class PersonForm(StyledForm):
    """A new account."""

    username = forms.RegexField(
        r"^[a-z][a-z0-9_.-]{1,39}$", label=_("用户名"), max_length=40,
        help_text=_("小写字母开头，可含数字、点、横线"), error_messages={"invalid": _("用户名格式不对")},
    )  # fmt: skip
    name = forms.CharField(label=_("姓名"), max_length=40)
    unit_id = UnitField(label=_("单位"))
    person_id = forms.CharField(
        label=_("工号"), required=False, max_length=32, help_text=_("与人事数据一致，用于本人回避")
    )


class ReasonForm(StyledForm):
    """Why: it becomes part of the trail."""

    reason = forms.CharField(label=_("理由"), max_length=200)


class GrantForm(StyledForm):
    """A role, where, from when until when."""

    role = forms.ChoiceField(label=_("角色"), choices=())
    unit_id = UnitField(label=_("范围（单位）"), help_text=_("部门角色填写；不填则为本人单位"))
    starts_on = DayField(label=_("自"), initial=timezone.localdate)
    ends_on = DayField(label=_("至"), initial=lambda: timezone.localdate() + timedelta(days=365))

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.fields["role"].choices = [(r.role, r.title) for r in roles().values()]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        role = roles().get(data.get("role", ""))
        bound = role is not None and "unit" in role.sees.values()
        if bound and not data.get("unit_id") and not self.person.unit_id:
            self.add_error("unit_id", _("这个角色需要单位"))
        return data


class DelegateForm(StyledForm):
    """Who stands in, until when."""

    stand_in = forms.ModelChoiceField(label=_("代行人"), queryset=User.objects.none())
    starts_on = DayField(label=_("自"), initial=timezone.localdate)
    ends_on = DayField(label=_("至"), initial=lambda: timezone.localdate() + timedelta(days=14))

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(is_active=True).exclude(pk=person.pk)
        self.fields["stand_in"].queryset = people.order_by("name")


class RecusalForm(StyledForm):
    """Whom or what the person must not deal with."""

    kind = forms.ChoiceField(label=_("回避对象"), choices=Recusal.Kind.choices)
    value = forms.CharField(
        label=_("编号或名称"), max_length=100, help_text=_("人员填工号，相对人填全称，单位填编号")
    )
    reason = forms.CharField(label=_("理由"), max_length=200)
