"""App entry."""

from django.apps import AppConfig


class TrailConfig(AppConfig):
    name = "hengjian.office.trail"
    label = "trail"
    verbose_name = "痕迹"
