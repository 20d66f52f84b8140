"""App entry."""

from django.apps import AppConfig


class RectificationConfig(AppConfig):
    name = "hengjian.office.rectification"
    label = "rectification"
    verbose_name = "整改"
