"""How an engineer runs it: errors with their cause, templates read afresh."""

from cchc.config.settings.base import *  # noqa: F403 - settings are one namespace

DEBUG = True
