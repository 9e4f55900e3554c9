"""What files hear: that bytes came, so that they are scanned."""

from cchc.foundation.files import tasks
from cchc.foundation.files.events import FileStored, FileTurned
from cchc.kernel.events import on

on(FileStored, tasks.queue_scan)
on(FileTurned, tasks.queue_scan)
