"""P10: whether a dossier is finished, for whoever has its number; no more: TT 01/2018/TT-VPCP, art. 16."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cchc.kernel.access import public
from cchc.kernel.clock import now
from cchc.kernel.limits import allows
from cchc.onestop.dossiers.choices import CLOSED, State
from cchc.onestop.dossiers.models import Dossier
from cchc.onestop.dossiers.rules import plain_number

MOST_A_MINUTE = 20


@require_safe
@public
def tracking(request: HttpRequest) -> HttpResponse:
    """Answer finished or not. Unknown numbers and numbers of other offices are answered alike."""
    number = plain_number(request.GET.get("so", ""))[:60]
    context: dict[str, object] = {
        "number": number,
        "code": request.GET.get("ma", "")[:20],
        "dossier": None,
        "error": "",
        "finished": False,
    }
    if not number:
        return render(request, "portal/catalogue/tracking.html", context)
    if not allows(f"tracking:{request.META.get('REMOTE_ADDR', '')}", MOST_A_MINUTE, 60, now()):
        context["error"] = _("Tra cứu quá nhiều lần. Thử lại sau một phút.")
        return render(request, "portal/catalogue/tracking.html", context, status=429)
    found = Dossier.objects.called(number).exclude(state=State.VOID).only("number", "reference", "state").first()
    context["dossier"], context["finished"] = found, found is not None and found.state in CLOSED
    if found is None:
        context["error"] = _("Không tìm thấy số này. Xem lại số ghi trên giấy tiếp nhận hoặc bản xác nhận đã gửi.")
    return render(request, "portal/catalogue/tracking.html", context)
