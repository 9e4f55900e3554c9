from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "cchc.foundation.audit"
    label = "audit"
    verbose_name = "nhật ký"
