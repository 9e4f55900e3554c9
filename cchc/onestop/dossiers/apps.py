from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class DossiersConfig(AppConfig):
    name = "cchc.onestop.dossiers"
    label = "dossiers"
    verbose_name = "hồ sơ"

    def ready(self) -> None:
        """Hang the import of past dossiers into the bar of who keeps the catalogue; tell what a unit still has."""
        from cchc.foundation.identity.querysets import tells_open_work
        from cchc.onestop.dossiers.permissions import brings_history
        from cchc.onestop.dossiers.services import told_of_closing
        from cchc.ui import menu

        tells_open_work(told_of_closing)
        menu.register("history", pgettext_lazy("menu", "Hồ sơ cũ"), "dossiers:history", brings_history, order=87)
