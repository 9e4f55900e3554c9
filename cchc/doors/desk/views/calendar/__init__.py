"""When an office works: a year at a glance; each change is shown with the dossiers that it moves, then saved."""

from cchc.doors.desk.views.calendar.page import calendar, change

__all__ = ["calendar", "change"]
