"""A draw with its frozen list, the people who gave nonces, and who was drawn."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hengjian.office.accounts.models import Unit, User
from hengjian.office.accounts.visibility import Visibility, VisibleQuerySet
from hengjian.office.draws.kinds import kind_title
from hengjian.office.trail.models import Sealed


class Draw(Sealed):
    """一次随机抽取."""

    class State(models.TextChoices):
        DRAFT = "draft", _("准备名单")
        FROZEN = "frozen", _("名单已冻结")
        COMMITTED = "committed", _("待揭示")
        DONE = "done", _("已抽取")
        VOID = "void", _("已作废")

    number = models.CharField(_("编号"), max_length=20, unique=True)
    kind = models.CharField(_("种类"), max_length=40)
    field = models.CharField(max_length=40)
    title = models.CharField(_("事项"), max_length=200)
    matter = models.CharField(_("对应事项编号"), max_length=60, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("组织单位"))
    drawn = models.PositiveIntegerField(_("抽取数量"))
    standby = models.PositiveIntegerField(_("候补数量"))
    seats_wanted = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    revision = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    frozen_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    frozen_at = models.DateTimeField(null=True)
    reveal_by = models.DateField(_("揭示截止日"), null=True)
    open_on = models.DateField(_("名单公开日"), null=True)
    digest = models.CharField(max_length=64, blank=True)
    seed = models.CharField(max_length=64, blank=True)
    done_at = models.DateTimeField(null=True)
    void_reason = models.TextField(blank=True)
    again_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="again")

    sealed_fields = ("number", "kind", "title", "matter", "unit_id", "drawn", "standby", "seats_wanted", "state",
                     "revision", "made_by_id", "frozen_by_id", "frozen_at", "reveal_by", "open_on", "digest",
                     "seed", "done_at", "void_reason", "again_of_id")  # fmt: skip
    visibility = Visibility(kind="draw", unit="unit_id", field="field")
    objects = VisibleQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [models.Index(fields=["state", "reveal_by"], name="draw_state")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def kind_title(self) -> str:
        """The kind in words."""
        return kind_title(self.kind)

    @property
    def is_running(self) -> bool:
        """Whether somebody still has to do something before it is decided."""
        return self.state in (self.State.DRAFT, self.State.FROZEN, self.State.COMMITTED)


class Entry(models.Model):
    """One line of the list; the draw's digest covers it from the freezing on."""

    draw = models.ForeignKey(Draw, models.CASCADE, related_name="entries")
    entry_id = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    cells = models.JSONField(default=dict)
    weight = models.PositiveIntegerField(default=1)
    excluded = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering: ClassVar = ["entry_id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draw", "entry_id"], name="one_line_an_entry")
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.name}"


class Seat(Sealed):
    """One person's commitment, later the nonce."""

    draw = models.ForeignKey(Draw, models.CASCADE, related_name="seats")
    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    commitment = models.CharField(max_length=64)
    committed_at = models.DateTimeField(auto_now_add=True)
    nonce = models.CharField(max_length=200, blank=True)
    revealed_at = models.DateTimeField(null=True)
    sealed_fields = ("draw_id", "person_id", "commitment", "nonce", "revealed_at")

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draw", "person"], name="one_seat_a_person"),
            models.UniqueConstraint(fields=["draw", "commitment"], name="one_seat_a_commitment"),
        ]

    def __str__(self) -> str:
        return f"{self.draw_id} {self.person_id}"


class Pick(Sealed):
    """One drawn entry in its order; a stand-by with `replaces` took that position."""

    class Role(models.TextChoices):
        DRAWN = "drawn", _("中选")
        STANDBY = "standby", _("候补")

    class State(models.TextChoices):
        STANDS = "stands", _("有效")
        REPLACED = "replaced", _("已替换")

    draw = models.ForeignKey(Draw, models.CASCADE, related_name="picks")
    position = models.PositiveIntegerField()
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=Role.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.STANDS)
    replaces = models.PositiveIntegerField(null=True)
    reason = models.TextField(_("回避或者不能参加的理由"), blank=True)
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    replaced_on = models.DateField(null=True)
    sealed_fields = ("draw_id", "position", "entry_id", "role", "state", "replaces", "reason", "asked_by_id",
                     "confirmed_by_id", "replaced_on")  # fmt: skip

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draw", "position"], name="one_pick_a_position"),
            models.UniqueConstraint(fields=["draw", "entry"], name="one_pick_an_entry"),
        ]

    def __str__(self) -> str:
        return f"{self.draw_id} {self.position}"

    @property
    def is_waiting(self) -> bool:
        """Whether a second person still has to confirm the replacement."""
        return self.state == self.State.STANDS and self.asked_by_id is not None

    @property
    def serves(self) -> bool:
        """Whether the entry takes part: drawn, or a stand-by called up, and not replaced."""
        return self.state == self.State.STANDS and (
            self.role == self.Role.DRAWN or self.replaces is not None
        )


PUBLISHED = Q(frozen_at__isnull=False)
