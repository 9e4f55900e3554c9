"""Where each room's pages hang: in Vietnamese at /…, the same in English at /en/…."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    *i18n_patterns(
        path("", include("cchc.doors.portal.urls")),
        path("", include("cchc.doors.desk.urls")),
        path("", include("cchc.foundation.identity.urls")),
        path("", include("cchc.foundation.forms.urls")),
        path("", include("cchc.foundation.notices.urls")),
        path("", include("cchc.onestop.procedures.urls")),
        prefix_default_language=False,
    ),
]

handler400 = "cchc.ui.errors.bad_request"
handler403 = "cchc.ui.errors.forbidden"
handler404 = "cchc.ui.errors.not_found"
handler429 = "cchc.ui.errors.too_many"
handler500 = "cchc.ui.errors.failed"
