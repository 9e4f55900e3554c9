"""What the counter prints: forms 01 to 03."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from cchc.doors.desk.permissions.intake import takes_in
from cchc.doors.desk.views.opened import base_url
from cchc.foundation.audit.services import record_look
from cchc.kernel.access import opens_to
from cchc.kernel.clock import now
from cchc.onestop.dossiers import rules, services
from cchc.onestop.dossiers.choices import State
from cchc.onestop.dossiers.models import Dossier, Supplement


@require_safe
@opens_to(takes_in)
def receipt(request: HttpRequest, called: str) -> HttpResponse:
    """Form 01: Giấy tiếp nhận hồ sơ và hẹn trả kết quả."""
    dossier = _printed(request, called)
    if dossier.accepted_at is None:
        raise Http404
    return _pdf(services.receipt_pdf, dossier, request, f"giay-hen-{dossier}.pdf")


@require_safe
@opens_to(takes_in)
def supplement(request: HttpRequest, called: str) -> HttpResponse:
    """Form 02: Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ; the last one asked."""
    dossier = _printed(request, called)
    asked = Supplement.objects.select_related("dossier").filter(dossier=dossier).order_by("-position").first()
    if asked is None:
        raise Http404
    return _pdf(services.supplement_pdf, asked, request, f"yeu-cau-bo-sung-{dossier}.pdf")


@require_safe
@opens_to(takes_in)
def refusal(request: HttpRequest, called: str) -> HttpResponse:
    """Form 03: Phiếu từ chối tiếp nhận giải quyết hồ sơ."""
    dossier = _printed(request, called)
    if dossier.state != State.REFUSED:
        raise Http404
    return _pdf(services.refusal_pdf, dossier, request, f"tu-choi-{dossier}.pdf")


def _printed(request: HttpRequest, called: str) -> Dossier:
    at = now()
    rows = Dossier.objects.visible_to(request.user, at).called(rules.plain_number(called))
    dossier = rows.first()
    if dossier is None:
        raise Http404
    record_look(subject_type="dossier", subject_id=dossier.pk, by_id=request.user.pk, at=at, page="print")
    return dossier


def _pdf(draw: Callable[[Any, str], bytes], subject: Any, request: HttpRequest, name: str) -> HttpResponse:
    with translation.override("vi"):  # legal forms are Vietnamese whatever the page is
        content = draw(subject, base_url(request))
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(False, name) or "inline"
    answer["Cache-Control"] = "private, no-store"
    return answer
