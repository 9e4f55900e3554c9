"""What a form asks the server for while it is filled in."""

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from cchc.foundation.forms import rules
from cchc.kernel.access import public


@public
@require_safe
@cache_control(max_age=86_400, public=True)
def wards(request: HttpRequest, province: str) -> JsonResponse:
    """The communes of a province, as [code, name] pairs; none for an unknown one."""
    rows = [[place.code, place.name] for place in rules.wards(province)]
    return JsonResponse({"rows": rows, "empty": _("Chọn xã, phường, đặc khu")})
