from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class ProceduresConfig(AppConfig):
    name = "cchc.onestop.procedures"
    label = "procedures"
    verbose_name = "thủ tục hành chính"

    def ready(self) -> None:
        """Hang the catalogue into the bar of who keeps it."""
        from cchc.onestop.procedures.permissions import manages_anywhere
        from cchc.ui import menu

        menu.register("catalogue", pgettext_lazy("menu", "Thủ tục"), "procedures:list", manages_anywhere, order=85)
