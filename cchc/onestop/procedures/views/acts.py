"""Publish, withdraw, take back, discard, and say where a procedure is filed: each a page that names its effect."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cchc.kernel import clock
from cchc.kernel.access import opens_to
from cchc.kernel.lifecycle import Conflict, Stale
from cchc.onestop.procedures import forms, rules, services
from cchc.onestop.procedures.choices import FiledOnline
from cchc.onestop.procedures.models import Version
from cchc.onestop.procedures.permissions import manages_anywhere
from cchc.onestop.procedures.services import Refused
from cchc.onestop.procedures.views.asking import KeeperRequest, procedure_of, version_of
from cchc.onestop.procedures.views.reading import list_url

ACT = require_http_methods(["GET", "HEAD", "POST"])


@opens_to(manages_anywhere)
@ACT
def publish(request: KeeperRequest, pk: int) -> HttpResponse:
    """Publish a draft from a day on."""
    version = version_of(request, pk)
    snapshot = version.as_snapshot()
    proposed = version.effective_from or clock.today()
    form = _bound(request, forms.Publish, version, effective_on=f"{proposed:%d/%m/%Y}")
    effects = [_("Từ ngày có hiệu lực, hồ sơ mới theo phiên bản này; hồ sơ đã nộp giữ phiên bản của mình.")]
    before = version.procedure.versions.filter(state="published").order_by("-effective_from").first()
    if before is not None:
        effects.append(_("Phiên bản %(n)s hết hiệu lực vào ngày trước đó.") % {"n": before.number})
    effects.append(_("Đã công bố thì không sửa được; muốn đổi phải công bố phiên bản mới."))
    act = {
        "title": _("Công bố thủ tục"), "verb": _("Công bố phiên bản %(n)s") % {"n": version.number},
        "effects": effects, "warnings": version.warnings,
        "faults": [fault.words for fault in rules.process_faults(snapshot.steps)], "danger": False,
    }  # fmt: skip
    return _act(request, version, form, act, services.publish, _("Đã công bố."))


@opens_to(manages_anywhere)
@ACT
def withdraw(request: KeeperRequest, pk: int) -> HttpResponse:
    """Abolish a procedure after a last day."""
    version = version_of(request, pk)
    form = _bound(request, forms.Withdraw, version, last_day=f"{clock.today():%d/%m/%Y}")
    act = {
        "title": _("Bãi bỏ thủ tục"), "verb": _("Bãi bỏ thủ tục"), "danger": True,
        "effects": [
            _("Sau ngày cuối cùng có hiệu lực, không nộp được hồ sơ mới."),
            _("Hồ sơ đã tiếp nhận được giải quyết đến hết theo phiên bản của mình."),
            _("Không hoàn tác được."),
        ],
    }  # fmt: skip
    return _act(request, version, form, act, services.withdraw, _("Đã bãi bỏ."))


@opens_to(manages_anywhere)
@ACT
def recall(request: KeeperRequest, pk: int) -> HttpResponse:
    """Take back a publication that is not yet in force."""
    version = version_of(request, pk)
    form = _bound(request, forms.Recall, version)
    act = {
        "title": _("Thu hồi công bố"), "verb": _("Thu hồi công bố"), "danger": False,
        "effects": [_("Phiên bản trở lại thành bản thảo; phiên bản đang có hiệu lực tiếp tục được dùng.")],
    }  # fmt: skip

    def take_back(**said: Any) -> Version:
        return services.recall(today=clock.today(), **said)

    return _act(request, version, form, act, take_back, _("Đã thu hồi công bố."))


@opens_to(manages_anywhere)
@ACT
def discard(request: KeeperRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    version = version_of(request, pk)
    form = _bound(request, forms.Discard, version)
    act = {
        "title": _("Xóa bản thảo"), "verb": _("Xóa bản thảo"), "danger": True,
        "effects": [_("Nội dung bản thảo mất hẳn. Các phiên bản đã công bố không đổi.")],
    }  # fmt: skip
    return _act(request, version, form, act, services.discard_draft, _("Đã xóa bản thảo."))


def _bound(request: KeeperRequest, kind: type[Form], version: Version, **first: Any) -> Form:
    if request.method == "POST":
        return kind(request.POST)
    return kind(initial={"revision": version.revision} | first)


def _act(
    request: KeeperRequest,
    version: Version,
    form: Form,
    act: dict[str, Any],
    service: Callable[..., Any],
    done: str,
) -> HttpResponse:
    """Show the act's page; on its form call the one service. 422 wrong input, 409 a lost race."""
    page = {
        "form": form, "act": {"faults": [], "warnings": []} | act, "agency": version.procedure.agency,
        "subject": f"{version.procedure.code} · {version.name}",
        "back": reverse("procedures:version", args=[version.pk]),
    }  # fmt: skip
    if not form.is_bound:
        return render(request, "procedures/act.html", page)
    if not form.is_valid():
        return render(request, "procedures/act.html", page, status=422)
    try:
        service(version_id=version.pk, by=request.user, at=clock.now(), **form.cleaned_data)
    except Refused as refused:
        for fault in refused.faults:
            form.add_error(fault.part if fault.part in form.fields else None, fault.words)
        return render(request, "procedures/act.html", page, status=422)
    except Conflict as conflict:
        form.add_error(None, lost_words(conflict))
        return render(request, "procedures/act.html", page, status=409)
    messages.success(request, done)
    gone = not Version.objects.filter(pk=version.pk).exists()
    return redirect(list_url(version.procedure.agency) if gone else str(page["back"]))


def lost_words(conflict: Conflict) -> str:
    """Why an act came too late, for who pressed it."""
    if isinstance(conflict, Stale):
        who = conflict.changed_by or _("Hệ thống")
        when = f" {conflict.changed_at:%H:%M %d/%m/%Y}" if conflict.changed_at else ""
        return _("%(who)s đã sửa phiên bản này%(when)s. Tải lại trang để xem.") % {"who": who, "when": when}
    words = str(conflict.args[0]) if conflict.args and isinstance(conflict.args[0], str) else ""
    return words if " " in words else _("Phiên bản này không còn ở trạng thái làm được việc đó.")


@opens_to(manages_anywhere)
@ACT
def filing(request: KeeperRequest, pk: int) -> HttpResponse:
    """Say where a procedure is filed online from a day on."""
    procedure = procedure_of(request, pk)
    newest = procedure.versions.latest("number")
    first = {"place": FiledOnline.NATIONAL, "starts_on": f"{clock.today():%d/%m/%Y}"}
    form = forms.Filing(request.POST) if request.method == "POST" else forms.Filing(initial=first)
    back = reverse("procedures:version", args=[newest.pk])
    page = {
        "form": form, "back": back, "agency": procedure.agency, "subject": f"{procedure.code} · {newest.name}",
        "settings": procedure.filing_places.order_by("starts_on"),
        "act": {
            "title": _("Nơi nộp trực tuyến"), "verb": _("Đặt nơi nộp trực tuyến"), "faults": [], "warnings": [],
            "effects": [_("Từ ngày đã chọn, người nộp được đưa đến nơi này. Hồ sơ đã nộp không đổi.")],
            "danger": False,
        },
    }  # fmt: skip
    if not form.is_bound:
        return render(request, "procedures/act.html", page)
    if not form.is_valid():
        return render(request, "procedures/act.html", page, status=422)
    said = form.cleaned_data | {"place": FiledOnline(form.cleaned_data["place"])}
    try:
        services.set_filing_place(procedure_id=procedure.pk, by=request.user, at=clock.now(), **said)
    except Refused as refused:
        form.add_error("url", str(refused))
        return render(request, "procedures/act.html", page, status=422)
    messages.success(request, _("Đã đặt nơi nộp trực tuyến."))
    return redirect(back)
