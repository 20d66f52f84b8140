"""App entry."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "hengjian.office.api"
    label = "api"
    verbose_name = "接口"
