from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "cchc.doors.portal"
    label = "portal"
    verbose_name = "cổng người dân"

    def ready(self) -> None:
        from cchc.doors.portal.permissions import is_applicant
        from cchc.ui import menu

        menu.register("mine", _("Hồ sơ của tôi"), "portal:mine", is_applicant, order=30, place=menu.PUBLIC)
