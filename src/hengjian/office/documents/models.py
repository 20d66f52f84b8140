"""An official document, and the register that gives numbers."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hengjian.office.accounts.models import Unit, User
from hengjian.office.accounts.visibility import Visibility, VisibleQuerySet
from hengjian.office.documents.kinds import Kind, kinds
from hengjian.office.trail.models import Sealed


class DocumentQuerySet(VisibleQuerySet["Document"]):
    """The common policy, narrowed: drafts and closed circles are not for everybody whom the policy lets in."""

    def visible_to(self, user: User, permission: str = "") -> DocumentQuerySet:
        """Issued documents of an open circle; for drafters all of the office; for signers everything."""
        seen = super().visible_to(user, permission)
        drafting = super().visible_to(user, "document.draft").values("pk")
        signing = super().visible_to(user, "document.approve").values("pk")
        numbered = Q(number__isnull=False)
        return seen.filter(
            (Q(circle="unit") & numbered)
            | (~Q(circle="sealed") & Q(pk__in=drafting))
            | Q(drafted_by=user, pk__in=drafting)
            | Q(pk__in=signing)
        )


class Document(Sealed):
    """`about`: the subject ("findings.finding:ab12"); `series`, `year`, `number`: given at issue, kept for ever."""

    class State(models.TextChoices):
        DRAFT = "draft", _("起草")
        SUBMITTED = "submitted", _("待签发")
        ISSUED = "issued", _("已签发")
        VOID = "void", _("已作废")
        DISCARDED = "discarded", _("已弃稿")

    kind = models.CharField(_("文种"), max_length=40)
    circle = models.CharField(max_length=10)
    about = models.CharField(max_length=100, blank=True, db_index=True)
    url = models.CharField(max_length=200, blank=True)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, verbose_name=_("单位"), related_name="+"
    )
    field = models.CharField(max_length=40, blank=True)
    person = models.CharField(max_length=64, blank=True)
    party = models.CharField(max_length=200, blank=True)
    # The content ------------------------------------------------------------------------------
    title = models.CharField(_("标题"), max_length=200)
    to_name = models.CharField(_("主送"), max_length=200)
    cc = models.CharField(_("抄送"), max_length=300, blank=True)
    body = models.TextField(_("正文"))
    # The steps --------------------------------------------------------------------------------
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    revision = models.PositiveIntegerField(default=0)
    drafted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField(auto_now_add=True)
    remark = models.CharField(_("退回意见"), max_length=300, blank=True)
    series = models.CharField(max_length=20, blank=True)
    year = models.PositiveIntegerField(null=True)
    number = models.PositiveIntegerField(null=True)
    issued_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    issued_on = models.DateField(null=True)
    sm3 = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    voided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    void_reason = models.CharField(_("作废理由"), max_length=300, blank=True)
    received_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField(null=True)
    reply_due = models.DateField(null=True)
    reply = models.TextField(_("答复"), blank=True)
    replied_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    replied_at = models.DateTimeField(null=True)

    sealed_fields = ("kind", "circle", "about", "unit_id", "title", "to_name", "cc", "body", "state", "revision",
                     "drafted_by_id", "series", "year", "number", "issued_by_id", "issued_on", "sm3", "sha256",
                     "voided_by_id", "void_reason", "received_by_id", "reply", "replied_by_id")  # fmt: skip
    visibility = Visibility(
        kind="document", unit="unit_id", field="field", person="person", party="party"
    )
    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [models.Index(fields=["unit", "state"], name="document_unit")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["series", "year", "number"], name="one_document_a_number"),
            models.CheckConstraint(
                condition=Q(number__isnull=False, year__isnull=False) | Q(number__isnull=True, state__in=["draft", "submitted", "discarded"]),
                name="issued_documents_are_numbered",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.reference or f"{self.kind} {self.pk}"

    @property
    def reference(self) -> str:
        """衡廉督〔2026〕7号; nothing before issue."""
        return f"{self.series}〔{self.year}〕{self.number}号" if self.number else ""

    @property
    def definition(self) -> Kind | None:
        """The kind as the library has it now; None when it left the library."""
        return kinds().get(self.kind)

    @property
    def kind_title(self) -> str:
        """The kind in words."""
        return self.definition.title if self.definition else self.kind

    def content(self) -> dict[str, Any]:
        """What a reader reads."""
        return {"title": self.title, "to": self.to_name, "cc": self.cc, "body": self.body}


class Register(models.Model):
    """The last number given in a series and year; its row is locked while one is given."""

    series = models.CharField(max_length=20)
    year = models.PositiveIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["series", "year"], name="one_register_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.series}〔{self.year}〕{self.last}"
