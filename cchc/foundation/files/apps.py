from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "cchc.foundation.files"
    label = "files"
    verbose_name = "tệp"
