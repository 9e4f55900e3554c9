from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PortalConfig(AppConfig):
    name = "cchc.doors.portal"
    label = "portal"
    verbose_name = "cổng người dân"

    def ready(self) -> None:
        from cchc.doors.portal.permissions import is_applicant
        from cchc.doors.portal.querysets.hours import office_hours
        from cchc.kernel.access import anyone
        from cchc.ui import menu
        from cchc.ui.hooks import hooks

        menu.register(
            "procedures", pgettext_lazy("menu", "Thủ tục"), "portal:results", anyone, order=10, place=menu.PUBLIC
        )
        menu.register("tracking", _("Tra cứu"), "portal:tracking", anyone, order=20, place=menu.PUBLIC)
        menu.register("mine", _("Hồ sơ của tôi"), "portal:mine", is_applicant, order=30, place=menu.PUBLIC)
        hooks.office_hours = office_hours
