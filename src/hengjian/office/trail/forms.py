"""The filters of the trail."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from hengjian.office.trail.queries import EARLIEST, LATEST
from hengjian.office.trail.words import KINDS, PARTS

_SENSIBLE = [MinValueValidator(EARLIEST), MaxValueValidator(LATEST)]


class FilterForm(forms.Form):
    """Person, part, act, object, unit, days. Every field may stay empty."""

    actor = forms.CharField(label=_("人员（用户名）"), required=False, max_length=64)
    part = forms.ChoiceField(
        label=_("模块"), required=False, choices=[("", _("全部")), *PARTS.items()]
    )
    action = forms.CharField(label=_("动作"), required=False, max_length=64)
    kind = forms.ChoiceField(
        label=_("对象"), required=False,
        choices=[("", _("全部")), *((k, v) for k, v in KINDS.items() if k)],
    )  # fmt: skip
    object = forms.CharField(label=_("对象编号"), required=False, max_length=64)
    unit = forms.CharField(label=_("单位编号"), required=False, max_length=32)
    since = forms.DateField(
        label=_("自"),
        required=False,
        validators=_SENSIBLE,
        widget=forms.DateInput({"type": "date"}),
    )
    until = forms.DateField(
        label=_("至"),
        required=False,
        validators=_SENSIBLE,
        widget=forms.DateInput({"type": "date"}),
    )
    reads = forms.BooleanField(label=_("只看查阅"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            style = "form-check-input" if name == "reads" else "form-control"
            if isinstance(field, forms.ChoiceField):
                style = "form-select"
            field.widget.attrs["class"] = style
        self.fields["actor"].widget.attrs["list"] = "people"
        self.fields["unit"].widget.attrs["list"] = "units"

    def said(self) -> str:
        """The filters in one line, for the trail entry about this very look."""
        data = self.cleaned_data if self.is_valid() else {}
        return "；".join(f"{k}={v}" for k, v in data.items() if v)[:200]
