from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "cchc.steering.indicators"
    label = "indicators"
    verbose_name = "chỉ tiêu tính từ số liệu"

    def ready(self) -> None:
        """Tell what a unit that is to be closed still has to declare."""
        from cchc.foundation.identity.querysets import tells_open_work
        from cchc.steering.indicators.services import told_of_closing

        tells_open_work(told_of_closing)
