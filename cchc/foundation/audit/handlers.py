"""What the record hears: everything."""

from cchc.foundation.audit import services
from cchc.kernel.events import Event, on

on(Event, services.record)
