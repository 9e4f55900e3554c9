"""A file of procedures by page: upload, read row by row what it would do, accept. Nothing is kept in between."""

import base64
import binascii
import gzip
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cchc.foundation.identity.models import Agency
from cchc.kernel import clock
from cchc.kernel.access import opens_to
from cchc.onestop.procedures import services
from cchc.onestop.procedures.choices import PARTS
from cchc.onestop.procedures.forms import Upload
from cchc.onestop.procedures.permissions import manages_anywhere
from cchc.onestop.procedures.readers import Unreadable
from cchc.onestop.procedures.services import ImportReport
from cchc.onestop.procedures.views.asking import KeeperRequest, agency_of
from cchc.onestop.procedures.views.reading import list_url

LARGEST = 20 * 1024 * 1024
LARGEST_KEPT = 3 * 1024 * 1024  # packed; what is accepted travels in the page
SHOWN = 300
AN_HOUR = 3600
_SALT = "cchc.procedures.import"


@opens_to(manages_anywhere)
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: KeeperRequest) -> HttpResponse:
    """Read a file and show what it would do; accept it in a second step.

    The file travels in the page between the two, signed for this agency and this person, so that what is
    accepted is what was shown.
    """
    agency = agency_of(request)
    if request.method != "POST":
        return _page(request, agency, Upload())
    if "sealed" in request.POST:
        return _accept(request, agency)
    form = Upload(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, agency, form, status=422)
    file = form.cleaned_data["file"]
    if file.size > LARGEST:
        form.add_error("file", _("Tệp %(name)s nặng %(size)s MB, tối đa 20 MB")
                       % {"name": file.name, "size": file.size // 1024 // 1024})  # fmt: skip
        return _page(request, agency, form, status=422)
    content: bytes = file.read()
    try:
        report = services.import_procedures(
            file=file.name, content=content, agency=agency, dry_run=True, by=request.user, at=clock.now()
        )
    except Unreadable as unreadable:
        form.add_error("file", str(unreadable))
        return _page(request, agency, form, status=422)
    return _page(request, agency, form, report=report, sealed=_sealed(request, agency, file.name, content))


def _sealed(request: KeeperRequest, agency: Agency, name: str, content: bytes) -> str:
    packed = gzip.compress(content)
    if len(packed) > LARGEST_KEPT:
        return ""
    said = [agency.pk, request.user.pk, name, base64.b85encode(packed).decode()]
    return signing.dumps(said, salt=_SALT)


def _accept(request: KeeperRequest, agency: Agency) -> HttpResponse:
    try:
        pk, by, name, packed = signing.loads(request.POST["sealed"], salt=_SALT, max_age=AN_HOUR)
        if (pk, by) != (agency.pk, request.user.pk):
            raise signing.BadSignature
        content = gzip.decompress(base64.b85decode(packed))
    except (signing.BadSignature, binascii.Error, ValueError, OSError):
        form = Upload({}, MultiValueDict())
        form.errors.clear()  # the missing file is not what went wrong
        form.add_error(None, _("Bản đọc thử đã quá một giờ. Chọn lại tệp."))
        return _page(request, agency, form, status=409)
    report = services.import_procedures(
        file=name, content=content, agency=agency, skip_errors="skip" in request.POST, by=request.user,
        at=clock.now(),
    )  # fmt: skip
    if not report.written:
        return _page(request, agency, Upload(), report=report, sealed=request.POST["sealed"], status=409)
    said = _("Đã nhập: %(new)s mới, %(changed)s sửa, %(unchanged)s như cũ.") % report.counts
    messages.success(request, said)
    return redirect(f"{list_url(agency)}&trang-thai=draft")


def _page(
    request: KeeperRequest, agency: Agency, form: Upload, report: ImportReport | None = None, sealed: str = "",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    context: dict[str, Any] = {
        "agency": agency,
        "form": form,
        "report": report,
        "sealed": sealed,
        "list_url": list_url(agency),
    }
    if report is not None:
        unsure: dict[int, list[str]] = {}
        for remark in report.warnings:
            unsure.setdefault(remark.row, []).append(remark.message)
        rows = [(outcome, unsure.get(outcome.row, [])) for outcome in report.outcomes]
        rows.sort(key=lambda row: (not row[1], row[0].row))
        context |= {
            "rows": rows[:SHOWN],
            "more": max(0, len(rows) - SHOWN),
            "errors": [(remark, PARTS.get(remark.field, remark.field)) for remark in report.errors[:SHOWN]],
            "more_errors": max(0, len(report.errors) - SHOWN),
            "bad_rows": len({remark.row for remark in report.errors}),
            "with_warnings": len(unsure),
            "changes": report.counts["new"] + report.counts["changed"],
        }
    return render(request, "procedures/import.html", context, status=status)
