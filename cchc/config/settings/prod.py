"""How an office runs it."""

from cchc.config.settings.base import *  # noqa: F403 - settings are one namespace
