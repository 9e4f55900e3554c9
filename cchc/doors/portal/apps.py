from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "cchc.doors.portal"
    label = "portal"
    verbose_name = "cổng người dân"
