"""Forms made from the desk's fields."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hengjian.office.accounts.models import Unit, User
from hengjian.office.files.kinds import KINDS
from hengjian.office.matters.desks import Desk, DeskField, DeskStep

CONTROL = {"class": "form-control"}


def _text(f: DeskField) -> forms.Field:
    return forms.CharField(max_length=4000, widget=forms.Textarea({**CONTROL, "rows": 2}))


def _day(f: DeskField) -> forms.Field:
    return forms.DateField(widget=forms.DateInput({**CONTROL, "type": "date"}, format="%Y-%m-%d"))


def _money(f: DeskField) -> forms.Field:
    return forms.DecimalField(min_value=Decimal(0), max_digits=14, decimal_places=2, widget=forms.NumberInput({**CONTROL, "step": "0.01"}))  # fmt: skip


def _number(f: DeskField) -> forms.Field:
    return forms.IntegerField(min_value=0, max_value=10**9, widget=forms.NumberInput(CONTROL))


def _choice(f: DeskField) -> forms.Field:
    return forms.ChoiceField(choices=[("", "—"), *f.choices.items()], widget=forms.Select({"class": "form-select"}))  # fmt: skip


def _yes_no(f: DeskField) -> forms.Field:
    choices = [("", "—"), ("yes", _("是")), ("no", _("否"))]
    return forms.ChoiceField(choices=choices, widget=forms.Select({"class": "form-select"}))


def _person(f: DeskField) -> forms.Field:
    return forms.ModelChoiceField(User.objects.filter(is_active=True).order_by("name"), widget=forms.Select({"class": "form-select"}))  # fmt: skip


def _unit(f: DeskField) -> forms.Field:
    return forms.ModelChoiceField(Unit.objects.order_by("name"), widget=forms.Select({"class": "form-select"}))  # fmt: skip


def _credit_code(f: DeskField) -> forms.Field:
    return forms.CharField(min_length=18, max_length=18, widget=forms.TextInput(CONTROL))


MAKERS: dict[str, Callable[[DeskField], forms.Field]] = {
    "text": _text, "date": _day, "money": _money, "number": _number, "choice": _choice, "yes_no": _yes_no,
    "person": _person, "unit": _unit, "credit_code": _credit_code,
}  # fmt: skip


def add_fields(form: forms.Form, fields: dict[str, DeskField]) -> None:
    """Put the desk's fields on a form."""
    for name, asked in fields.items():
        made = MAKERS[asked.type](asked)
        made.label, made.required, made.help_text = asked.title, asked.required, asked.note
        form.fields[f"fact_{name}"] = made


def facts_of(data: dict[str, Any]) -> dict[str, Any]:
    """The typed facts as plain values: days as text, money in fen, people and units by their keys."""
    return {k.removeprefix("fact_"): _plain(v) for k, v in data.items() if k.startswith("fact_") and v not in ("", None)}  # fmt: skip


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value * 100)
    if isinstance(value, User | Unit):
        return str(value.pk)
    return value if isinstance(value, int | str) else str(value)


class _ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class Files(forms.FileField):
    """Several files at once, each checked as one."""

    def __init__(self, **kwargs: Any) -> None:
        control = _ManyFiles({**CONTROL, "accept": ",".join(KINDS)})
        super().__init__(widget=control, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each file by itself; none is an empty list."""
        found = [d for d in (data if isinstance(data, list | tuple) else [data]) if d]
        return [super(Files, self).clean(d, initial) for d in found]


class OpenForm(forms.Form):
    """What is asked when a matter is opened."""

    title = forms.CharField(max_length=200, widget=forms.TextInput(CONTROL))
    branches = forms.ModelMultipleChoiceField(
        Unit.objects.order_by("name"), required=False, label=_("参加单位"),
        widget=forms.SelectMultiple({"class": "form-select", "size": 6}),
    )  # fmt: skip

    def __init__(self, *args: Any, desk: Desk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].label = desk.about
        add_fields(self, desk.fields)
        if not any(s.unit == "branch" for s in desk.steps.values()):
            del self.fields["branches"]


class StepForm(forms.Form):
    """The facts and the proof of one step."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, step: DeskStep, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        add_fields(self, step.fields)
        hint = _("至少 %(n)s 份") % {"n": step.proof} if step.proof else _("可以不传")
        self.fields["proof"] = Files(label=_("证明材料"), required=False, help_text=hint)


class ReasonForm(forms.Form):
    """A reason, and what it is about."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput, required=False)
    reason = forms.CharField(max_length=300, required=False)
    kind = forms.CharField(max_length=40, required=False)


class CommentForm(forms.Form):
    """What somebody says to a paragraph."""

    paragraph = forms.CharField(label=_("条款"), max_length=60, widget=forms.TextInput({**CONTROL, "placeholder": "第三条"}))  # fmt: skip
    text = forms.CharField(
        label=_("意见"), max_length=4000, widget=forms.Textarea({**CONTROL, "rows": 2})
    )
    source = forms.CharField(label=_("来源"), max_length=100, widget=forms.TextInput(CONTROL))
