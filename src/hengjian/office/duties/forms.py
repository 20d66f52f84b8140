"""Forms of duties."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hengjian.office.accounts.models import Unit, User
from hengjian.office.door import catalog
from hengjian.office.duties.models import Assessment, Edition, Meeting, Record, Study, Use
from hengjian.office.files.kinds import KINDS


def _text(label: Any, *, most: int = 200, required: bool = True, hint: Any = "") -> forms.CharField:
    control = forms.TextInput({"class": "form-control"})
    return forms.CharField(label=label, max_length=most, required=required, widget=control, help_text=hint)  # fmt: skip


def _area(label: Any, *, rows: int = 3, required: bool = True, hint: Any = "", most: int = 8000) -> forms.CharField:  # fmt: skip
    control = forms.Textarea({"class": "form-control", "rows": rows})
    return forms.CharField(label=label, max_length=most, required=required, widget=control, help_text=hint)  # fmt: skip


def _day(label: Any) -> forms.DateField:
    control = forms.DateInput({"type": "date", "class": "form-control"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=control)


def _number(label: Any, *, required: bool = False) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=100_000, required=required, widget=forms.NumberInput({"class": "form-control"}))  # fmt: skip


def _choice(label: Any, choices: Any, *, required: bool = True) -> forms.ChoiceField:
    control = forms.Select({"class": "form-select"})
    first = [] if required else [("", _("不变"))]
    return forms.ChoiceField(label=label, choices=[*first, *choices], required=required, widget=control)  # fmt: skip


def _radio(label: Any, choices: list[tuple[str, Any]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect({"class": "form-check-input"}))  # fmt: skip


class _ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


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


def units_of(user: User, permission: str) -> list[Unit]:
    """Units for which the person may act."""
    grants = [g for g in user.grants_today if permission in g.definition.may]
    if any(g.definition.sees.get("duty") == "district" for g in grants):
        return list(Unit.objects.all())
    return list(Unit.objects.filter(pk__in={u for g in grants for u in g.units}))


class UnitForm(forms.Form):
    """A form about one of the person's units."""

    unit = _choice(_("单位"), [])

    def __init__(self, *args: Any, units: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = {u.pk: u for u in units}
        self.fields["unit"].choices = [(u.pk, u.name) for u in units]  # type: ignore[attr-defined]

    def split(self) -> tuple[Unit, dict[str, Any]]:
        """The unit, and everything else."""
        data = dict(self.cleaned_data)
        return self.units[data.pop("unit")], data


class RecordForm(forms.Form):
    """A hand-written record with its proof."""

    side = _choice(_("方面"), Record.Side.choices)
    happened_on = _day(_("日期"))
    text = _area(_("做了什么"))
    proofs = Files(label=_("佐证材料"), required=False)


class MeetingForm(UnitForm):
    """A meeting."""

    kind = _choice(_("种类"), Meeting.Kind.choices)
    title = _text(_("名称"))
    held_on = _day(_("日期"))
    host = _text(_("主持人"), most=40, required=False)
    attendees = _number(_("参加人数"))
    agenda = _area(_("议程"), required=False)


class StatementForm(forms.Form):
    """A written statement."""

    speaker = _text(_("发言单位"), most=100)
    text = _area(_("要点"), rows=2)


class DecisionForm(forms.Form):
    """A decision."""

    text = _area(_("议定内容"), rows=2)
    needs_task = forms.BooleanField(
        label=_("需要落实（请随后交办任务）"), required=False, initial=True,
        widget=forms.CheckboxInput({"class": "form-check-input"}),
    )  # fmt: skip


class TaskForm(forms.Form):
    """A task for one or more units."""

    title = _text(_("任务"))
    units = forms.MultipleChoiceField(label=_("责任单位"), widget=forms.SelectMultiple({"class": "form-select", "size": 6}), help_text=_("可多选，每个单位一项任务"))  # fmt: skip
    owner = _text(_("责任人"), most=40)
    due_day = _day(_("完成期限"))
    rule = _choice(_("检验效果的规则"), [], required=False)

    def __init__(self, *args: Any, choices: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {u.pk: u for u in choices}
        self.fields["units"].choices = [(u.pk, u.name) for u in choices]  # type: ignore[attr-defined]
        titles = sorted((r.title, name) for name, r in catalog().rules.items())
        self.fields["rule"].choices = [("", _("不按规则检验")), *((n, t) for t, n in titles)]  # type: ignore[attr-defined]
        self.fields["rule"].help_text = _("交办时记下疑点数，抽查时再数一次：没有下降就是没有效果")


class RequirementForm(forms.Form):
    """A document from above."""

    issuer = _text(_("发文机关"), most=100)
    reference = _text(_("文号"), most=100, required=False)
    title = _text(_("要求"))
    received_on = _day(_("收到日期"))


class ReportForm(forms.Form):
    """Done, with proof."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    text = _area(_("完成情况"))
    proofs = Files(label=_("佐证材料"), required=False)


class CheckForm(forms.Form):
    """A spot check."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    effective = _radio(_("结论"), [("yes", _("有效果")), ("no", _("没有效果"))])
    text = _area(_("抽查情况"), hint=_("写明到哪里、看了什么"))


class StudyForm(UnitForm):
    """A study."""

    kind = _choice(_("种类"), Study.Kind.choices)
    topic = _text(_("主题"))
    held_on = _day(_("日期"))
    attendees = _number(_("参加人数"))
    text = _area(_("研究了什么、决定了什么"), required=False)
    proofs = Files(label=_("会议记录"), required=False)


class SurveyForm(forms.Form):
    """A published survey."""

    title = _text(_("测评名称"))
    scope = _choice(_("排名范围"), Edition.Scope.choices)
    year = _number(_("年度"), required=True)
    published_on = _day(_("公布日期"))
    document = _text(_("公布文件"), hint=_("文件名称和文号"))
    own = _text(_("本区名称"), most=60, hint=_("与结果中的写法一致"))
    text = _area(_("结果"), rows=8, hint=_("从文件复制：地区、得分、名次，各占一列；并列的名次照写"), most=100_000)  # fmt: skip
    file = forms.FileField(label=_("公布文件原件"), widget=forms.ClearableFileInput({"class": "form-control", "accept": ",".join(KINDS)}))  # fmt: skip


class AssessmentForm(UnitForm):
    """Two grades with reasons."""

    year = _number(_("年度"), required=True)
    business_grade = _choice(_("业务等次"), Assessment.Grade.choices)
    integrity_grade = _choice(_("廉政等次"), Assessment.Grade.choices)
    reasons = _area(_("理由"), hint=_("写明依据哪些记录；登录次数、发文数量不是理由"))
    use_due_day = _day(_("结果运用期限"))


class AppealForm(forms.Form):
    """The unit disagrees."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    text = _area(_("申诉理由"))


class AppealDecisionForm(forms.Form):
    """Another person decides."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    business_grade = _choice(_("业务等次"), Assessment.Grade.choices, required=False)
    integrity_grade = _choice(_("廉政等次"), Assessment.Grade.choices, required=False)
    decision = _area(_("决定理由"))


class UseForm(forms.Form):
    """What the result was used for."""

    kind = _choice(_("运用方式"), Use.Kind.choices)
    used_on = _day(_("日期"))
    text = _area(_("内容"), rows=2)
