"""Forms of documents. `revision` is the state the person saw."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hengjian.office.documents.actions import LONGEST
from hengjian.office.documents.kinds import kinds_about


class DocumentForm(forms.Form):
    """What every act carries."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


def _line(label: Any, most: int, *, required: bool = True, hint: Any = "") -> forms.CharField:
    control = forms.TextInput({"class": "form-control"})
    return forms.CharField(label=label, max_length=most, required=required, widget=control, help_text=hint)  # fmt: skip


def _area(label: Any, most: int, *, rows: int = 3, hint: Any = "") -> forms.CharField:
    control = forms.Textarea({"class": "form-control", "rows": rows})
    return forms.CharField(label=label, max_length=most, widget=control, help_text=hint)


class TextForm(DocumentForm):
    """The text of a draft."""

    title = _line(_("标题"), 200)
    to_name = _line(_("主送"), 200)
    cc = _line(_("抄送"), 300, required=False, hint=_("多个机关用逗号隔开"))
    body = _area(_("正文"), LONGEST, rows=16, hint=_("一行一段；“一、”“（一）”单独成行的是小标题"))


class ReasonForm(DocumentForm):
    """A reason, which stays with the document."""

    reason = _area(_("理由"), 300)


class ReplyForm(DocumentForm):
    """The unit's reply."""

    text = _area(_("答复内容"), 5000, rows=5)


class NewForm(forms.Form):
    """A document about a unit that is not about one finding."""

    unit = forms.ChoiceField(label=_("单位"), widget=forms.Select({"class": "form-select"}))
    kind = forms.ChoiceField(label=_("文种"), widget=forms.RadioSelect)
    subject = _line(_("事项"), 100, hint=_("写进标题，如“采购合同签订”"))

    def __init__(self, *args: Any, units: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [("", _("请选择")), *units]  # type: ignore[attr-defined]
        self.fields["kind"].choices = [(n, k.title) for n, k in kinds_about("unit").items()]  # type: ignore[attr-defined]
