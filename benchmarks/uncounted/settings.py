"""An office's settings, and the one app more."""

from cchc.config.settings.prod import *  # noqa: F403 - settings are one namespace
from cchc.config.settings.prod import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "benchmarks.uncounted"]
