from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "cchc.foundation.identity"
    label = "identity"
    verbose_name = "con người, tổ chức"
