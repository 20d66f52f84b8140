"""Forms of clues and transfers."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hengjian.office.accounts.models import Unit
from hengjian.office.clues.terms import terms

_AREA = {"rows": 4, "class": "form-control"}
_INPUT = {"class": "form-control"}
_SELECT = {"class": "form-select"}
_DAY = {"type": "date", "class": "form-control"}


def _choices(name: str) -> Any:
    return lambda: [("", "—"), *getattr(terms(), name).items()]


class ProposeForm(forms.Form):
    """A clue to be approved by a second person."""

    source = forms.ChoiceField(
        label=_("来源"), choices=_choices("sources"), widget=forms.Select(_SELECT)
    )
    title = forms.CharField(label=_("线索名称"), max_length=100, widget=forms.TextInput(_INPUT))
    summary = forms.CharField(label=_("主要问题"), max_length=5000, widget=forms.Textarea(_AREA))
    doubts = forms.CharField(label=_("尚存疑问"), max_length=2000, required=False, widget=forms.Textarea(_AREA),
                             help_text=_("写明规则看不到什么、哪些情况可能是误报"))  # fmt: skip
    unit = forms.ModelChoiceField(
        label=_("涉及单位"),
        queryset=Unit.objects.all(),
        required=False,
        widget=forms.Select(_SELECT),
    )
    person = forms.CharField(
        label=_("涉及人员工号"), max_length=64, required=False, widget=forms.TextInput(_INPUT)
    )
    party = forms.CharField(
        label=_("涉及企业"), max_length=200, required=False, widget=forms.TextInput(_INPUT)
    )
    findings = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)


class _Seen(forms.Form):
    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class DecideForm(_Seen):
    """The second person's decision."""

    approved = forms.ChoiceField(label=_("决定"), choices=[("yes", _("批准登记")), ("no", _("不批准"))],
                                 widget=forms.RadioSelect({"class": "form-check-input"}))  # fmt: skip
    inspector = forms.ChoiceField(label=_("承办人"), required=False, widget=forms.Select(_SELECT))
    decision = forms.CharField(
        label=_("审批意见"), required=False, max_length=1000, widget=forms.Textarea(_AREA)
    )

    def __init__(self, *args: Any, people: list[Any] | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        names = [(str(u.pk), u.name) for u in people or []]
        self.fields["inspector"].choices = [("", "—"), *names]  # type: ignore[attr-defined]


class DisposeForm(_Seen):
    """The inspector's disposition."""

    way = forms.ChoiceField(
        label=_("处置方式"), choices=_choices("ways"), widget=forms.Select(_SELECT)
    )
    disposed_on = forms.DateField(
        label=_("处置日期"), widget=forms.DateInput(_DAY, format="%Y-%m-%d")
    )
    opinion = forms.CharField(label=_("处置意见"), max_length=2000, widget=forms.Textarea(_AREA))


class CloseForm(_Seen):
    """Nothing but the state seen."""


class SendForm(forms.Form):
    """To whom."""

    body = forms.ChoiceField(
        label=_("接收机关"), choices=_choices("bodies"), widget=forms.Select(_SELECT)
    )


class ReceiveForm(forms.Form):
    """The receipt."""

    receipt_no = forms.CharField(label=_("回执编号"), max_length=60, widget=forms.TextInput(_INPUT))


class ResultForm(forms.Form):
    """What comes back: counts only. Sanctions one a line: 种类, 人员代号, 日期."""

    outcome = forms.ChoiceField(
        label=_("结果"), choices=_choices("outcomes"), widget=forms.Select(_SELECT)
    )
    cases = forms.IntegerField(label=_("立案件数"), min_value=0, max_value=999, initial=0,
                               widget=forms.NumberInput(_INPUT))  # fmt: skip
    recovered = forms.DecimalField(label=_("挽回金额（元）"), min_value=0, max_digits=14, decimal_places=2, initial=0,
                                   widget=forms.NumberInput(_INPUT))  # fmt: skip
    sanctions = forms.CharField(
        label=_("处分"), required=False, max_length=4000, widget=forms.Textarea(_AREA),
        help_text=_("每行一项：种类，人员代号，日期；代号由反馈机关自编，同一人用同一代号，不填姓名"),
    )  # fmt: skip

    def clean_sanctions(self) -> tuple[tuple[str, str, date], ...]:
        """Lines as (kind, pseudonym, day)."""
        kinds = {title: code for code, title in terms().sanctions.items()}
        found = []
        for number, line in enumerate(self.cleaned_data["sanctions"].splitlines(), start=1):
            if not line.strip():
                continue
            parts = [p.strip() for p in line.replace("，", ",").split(",")]
            if len(parts) != 3 or parts[0] not in kinds:
                raise forms.ValidationError(
                    _("第 %(n)s 行应为“种类，人员代号，日期”；种类：%(k)s"),
                    params={"n": number, "k": "、".join(kinds)},
                )
            try:
                day = date.fromisoformat(parts[2])
            except ValueError as error:
                raise forms.ValidationError(
                    _("第 %(n)s 行的日期请写成 2026-03-05"), params={"n": number}
                ) from error
            found.append((kinds[parts[0]], parts[1], day))
        return tuple(found)
