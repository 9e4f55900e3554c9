from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "cchc.foundation.work"
    label = "work"
    verbose_name = "việc"
