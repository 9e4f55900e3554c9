from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "cchc.ui"
    label = "ui"
    verbose_name = "giao diện"
