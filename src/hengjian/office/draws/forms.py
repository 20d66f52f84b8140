"""Forms of draws. `revision` is the state the person saw."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hengjian.office.accounts.models import Unit, User
from hengjian.office.draws.kinds import DrawKind, kinds
from hengjian.office.draws.models import Draw

_TEXT = {"class": "form-control"}


def _area(label: Any, *, rows: int = 3, hint: Any = "", mono: bool = False) -> forms.CharField:
    control = forms.Textarea(
        {"class": "form-control" + (" font-monospace" if mono else ""), "rows": rows}
    )
    return forms.CharField(label=label, widget=control, help_text=hint, max_length=400_000)


def _day(label: Any, *, required: bool = True, hint: Any = "") -> forms.DateField:
    control = forms.DateInput({"type": "date", "class": "form-control"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=control, help_text=hint)


class NewForm(forms.Form):
    """A draw of one kind with its list."""

    title = forms.CharField(label=_("抽取事项"), max_length=200, widget=forms.TextInput(_TEXT))
    unit = forms.ChoiceField(label=_("组织单位"), widget=forms.Select({"class": "form-select"}))
    matter = forms.CharField(
        label=_("对应事项编号"), max_length=60, required=False, widget=forms.TextInput(_TEXT),
        help_text=_("采购包、检查计划或者中介服务事项的编号"),
    )  # fmt: skip
    drawn = forms.IntegerField(label=_("抽取数量"), min_value=1, max_value=500, widget=forms.NumberInput(_TEXT))  # fmt: skip
    standby = forms.IntegerField(label=_("候补数量"), min_value=0, max_value=500, widget=forms.NumberInput(_TEXT))  # fmt: skip
    text = _area(_("名单"), rows=10, mono=True)

    def __init__(self, *args: Any, user: User, kind: DrawKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = _("从表格复制粘贴，列依次为：%(c)s") % {
            "c": "、".join(kind.columns.values())
        }
        self.fields["unit"].choices = [(u.pk, u.name) for u in units_of(user)]  # type: ignore[attr-defined]


def kinds_of(user: User) -> dict[str, DrawKind]:
    """Kinds of the fields that the person's roles prepare draws in."""
    fields = [g.definition.fields for g in user.grants_today if "draw.prepare" in g.definition.may]
    return {n: k for n, k in kinds().items() if any(not f or k.field in f for f in fields)}


def units_of(user: User) -> list[Unit]:
    """Units for which the person may organise a draw."""
    grants = [g for g in user.grants_today if "draw.prepare" in g.definition.may]
    if any(g.definition.sees.get("draw") == "district" for g in grants):
        return list(Unit.objects.all())
    return list(Unit.objects.filter(pk__in={u for g in grants for u in g.units}))


class DrawForm(forms.Form):
    """What every act carries; `about` is the draw."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, about: Draw, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.about = about
        self.prepare()

    def prepare(self) -> None:
        """Choices that depend on the draw."""


class ListForm(DrawForm):
    """Another list."""

    text = _area(_("新名单"), rows=6, mono=True, hint=_("从表格复制粘贴，替换现有名单"))


class FreezeForm(DrawForm):
    """Until when nonces must be shown; from when the names are public."""

    reveal_by = _day(_("揭示截止日"), hint=_("到期没有揭示随机数的，抽取自动作废"))
    open_on = _day(_("名单公开日"), required=False)

    def prepare(self) -> None:
        """Names are secret only where the kind says so."""
        kind = kinds().get(self.about.kind)
        if kind is None or kind.open == "at_once":
            del self.fields["open_on"]
        else:
            self.fields["open_on"].required = True
            self.fields["open_on"].help_text = kind.note


class CommitForm(DrawForm):
    """The commitment alone: the nonce stays with the person."""

    commitment = forms.CharField(
        label=_("承诺"), max_length=64, min_length=64,
        widget=forms.TextInput({"class": "form-control font-monospace", "autocomplete": "off", "data-commitment": ""}),
        help_text=_("只提交承诺；随机数由您自己保管，揭示时再输入"),
    )  # fmt: skip


class RevealForm(DrawForm):
    """The nonce."""

    nonce = forms.CharField(
        label=_("我的随机数"), max_length=200,
        widget=forms.TextInput({"class": "form-control font-monospace", "autocomplete": "off"}),
    )  # fmt: skip


class ReasonForm(DrawForm):
    """Why it is ended."""

    reason = _area(_("理由"), rows=2)


class ReplaceForm(DrawForm):
    """Which entry cannot take part, and why."""

    position = forms.TypedChoiceField(
        label=_("对象"), coerce=int, widget=forms.Select({"class": "form-select"})
    )
    reason = _area(_("回避或者不能参加的理由"), rows=2)

    def prepare(self) -> None:
        """Those that stand and are not asked about yet."""
        rows = self.about.picks.filter(state="stands", asked_by__isnull=True).select_related("entry")  # fmt: skip
        self.fields["position"].choices = [
            (p.position, f"{p.position}. {p.entry.name}") for p in rows
        ]  # type: ignore[attr-defined]


class AnswerForm(DrawForm):
    """The second person's answer."""

    position = forms.TypedChoiceField(
        label=_("对象"), coerce=int, widget=forms.Select({"class": "form-select"})
    )
    agreed = forms.ChoiceField(
        label=_("意见"), choices=[("yes", _("同意，按顺序递补")), ("no", _("不同意，维持原结果"))],
        widget=forms.RadioSelect({"class": "form-check-input"}),
    )  # fmt: skip

    def prepare(self) -> None:
        """Those that are asked about."""
        rows = self.about.picks.filter(state="stands", asked_by__isnull=False).select_related("entry")  # fmt: skip
        self.fields["position"].choices = [  # type: ignore[attr-defined]
            (p.position, f"{p.position}. {p.entry.name}：{p.reason}") for p in rows
        ]
