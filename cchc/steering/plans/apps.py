from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "cchc.steering.plans"
    label = "plans"
    verbose_name = "kế hoạch cải cách hành chính"
