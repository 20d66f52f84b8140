"""Forms of rectifications. `revision` is the state the person saw."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hengjian.office.desk.actions import holders
from hengjian.office.files.kinds import KINDS
from hengjian.office.rectification.models import Rectification, Step
from hengjian.office.rectification.terms import rectification_terms


def _area(label: Any, *, rows: int = 3, required: bool = True, hint: Any = "") -> forms.CharField:
    control = forms.Textarea({"class": "form-control", "rows": rows})
    return forms.CharField(label=label, max_length=4000, required=required, widget=control, help_text=hint)  # fmt: skip


def _day(label: Any, *, required: bool = True, hint: Any = "") -> forms.DateField:
    control = forms.DateInput({"type": "date", "class": "form-control"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=control, help_text=hint)


def _radio(label: Any, choices: list[tuple[str, Any]]) -> forms.ChoiceField:
    control = forms.RadioSelect({"class": "form-check-input"})
    return forms.ChoiceField(label=label, choices=choices, widget=control)


class Files(forms.FileField):
    """Several files at once."""

    def __init__(self, **kwargs: Any) -> None:
        control = _ManyFiles({"class": "form-control", "accept": ",".join(KINDS)})
        super().__init__(widget=control, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each file checked as one."""
        found = [d for d in (data if isinstance(data, list | tuple) else [data]) if d]
        if not found and self.required:
            super().clean(None, initial)
        return [super(Files, self).clean(d, initial) for d in found]


class _ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class RectificationForm(forms.Form):
    """What every act carries; `about` is the rectification."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, about: Rectification, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.about = about
        self.prepare()

    def prepare(self) -> None:
        """Choices that depend on the rectification."""


class PlanForm(RectificationForm):
    """The unit's plan."""

    cause = forms.ChoiceField(label=_("原因"), widget=forms.Select({"class": "form-select"}))
    cause_text = _area(_("原因说明"), rows=2, required=False)
    measure = _area(_("整改措施"), hint=_("写明做什么、改哪项制度或流程、怎样防止再次发生"))
    owner = forms.ChoiceField(label=_("责任人"), widget=forms.Select({"class": "form-select"}))

    def prepare(self) -> None:
        """Causes of the library, people of the unit; what stands already is kept."""
        people = holders("rectification.report", self.about.unit_id)
        blank = [("", _("请选择"))]
        self.fields["cause"].choices = blank + list(rectification_terms().causes.items())  # type: ignore[attr-defined]
        self.fields["owner"].choices = blank + [(str(p.pk), p.name) for p in people]  # type: ignore[attr-defined]
        for name in ("cause", "cause_text", "measure"):
            self.fields[name].initial = getattr(self.about, name)
        self.fields["owner"].initial = str(self.about.owner_id or "")


class ReportForm(RectificationForm):
    """What was done, with proof."""

    text = _area(_("完成情况"), rows=4)
    proofs = Files(label=_("佐证材料"), required=False, help_text=_("可选多个文件；同名文件记为新版本"))  # fmt: skip


class CheckForm(RectificationForm):
    """The independent check."""

    passed = _radio(_("结论"), [("yes", _("通过，销号")), ("no", _("退回，继续整改"))])
    method = _radio(_("方式"), list(Step.Method.choices))
    text = _area(_("复核情况"), hint=_("写明看了哪条记录或哪个现场；退回时写明还差什么"))


class GroundForm(RectificationForm):
    """Why the department objects."""

    ground = _area(_("异议理由"), rows=4)


class DecisionForm(RectificationForm):
    """The decision on a dispute."""

    sustained = _radio(_("决定"), [("yes", _("异议成立，撤销整改")), ("no", _("异议不成立，继续整改"))])  # fmt: skip
    decision = _area(_("决定理由"))


class MoveForm(RectificationForm):
    """Another due day."""

    due_day = _day(_("新的整改期限"))
    reason = _area(_("理由"), rows=2)


class LookBackForm(RectificationForm):
    """The result of the look-back."""

    held = _radio(_("结果"), [("yes", _("成效巩固")), ("no", _("问题反弹，重新整改"))])
    text = _area(_("回头看情况"))
    due_day = _day(_("反弹时的新期限"), required=False)


class OpenForm(forms.Form):
    """A new rectification of chosen findings."""

    title = forms.CharField(label=_("整改事项"), max_length=200, widget=forms.TextInput({"class": "form-control"}))  # fmt: skip
    demand = _area(_("整改要求"), rows=4)
    due_day = _day(_("整改期限"))
    notice = forms.BooleanField(
        label=_("同时起草整改通知书"), required=False, widget=forms.CheckboxInput({"class": "form-check-input"})
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = rectification_terms().days
        self.fields["demand"].initial = rectification_terms().demand
        self.fields["due_day"].initial = timezone.localdate() + timedelta(days=days)
        self.fields["due_day"].help_text = _("默认 %(n)s 天，可以修改") % {"n": days}


class AskForm(forms.Form):
    """One question about many findings."""

    text = _area(_("请部门说明什么"), rows=3)
