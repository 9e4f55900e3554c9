"""How an office runs it."""

from cchc.config.settings.base import *  # noqa: F403 - settings are one namespace
from cchc.config.settings.base import ENV

# Cookies stay on encrypted connections where people come by one. HSTS binds browsers, so it is chosen.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = ENV.is_https
SECURE_HSTS_SECONDS = ENV.hsts_seconds if ENV.is_https else 0
SECURE_SSL_REDIRECT = ENV.is_https and ENV.behind_proxy
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV.behind_proxy else None
if ENV.is_https and not ENV.trusted_origins:
    CSRF_TRUSTED_ORIGINS = [ENV.public_url.rstrip("/")]
