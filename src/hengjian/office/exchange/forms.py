"""Forms of the exchange."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hengjian.office.exchange.models import ShareRequest
from hengjian.office.exchange.terms import Item

_AREA = {"rows": 3, "class": "form-control"}
_INPUT = {"class": "form-control"}
_SELECT = {"class": "form-select"}
_DAY = {"type": "date", "class": "form-control"}
_RADIO = {"class": "form-check-input"}


class AskForm(forms.Form):
    """Which columns of which rows, what for, until when."""

    columns = forms.MultipleChoiceField(label=_("数据项"))
    where_column = forms.ChoiceField(
        label=_("只要符合条件的行：数据项"), required=False, widget=forms.Select(_SELECT)
    )
    where_value = forms.CharField(label=_("等于"), required=False, max_length=100, widget=forms.TextInput(_INPUT),
                                  help_text=_("能少则少：只申请办这件事需要的行和列"))  # fmt: skip
    purpose = forms.CharField(label=_("用途"), max_length=200, widget=forms.TextInput(_INPUT),
                              help_text=_("写明所办的事项；只能用于此用途"))  # fmt: skip
    until_on = forms.DateField(label=_("使用期限"), widget=forms.DateInput(_DAY, format="%Y-%m-%d"))

    def __init__(self, *args: Any, item: Item, **more: Any) -> None:
        super().__init__(*args, **more)
        columns = [(n, item.table.columns[n].title) for n in item.shared]
        self.fields["columns"].choices = columns  # type: ignore[attr-defined]
        plain = [
            (n, t)
            for n, t in columns
            if item.table.columns[n].type in ("text", "code") and n not in item.personal
        ]
        self.fields["where_column"].choices = [("", "—"), *plain]  # type: ignore[attr-defined]

    @property
    def where(self) -> dict[str, str]:
        """The condition, where both parts are given."""
        name, value = self.cleaned_data["where_column"], self.cleaned_data["where_value"].strip()
        return {name: value} if name and value else {}


class DecideForm(forms.Form):
    """The owner's answer."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    approved = forms.ChoiceField(label=_("答复"), choices=[("yes", _("同意所选数据项")), ("no", _("不同意"))],
                                 widget=forms.RadioSelect(_RADIO))  # fmt: skip
    columns = forms.MultipleChoiceField(label=_("同意的数据项"), required=False,
                                        widget=forms.CheckboxSelectMultiple)  # fmt: skip
    opinion = forms.CharField(label=_("意见"), required=False, max_length=1000, widget=forms.Textarea(_AREA),
                              help_text=_("不同意的，写明法律、行政法规或者国务院规定的依据"))  # fmt: skip

    def __init__(
        self, *args: Any, request: ShareRequest, titles: dict[str, str], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.fields["columns"].choices = [(c, titles.get(c, c)) for c in request.columns]  # type: ignore[attr-defined]


class CorrectForm(forms.Form):
    """Which record is wrong, and how one knows."""

    record_key = forms.CharField(
        label=_("记录编号"), max_length=100, widget=forms.TextInput(_INPUT)
    )
    column = forms.ChoiceField(label=_("数据项"), widget=forms.Select(_SELECT))
    proposed = forms.CharField(label=_("应为"), max_length=200, widget=forms.TextInput(_INPUT))
    ground = forms.CharField(label=_("依据"), max_length=1000, widget=forms.Textarea(_AREA))

    def __init__(self, *args: Any, item: Item, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["column"].choices = [
            ("", "—"),
            *((n, item.table.columns[n].title) for n in item.shared),
        ]  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """The owner's answer to a correction."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    corrected = forms.ChoiceField(label=_("处理结果"), choices=[("yes", _("已更正，随下次报送更新")), ("no", _("原数据无误"))],
                                  widget=forms.RadioSelect(_RADIO))  # fmt: skip
    text = forms.CharField(label=_("处理情况"), max_length=1000, widget=forms.Textarea(_AREA))
