"""Forms of the acts. `revision` is the state the person saw; `seconds_spent` feeds the burden meter."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hengjian.office.findings.models import Question


def _text(
    label: Any, *, rows: int = 3, required: bool = True, hint: Any = "", most: int = 2000
) -> Any:
    area = forms.Textarea({"rows": rows, "class": "form-control"})
    return forms.CharField(
        label=label, required=required, widget=area, help_text=hint, max_length=most
    )


class ActForm(forms.Form):
    """What every act carries."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    seconds_spent = forms.IntegerField(
        required=False, min_value=0, max_value=86_400, widget=forms.HiddenInput
    )


class AskForm(ActForm):
    """The question to the department."""

    text = _text(_("请部门说明什么"), rows=4)


class AnswerForm(ActForm):
    """The department's answer: a number, a reason, or an admission."""

    kind = forms.ChoiceField(
        label=_("答复方式"), choices=Question.Answer.choices, initial=Question.Answer.RECORD,
        widget=forms.RadioSelect({"class": "form-check-input"}),
    )  # fmt: skip
    document_no = forms.CharField(
        label=_("文书编号"), required=False, max_length=100,
        widget=forms.TextInput({"class": "form-control"}),
        help_text=_("选“补充记录”时填写来源系统里的文书编号，内容不必重新填写"),
    )  # fmt: skip
    text = _text(_("说明"), required=False, hint=_("选“说明理由”或“承认并整改”时填写"))


class ReasonForm(ActForm):
    """A reason, which stays with the finding."""

    reason = _text(_("理由"), most=1000)


class SnoozeForm(ActForm):
    """A day and why."""

    until = forms.DateField(
        label=_("暂缓至"), widget=forms.DateInput({"type": "date", "class": "form-control"})
    )
    reason = _text(_("理由"), rows=2, most=1000)


class MergeForm(ActForm):
    """The finding that goes on."""

    into = forms.RegexField(
        r"^[0-9a-f]{12}$", label=_("并入疑点"), help_text=_("同一单位、同一起因的疑点编号"),
        error_messages={"invalid": _("疑点编号是十二位字符")},
        widget=forms.TextInput({"class": "form-control", "list": "siblings"}),
    )  # fmt: skip
    reason = _text(_("理由"), rows=2, required=False, most=1000)


class GroundForm(ActForm):
    """Why tolerance is asked for."""

    ground = _text(_("容错理由"), hint=_("说明动机、程序、后果和已采取的补救措施"))


class DecideForm(ActForm):
    """The decision on tolerance."""

    granted = forms.ChoiceField(
        label=_("决定"), choices=[("yes", _("同意")), ("no", _("不同意"))],
        widget=forms.RadioSelect({"class": "form-check-input"}),
    )  # fmt: skip
    decision = _text(_("决定理由"))


class PurposeForm(forms.Form):
    """Why somebody wants to see who is connected with whom."""

    purpose = forms.CharField(
        label=_("查看目的"), min_length=4, max_length=200,
        widget=forms.TextInput({"class": "form-control"}),
        help_text=_("目的会记入痕迹，被查看单位和审计管理员可以看到"),
    )  # fmt: skip
