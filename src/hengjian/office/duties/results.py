"""Tables of results: editions of the social survey, and assessments with their appeal and use."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from hengjian.office.accounts.models import Unit, User
from hengjian.office.accounts.visibility import Visibility, VisibleQuerySet
from hengjian.office.trail.models import Sealed


class Edition(Sealed):
    """One published survey in one scope; its document is attached. `digest`: SM3 over the results."""

    class Scope(models.TextChoices):
        PROVINCE = "province", _("全省")
        CITY = "city", _("全市")

    title = models.CharField(_("测评名称"), max_length=200)
    scope = models.CharField(_("排名范围"), max_length=10, choices=Scope.choices)
    year = models.PositiveSmallIntegerField(_("年度"))
    published_on = models.DateField(_("公布日期"))
    document = models.CharField(_("公布文件"), max_length=200)
    digest = models.CharField(max_length=64)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    sealed_fields = (
        "title",
        "scope",
        "year",
        "published_on",
        "document",
        "digest",
        "made_by_id",
    )
    visibility = Visibility(kind="survey")
    objects = VisibleQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-published_on", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scope", "published_on"], name="one_edition_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.scope}"


class Result(models.Model):
    """One place of an edition, as published; the edition's digest covers it."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="results")
    place = models.CharField(max_length=60)
    is_own = models.BooleanField(default=False)
    score = models.DecimalField(max_digits=9, decimal_places=4, null=True)
    rank = models.PositiveIntegerField(null=True)

    class Meta:
        ordering: ClassVar = ["rank", "-score", "place"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "place"], name="one_result_a_place")
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.place}"


class Assessment(Sealed):
    """考核: two grades with reasons, an appeal to another person, and what the result was used for."""

    class Grade(models.TextChoices):
        EXCELLENT = "excellent", _("优秀")
        GOOD = "good", _("良好")
        BASIC = "basic", _("合格")
        POOR = "poor", _("不合格")

    class State(models.TextChoices):
        GIVEN = "given", _("已告知")
        APPEALED = "appealed", _("申诉中")
        UPHELD = "upheld", _("维持")
        CHANGED = "changed", _("已改定")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("单位"))
    year = models.PositiveSmallIntegerField(_("年度"))
    business_grade = models.CharField(_("业务等次"), max_length=10, choices=Grade.choices)
    integrity_grade = models.CharField(_("廉政等次"), max_length=10, choices=Grade.choices)
    reasons = models.TextField(_("理由"))
    state = models.CharField(max_length=10, choices=State.choices, default=State.GIVEN)
    revision = models.PositiveIntegerField(default=0)
    decided_on = models.DateField()
    use_due_day = models.DateField(_("结果运用期限"))
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    appeal = models.TextField(_("申诉理由"), blank=True)
    appealed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    appealed_on = models.DateField(null=True)
    decision = models.TextField(_("申诉决定"), blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    appeal_decided_on = models.DateField(null=True)
    sealed_fields = ("unit_id", "year", "business_grade", "integrity_grade", "reasons", "state", "revision",
                     "decided_on", "use_due_day", "made_by_id", "appeal", "appealed_by_id", "appealed_on",
                     "decision", "decided_by_id", "appeal_decided_on")  # fmt: skip
    visibility = Visibility(kind="duty", unit="unit_id")
    objects = VisibleQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-year", "unit_id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "year"], name="one_assessment_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.year}"


class Use(Sealed):
    """结果运用."""

    class Kind(models.TextChoices):
        BULLETIN = "bulletin", _("通报")
        TALK = "talk", _("约谈")
        REWARD = "reward", _("表扬奖励")
        TOLERANCE = "tolerance", _("容错")
        CLARIFICATION = "clarification", _("澄清")

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="uses")
    kind = models.CharField(_("运用方式"), max_length=15, choices=Kind.choices)
    used_on = models.DateField(_("日期"))
    text = models.TextField(_("内容"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    sealed_fields = ("assessment_id", "kind", "used_on", "text", "by_id")

    class Meta:
        ordering: ClassVar = ["used_on", "pk"]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.kind}"
