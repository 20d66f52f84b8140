"""App entry."""

from django.apps import AppConfig


class CluesConfig(AppConfig):
    name = "hengjian.office.clues"
    label = "clues"
    verbose_name = "线索"
