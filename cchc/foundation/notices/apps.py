from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "cchc.foundation.notices"
    label = "notices"
    verbose_name = "thông báo"
