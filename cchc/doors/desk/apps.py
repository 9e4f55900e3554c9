from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "cchc.doors.desk"
    label = "desk"
    verbose_name = "bàn làm việc"
