"""The installation that is killed in these tests: an office's, with one more task."""

from cchc.config.settings.prod import *  # noqa: F403 - settings are one namespace

PROCRASTINATE_IMPORT_PATHS = ["tests.faults.tasks"]
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
