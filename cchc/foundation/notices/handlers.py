"""What notices hear: that somebody was told something, so that the letter goes out."""

from cchc.foundation.notices import tasks
from cchc.foundation.notices.events import NoticeTold
from cchc.kernel.events import on

on(NoticeTold, tasks.queue_letter)
