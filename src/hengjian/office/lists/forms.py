"""Forms made from the data standard: the columns of a list are the fields of its entries."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hengjian.catalog.models import Column
from hengjian.office.lists import cells
from hengjian.office.lists.kinds import Kind
from hengjian.office.lists.models import Entry, Request

#: Columns whose texts are long by their nature.
_LONG = ("content", "control", "legal_basis", "name", "exempt_reason")
_CONTROL = {"class": "form-control"}
_SELECT = {"class": "form-select"}


def _day(label: Any, hint: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={**_CONTROL, "type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=hint, widget=widget)


class HeadForm(forms.Form):
    """Why a list is to change, on what ground, and from when."""

    title = forms.CharField(label=_("标题"), max_length=100, widget=forms.TextInput(_CONTROL))
    trigger = forms.ChoiceField(
        label=_("触发"), choices=Request.Trigger.choices, widget=forms.Select(_SELECT)
    )
    trigger_day = _day(_("触发日期"), _("法律法规或者机构职能调整生效之日；调整期限自此日起算"))
    basis = forms.CharField(label=_("依据文件"), max_length=200, widget=forms.TextInput(_CONTROL),
                            help_text=_("文号和名称，如“衡安政发〔2025〕12号”"))  # fmt: skip
    reason = forms.CharField(label=_("理由"), max_length=1000, required=False,
                             widget=forms.Textarea({**_CONTROL, "rows": 2}))  # fmt: skip
    effective_on = _day(_("生效日期"), _("批准后自此日起生效；原版本到前一日为止"))

    def clean(self) -> dict[str, Any]:
        """A change cannot begin before what triggered it."""
        data: dict[str, Any] = super().clean() or {}
        first, second = data.get("trigger_day"), data.get("effective_on")
        if first and second and second < first:
            self.add_error("effective_on", _("生效日期不能早于触发日期"))
        return data

    def head(self) -> dict[str, Any]:
        """As a request keeps it."""
        return {k: cells.plain(v) or "" for k, v in self.cleaned_data.items()}


class EntryForm(forms.Form):
    """One entry: a field a column. `units`: those for which the person may propose."""

    def __init__(self, *args: Any, kind: Kind, units: dict[str, str], item: str = "", is_new: bool, **kwargs: Any) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.kind, self.is_new, self.item = kind, is_new, item
        if is_new:
            self.fields["item"] = forms.CharField(label=kind.spec.columns[kind.key].title, max_length=64, initial=item,
                                                  widget=forms.TextInput(_CONTROL))  # fmt: skip
        for name, column in kind.columns.items():
            self.fields[f"c_{name}"] = _field(name, column, units if name == kind.unit else None)
        self.fields["line_reason"] = forms.CharField(label=_("说明"), max_length=300, required=False,
                                                     widget=forms.TextInput(_CONTROL))  # fmt: skip

    @classmethod
    def filled(cls, row: dict[str, Any], **kwargs: Any) -> EntryForm:
        """The form with the values of a row."""
        kind: Kind = kwargs["kind"]
        initial = {f"c_{n}": _initial(c, row.get(n)) for n, c in kind.columns.items()}
        return cls(initial=initial, **kwargs)

    def clean_item(self) -> str:
        """A code is used once."""
        item = str(self.cleaned_data["item"]).strip()
        if Entry.objects.filter(kind=self.kind.kind, item=item).exists():
            raise ValidationError(_("编码已用过，编码不重复使用"))
        return item

    def row(self) -> dict[str, Any]:
        """The columns as an entry keeps them."""
        found = {}
        for name, column in self.kind.columns.items():
            value = self.cleaned_data.get(f"c_{name}")
            if column.type == "money" and isinstance(value, Decimal):
                value = int(value * cells.FEN[column.unit])
            elif column.type == "boolean":
                value = {"1": True, "0": False}.get(str(value))
            if (kept := cells.plain(value)) is not None:
                found[name] = kept
        return found


def _initial(column: Column, value: Any) -> Any:
    if value is None:
        return None
    if column.type == "money":
        return Decimal(int(value)) / cells.FEN[column.unit]
    if column.type == "boolean":
        return "1" if value else "0"
    return date.fromisoformat(value) if column.type == "date" else value


def _field(name: str, column: Column, units: dict[str, str] | None) -> forms.Field:
    """The control that fits the column."""
    base: dict[str, Any] = {"label": cells.heading(column), "required": column.required, "help_text": column.note}  # fmt: skip
    blank = [] if column.required else [("", "—")]
    if units is not None:
        return forms.ChoiceField(choices=[*blank, *units.items()], widget=forms.Select(_SELECT), **base)  # fmt: skip
    if column.type == "code":
        return forms.ChoiceField(choices=[*blank, *column.codes.items()], widget=forms.Select(_SELECT), **base)  # fmt: skip
    if column.type == "boolean":
        return forms.ChoiceField(choices=[*blank, ("1", _("是")), ("0", _("否"))], widget=forms.Select(_SELECT), **base)  # fmt: skip
    if column.type == "date":
        widget = forms.DateInput(attrs={**_CONTROL, "type": "date"}, format="%Y-%m-%d")
        return forms.DateField(widget=widget, **base)
    number = forms.NumberInput({**_CONTROL, "step": "any"})
    if column.type == "integer":
        return forms.IntegerField(min_value=column.min, max_value=column.max, widget=number, **base)
    if column.type in ("money", "ratio", "decimal"):
        if column.type == "money":
            base["label"] = f"{column.title}（{'万元' if column.unit == 'wan_yuan' else '元'}）"
            base["decimal_places"] = 6 if column.unit == "wan_yuan" else 2
        return forms.DecimalField(min_value=column.min, max_digits=20, widget=number, **base)
    area = name in _LONG
    widget_: forms.Widget = forms.Textarea({**_CONTROL, "rows": 2}) if area else forms.TextInput(_CONTROL)  # fmt: skip
    return forms.CharField(max_length=2000 if area else 400, widget=widget_, **base)
