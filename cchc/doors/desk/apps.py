from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "cchc.doors.desk"
    label = "desk"
    verbose_name = "bàn làm việc"

    def ready(self) -> None:
        """Put the desk's pages into the bar of the staff."""
        from cchc.doors.desk.permissions.calendar import keeps_calendar
        from cchc.doors.desk.permissions.intake import takes_in
        from cchc.doors.desk.permissions.record import reads_record
        from cchc.doors.desk.querysets.inbox import waiting_for
        from cchc.foundation.identity.permissions import is_staff
        from cchc.kernel.clock import now
        from cchc.ui.menu import register

        register(
            "inbox", _("Hộp việc"), "desk:inbox", is_staff, count=lambda user: waiting_for(user, now()), order=10
        )
        register("intake", _("Tiếp nhận"), "desk:intake", takes_in, order=20)
        register("calendar", _("Lịch làm việc"), "desk:calendar", keeps_calendar, order=92)
        register("record", _("Nhật ký"), "desk:record", reads_record, order=90)
