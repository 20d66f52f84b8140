"""Forms of the lab."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hengjian.catalog.wording import law_text
from hengjian.office import door
from hengjian.office.accounts.models import User
from hengjian.office.rulebook import words
from hengjian.office.rulebook.content import FIELDS, LONGEST_CASES, LONGEST_SQL
from hengjian.reports.words import read_words


def _area(label: Any, rows: int, hint: Any = "", required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, required=required, max_length=4000,
        widget=forms.Textarea(attrs={"rows": rows, "class": "form-control"}),
    )  # fmt: skip


def _line(label: Any, longest: int, hint: Any = "", required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, required=required, max_length=longest,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )  # fmt: skip


def _choice(label: Any, required: bool = True) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, required=required, widget=forms.Select(attrs={"class": "form-select"})
    )


class RuleForm(forms.Form):
    """What an author writes. Field names are those of the content; what is missing the trial tells."""

    name = _line(_("编号"), 90, _("领域.事实，如 procurement.report_late"), True)
    title = _line(_("名称"), 24, _("一句事实，不超过 24 字"), True)
    question = _line(_("向记录提的问题"), 300)
    why = _line(_("为什么重要"), 300)
    level, family = _choice(_("强度")), _choice(_("类别"))
    mechanism, record = _choice(_("机制")), _choice(_("主要的表"), required=False)
    grain = _line(_("每行是什么"), 200, _("如：每份合同一行"))
    duties = forms.MultipleChoiceField(
        label=_("依据的条款"), required=False, help_text=_("可多选；“法定”只能依据已核实的条款"),
        widget=forms.SelectMultiple(attrs={"class": "form-select", "size": 6}),
    )  # fmt: skip
    message = _area(_("告知的话"), 3, _("用 {列名} 引用结果中的列"))
    evidence = _area(
        _("证据列"), 4, _("每行：列名 标题 类型（文字、代码、日期、金额、整数、比例、小数、是否）")
    )
    subject_unit = _line(_("责任单位列"), 60)
    subject_person = _line(_("人员列"), 60)
    subject_party = _line(_("相对人列"), 60)
    subject_amount = _line(_("金额列"), 60)
    undecidable = _area(_("何时无法判定"), 3, _("每行：代码 说明"))
    clears = _area(_("什么能消除它"), 2, _("每行一条"))
    cannot_see = _area(_("看不到什么"), 2, _("每行一条"))
    false_alarms = _area(_("常见误报"), 2, _("每行一条"))
    handling = _area(_("先做什么"), 2, _("每行一条"))
    owner = _line(_("责任单位"), 60)
    sql = forms.CharField(label="SQL", max_length=LONGEST_SQL, strip=False, widget=forms.Textarea(
        attrs={"rows": 18, "class": "form-control font-monospace", "data-editor": "sql", "data-marks": "marks-sql",
               "aria-label": "SQL", "spellcheck": "false"}))  # fmt: skip
    cases = forms.CharField(label=_("用例"), required=False, max_length=LONGEST_CASES, strip=False, widget=forms.Textarea(
        attrs={"rows": 18, "class": "form-control font-monospace", "data-editor": "yaml", "data-marks": "marks-cases",
               "aria-label": _("用例"), "spellcheck": "false"}))  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        catalog = door.catalog()
        fields: dict[str, Any] = self.fields
        for name in ("sql", "cases"):
            fields[name].widget.attrs["data-words"] = reverse("rulebook:words")
        fields["level"].choices = list(words.LEVELS.items())
        fields["family"].choices = list(words.FAMILIES.items())
        fields["mechanism"].choices = [
            (str(n), f"{n} {t}") for n, t in sorted(read_words(catalog.root).mechanisms.items())
        ]
        fields["record"].choices = [("", "—"), *sorted(
            ((t.table, f"{t.title} {t.table}") for t in catalog.tables.values() if not t.derived), key=lambda p: p[1]
        )]  # fmt: skip
        fields["duties"].choices = [
            (code, f"{code} {law_text(catalog, d.basis[:1])} {d.duty[:40]}（{words.CONFIDENCE[d.confidence][0]}）")
            for code, d in sorted(catalog.duties.items()) if d.basis
        ]  # fmt: skip

    def content(self) -> dict[str, str]:
        """The checked texts."""
        data = self.cleaned_data
        return {n: " ".join(data[n]) if n == "duties" else str(data[n]) for n in FIELDS}

    @classmethod
    def of(cls, content: dict[str, str]) -> RuleForm:
        """The form filled with a version."""
        return cls(initial={**content, "duties": content.get("duties", "").split()})


class PersonForm(forms.Form):
    """Chooses another person who reviews rules."""

    person = forms.ModelChoiceField(
        queryset=User.objects.none(), widget=forms.Select(attrs={"class": "form-select"})
    )

    def __init__(self, *args: Any, people: list[User], label: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["person"]
        field.queryset = User.objects.filter(pk__in=[p.pk for p in people])
        field.label, field.empty_label = label, None
        field.widget.choices = field.choices
