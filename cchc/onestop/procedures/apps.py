from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "cchc.onestop.procedures"
    label = "procedures"
    verbose_name = "thủ tục hành chính"
