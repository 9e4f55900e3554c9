"""What every installation has in common. What an installation chooses comes from the environment."""

from pathlib import Path

import django
import psycopg
from csp.constants import NONE, SELF

from cchc.config.environment import Environment
from cchc.config.logs import logging

ENV = Environment.read()
VAR: Path = ENV.var

SECRET_KEY = ENV.secret_key
DEBUG = False
ALLOWED_HOSTS = ENV.allowed_hosts
CSRF_TRUSTED_ORIGINS = ENV.trusted_origins

INSTALLED_APPS = [
    "cchc.kernel",
    "cchc.ui",
    "cchc.foundation.audit",
    "cchc.foundation.identity",
    "cchc.foundation.worktime",
    "cchc.foundation.files",
    "cchc.foundation.notices",
    "cchc.foundation.forms",
    "cchc.foundation.work",
    "cchc.onestop.procedures",
    "cchc.onestop.dossiers",
    "cchc.steering.indicators",
    "cchc.steering.plans",
    "cchc.doors.portal",
    "cchc.doors.desk",
    "cchc.demo",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "django_cotton",
    "django_htmx",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cchc.ui.middleware.ContentPolicy",
    "cchc.foundation.identity.middleware.SessionMiddleware",
    "cchc.ui.middleware.LanguageOfPath",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "cchc.ui.middleware.AnswerErrors",
]

ROOT_URLCONF = "cchc.config.urls"
WSGI_APPLICATION = "cchc.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "identity.User"


def database(url: str) -> dict[str, object]:
    """Django's settings for a PostgreSQL address; passwords and options are libpq's."""
    parts = psycopg.conninfo.conninfo_to_dict(url)
    return {
        "ENGINE": "cchc.kernel.postgresql",
        "NAME": parts.pop("dbname", "cchc"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": str(parts.pop("port", "")),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**parts, "server_side_binding": True},
        "ATOMIC_REQUESTS": False,
    }


DATABASES = {"default": database(ENV.database_url)}

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
FORMAT_MODULE_PATH = ["cchc.ui.formats"]
LOCALE_PATHS = [Path(__file__).parents[2] / "locale"]
USE_THOUSAND_SEPARATOR = False  # keys stand in pages as they are; figures say `|number`

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILES_ROOT = VAR / "files"
FILES_MOST_MB = 20  # an upload may weigh this much

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parents[2] / "ui/templates", Path(django.__file__).parent / "forms/templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cchc.ui.context.page",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton"],
        },
    }
]
COTTON_DIR = "cotton"
COTTON_SNAKE_CASED_NAMES = False

SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "cchc.ui.errors.refused_form"
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_REFERRER_POLICY = "same-origin"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["cchc.foundation.identity.backends.PeopleBackend"]
LOGIN_URL = "account_login"  # by name: in the language of the page that asks for it
LOGIN_REDIRECT_URL = "account_begin"
LOGOUT_REDIRECT_URL = "/"

# Sign-in by allauth in the pages of `identity`. Everybody signs in by user name; a citizen's is their e-mail.
# Attempts are counted in the database (`identity.services.count_attempt`), which every process shares.
ACCOUNT_ADAPTER = "cchc.foundation.identity.backends.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CHANGE_EMAIL = True  # a confirmed new address takes the place of the old one
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_RATE_LIMITS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = LOGOUT_REDIRECT_URL
SILENCED_SYSTEM_CHECKS = [
    "account.W001"
]  # a user name is asked for at sign-in, and made from the e-mail at sign-up
IDLE_MINUTES = ENV.idle_minutes  # after which a person of the office is signed out
APPLICANT_IDLE_MINUTES = ENV.applicant_idle_minutes
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if ENV.behind_proxy else 0

EMAIL_HOST = ENV.email_host
EMAIL_PORT = ENV.email_port
EMAIL_HOST_USER = ENV.email_user
EMAIL_HOST_PASSWORD = ENV.email_password
EMAIL_USE_TLS = ENV.email_tls
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = ENV.email_from
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if ENV.email_host
    else "django.core.mail.backends.dummy.EmailBackend"
)

PROCRASTINATE_ON_APP_READY = "cchc.config.jobs.rejoin"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "frame-src": [SELF],  # the viewer of papers
        "frame-ancestors": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
    }
}

PUBLIC_URL = ENV.public_url  # how receipts and letters name this installation; empty: as it was asked for
CLAMD = ENV.clamd  # host:port or a socket path; empty: uploads are not scanned, and the pages say so

LOGGING = logging(ENV.log)

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000

DRAFT_DAYS = ENV.draft_days  # an unfiled draft is thrown away so many days after its last change
FIRST_ANSWER_HOURS = ENV.first_answer_hours  # working hours in which the counter answers an online dossier
