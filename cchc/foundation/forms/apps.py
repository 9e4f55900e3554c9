from django.apps import AppConfig


class FormsConfig(AppConfig):
    name = "cchc.foundation.forms"
    label = "forms"
    verbose_name = "biểu mẫu"
