from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "cchc.steering.indicators"
    label = "indicators"
    verbose_name = "chỉ tiêu tính từ số liệu"
