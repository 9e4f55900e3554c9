"""The one clock. Doors, tasks and commands read it and pass the moment on; services and rules never do."""

from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    """This moment, aware."""
    return timezone.now()


def today() -> date:
    """This day in the office's time zone."""
    return timezone.localdate()
