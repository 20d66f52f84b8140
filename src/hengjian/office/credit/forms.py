"""Forms of the credit query."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hengjian.office.accounts.models import User
from hengjian.office.credit.actions import may_ask
from hengjian.office.credit.terms import terms

_AREA = {"rows": 3, "class": "form-control"}
_INPUT = {"class": "form-control"}
_SELECT = {"class": "form-select"}
_DAY = {"type": "date", "class": "form-control"}
_RADIO = {"class": "form-check-input"}


class QueryForm(forms.Form):
    """Why, about what, whom."""

    purpose = forms.ChoiceField(label=_("查询目的"), widget=forms.Select(_SELECT))
    subject = forms.CharField(
        label=_("所涉编号"), max_length=60, widget=forms.TextInput({**_INPUT, "autocomplete": "off"}),
        help_text=_("采购包、宗地、办件、案件或者委托书的编号；没有所办的事，就没有查询的理由"),
    )  # fmt: skip
    text = forms.CharField(
        label=_("统一社会信用代码或者企业名称"), min_length=2, max_length=60,
        widget=forms.TextInput({**_INPUT, "autocomplete": "off", "placeholder": _("十八位代码，或者名称中的两个字以上")}),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("补充说明"), max_length=200, required=False, widget=forms.TextInput(_INPUT)
    )

    def __init__(self, *args: Any, user: User, **more: Any) -> None:
        super().__init__(*args, **more)
        offered = [(k, p.name) for k, p in terms().purposes.items() if may_ask(user, k)]
        self.fields["purpose"].choices = [("", "—"), *offered]  # type: ignore[attr-defined]


class ObjectForm(forms.Form):
    """Which record, and why it is wrong."""

    record = forms.CharField(widget=forms.HiddenInput, max_length=200)
    ground = forms.CharField(label=_("异议理由"), max_length=2000, widget=forms.Textarea(_AREA))


class RepairForm(forms.Form):
    """Which entry, and what was mended."""

    entry = forms.CharField(widget=forms.HiddenInput, max_length=100)
    ground = forms.CharField(label=_("纠正情况"), max_length=2000, widget=forms.Textarea(_AREA))


class _Seen(forms.Form):
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)


class AnswerForm(_Seen):
    """The unit's answer to an objection."""

    upheld = forms.ChoiceField(label=_("核查结果"), choices=[("yes", _("异议成立，已更正")), ("no", _("异议不成立"))],
                               widget=forms.RadioSelect(_RADIO))  # fmt: skip
    text = forms.CharField(label=_("答复"), max_length=2000, widget=forms.Textarea(_AREA))


class DecideForm(_Seen):
    """The listing unit's decision on a repair."""

    approved = forms.ChoiceField(label=_("决定"), choices=[("yes", _("准予修复")), ("no", _("不予修复"))],
                                 widget=forms.RadioSelect(_RADIO))  # fmt: skip
    text = forms.CharField(label=_("理由"), max_length=2000, widget=forms.Textarea(_AREA))


class EventForm(forms.Form):
    """A credit event of a party."""

    party_kind = forms.ChoiceField(label=_("当事人类别"), widget=forms.Select(_SELECT),
                                   choices=lambda: [("", "—"), *terms().parties.items()])  # fmt: skip
    party_code = forms.CharField(
        label=_("当事人代码"), max_length=40, widget=forms.TextInput(_INPUT),
        help_text=_("采购人填单位编码，代理机构和供应商填统一社会信用代码，专家填专家编号"),
    )  # fmt: skip
    party_name = forms.CharField(
        label=_("当事人名称"), max_length=200, widget=forms.TextInput(_INPUT)
    )
    kind = forms.ChoiceField(
        label=_("事件"), widget=forms.Select(_SELECT),
        choices=lambda: [("", "—"), *((k, f"{e.title}（{e.weight:+d}）") for k, e in terms().events.items())],
    )  # fmt: skip
    happened_on = forms.DateField(
        label=_("发生日期"), widget=forms.DateInput(_DAY, format="%Y-%m-%d")
    )
    facts = forms.CharField(label=_("事实"), max_length=2000, widget=forms.Textarea(_AREA))


class StepForm(_Seen):
    """Nothing but the state seen."""


class HearForm(_Seen):
    """What the party said."""

    statement = forms.CharField(
        label=_("当事人陈述"), max_length=4000, widget=forms.Textarea(_AREA)
    )


class ConfirmForm(_Seen):
    """The second person's decision."""

    confirmed = forms.ChoiceField(label=_("认定"), choices=[("yes", _("认定并公布")), ("no", _("不予认定"))],
                                  widget=forms.RadioSelect(_RADIO))  # fmt: skip
    opinion = forms.CharField(label=_("认定意见"), max_length=2000, widget=forms.Textarea(_AREA))


class MendForm(_Seen):
    """Why the event ends early."""

    opinion = forms.CharField(label=_("修复理由"), max_length=1000, widget=forms.Textarea(_AREA))
