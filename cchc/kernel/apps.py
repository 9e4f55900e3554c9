from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class KernelConfig(AppConfig):
    name = "cchc.kernel"
    label = "kernel"
    verbose_name = "nền"

    def ready(self) -> None:
        """Let every room hear what it wants to hear."""
        autodiscover_modules("handlers")
