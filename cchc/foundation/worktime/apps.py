from django.apps import AppConfig


class WorktimeConfig(AppConfig):
    name = "cchc.foundation.worktime"
    label = "worktime"
    verbose_name = "thời gian làm việc"
