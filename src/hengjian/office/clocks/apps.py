"""App entry."""

from django.apps import AppConfig


class ClocksConfig(AppConfig):
    name = "hengjian.office.clocks"
    label = "clocks"
    verbose_name = "时钟"

    def ready(self) -> None:
        """Register the system check of the front-end files."""
        from hengjian.office import status  # noqa: F401
