"""App entry."""

from django.apps import AppConfig


class DrawsConfig(AppConfig):
    name = "hengjian.office.draws"
    label = "draws"
    verbose_name = "随机抽取"
