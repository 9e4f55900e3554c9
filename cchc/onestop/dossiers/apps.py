from django.apps import AppConfig


class DossiersConfig(AppConfig):
    name = "cchc.onestop.dossiers"
    label = "dossiers"
    verbose_name = "hồ sơ"
