"""Where each room's pages hang: in Vietnamese at /…, the same in English at /en/…."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from cchc.ui.views import favicon

urlpatterns: list[URLPattern | URLResolver] = [
    path("favicon.ico", favicon, name="favicon"),
    *i18n_patterns(
        path("", include("cchc.doors.portal.urls")),
        path("", include("cchc.doors.desk.urls")),
        path("", include("cchc.foundation.identity.urls")),
        path("", include("cchc.foundation.forms.urls")),
        path("", include("cchc.foundation.notices.urls")),
        path("", include("cchc.onestop.procedures.urls")),
        path("", include("cchc.onestop.dossiers.urls")),
        path("", include("cchc.steering.indicators.urls")),
        path("", include("cchc.steering.plans.urls")),
        prefix_default_language=False,
    ),
]

handler400 = "cchc.ui.errors.bad_request"
handler403 = "cchc.ui.errors.forbidden"
handler404 = "cchc.ui.errors.not_found"
handler429 = "cchc.ui.errors.too_many"
handler500 = "cchc.ui.errors.failed"
