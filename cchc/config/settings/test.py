"""How the tests run it: fast hashes, plain static files, an undefined template variable is fatal."""

import tempfile
from pathlib import Path

from cchc.config.settings.base import *  # noqa: F403 - settings are one namespace
from cchc.config.settings.base import STORAGES

SECRET_KEY = "for tests only, long enough to be taken for a key"  # noqa: S105 - nothing is kept secret by it
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
FILES_ROOT = Path(tempfile.mkdtemp(prefix="cchc-files-"))
STATIC_ROOT = (
    FILES_ROOT  # whitenoise wants a folder that is there; the tests' static files come from their sources
)
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ALLOWED_HOSTS = ["*"]
