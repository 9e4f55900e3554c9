"""Units and people by workbook: upload, read what it would do, accept; and the same shape to take away."""

import base64
import binascii
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cchc.foundation.identity import papers, services
from cchc.foundation.identity.forms.people import Upload
from cchc.foundation.identity.models import Agency
from cchc.foundation.identity.permissions import manages_people
from cchc.foundation.identity.readers import Unreadable
from cchc.foundation.identity.views.acts import agency_of, own_user
from cchc.kernel import clock
from cchc.kernel.access import opens_to
from cchc.kernel.text import slug

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SALT = "cchc.identity.import"


@opens_to(manages_people)
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """Read a workbook and show what it would do; accept it in a second step. Nothing is kept in between.

    The workbook travels in the page between the two steps, signed for this agency, so that what is accepted is
    what was shown.
    """
    agency = agency_of(request, request.GET.get("co-quan"))
    if request.method != "POST":
        return _page(request, agency, Upload())
    if "accepted" in request.POST:
        return _accept(request, agency)
    form = Upload(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, agency, form, status=422)
    file: Any = form.cleaned_data["file"]
    content = file.read()
    report = _read(request, agency, form, content, dry_run=True)
    if report is None:
        return _page(request, agency, form, status=422)
    kept = "" if report.faults or report.changes_nothing else _sealed(agency, content)
    return _page(
        request, agency, form, status=422 if report.faults else 200, report=report, sealed=kept, name=file.name
    )


def _accept(request: HttpRequest, agency: Agency) -> HttpResponse:
    form = Upload()
    try:
        content = _opened(agency, request.POST.get("sealed", ""))
    except (signing.BadSignature, binascii.Error):
        messages.error(request, _("Tệp đã hết hạn giữ. Chọn lại tệp."))
        return redirect(request.get_full_path())
    report = _read(request, agency, form, content, dry_run=False)
    if report is None or report.faults:
        return _page(request, agency, form, status=409, report=report)
    messages.success(request, _("Đã nhập xong."))
    return redirect(f"{reverse('identity:tree')}?co-quan={agency.pk}")


def _read(
    request: HttpRequest, agency: Agency, form: Upload, content: bytes, dry_run: bool
) -> services.ImportReport | None:
    try:
        return services.import_people(
            file=content, agency=agency, dry_run=dry_run, by=own_user(request), at=clock.now()
        )
    except Unreadable as unreadable:
        form.is_bound = True
        form.add_error("file", str(unreadable))
        return None


def _sealed(agency: Agency, content: bytes) -> str:
    return signing.dumps([agency.pk, base64.b64encode(content).decode()], salt=_SALT)


def _opened(agency: Agency, sealed: str) -> bytes:
    pk, content = signing.loads(sealed, salt=_SALT, max_age=3600)
    if pk != agency.pk:
        raise signing.BadSignature
    return base64.b64decode(content)


def _page(request: HttpRequest, agency: Agency, form: Upload, status: int = 200, **more: Any) -> HttpResponse:
    context = {"agency": agency, "form": form, "report": None, "sealed": "", "name": ""} | more
    return render(request, "identity/bring.html", context, status=status)


@opens_to(manages_people)
@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """The empty workbook, with an example line a sheet."""
    return _file(papers.template_xlsx(), "mau-to-chuc-nhan-su.xlsx")


@opens_to(manages_people)
@require_safe
def take(request: HttpRequest) -> HttpResponse:
    """What an agency has, in the shape in which it comes in."""
    agency = agency_of(request, request.GET.get("co-quan"))
    return _file(papers.organisation_xlsx(agency), f"to-chuc-{slug(agency.short_name)}.xlsx")


def _file(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
