"""The document of a plan by page: upload, review, acceptance. Nothing enters a plan before it is accepted."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cchc.foundation.files.services import FileRefused, most_bytes
from cchc.foundation.identity.models import Agency, Unit
from cchc.kernel import clock
from cchc.kernel.access import opens_to
from cchc.kernel.lifecycle import NotAllowed, Stale
from cchc.kernel.paging import keyset
from cchc.steering.plans import permissions, services
from cchc.steering.plans.choices import Change, ImportState, PlanKind, RowKind
from cchc.steering.plans.forms.importing import NEW, Accept, Compare, Reason, Upload
from cchc.steering.plans.models import ImportRow, Plan, PlanImport
from cchc.steering.plans.readers import Unreadable
from cchc.steering.plans.views.import_opened import (
    ALL,
    CHANGES,
    LEFT_OVER,
    TO_LOOK,
    Kept,
    SteerRequest,
    lost_race,
    opened,
    review_url,
    tabs_of,
)
from cchc.steering.plans.views.import_rows import Review, places, show
from cchc.steering.plans.views.import_words import is_key
from cchc.ui.wording import said, size

ROWS = 25
LISTED = 100  # of the rows that still stand open, on the page of acceptance


def _agency(request: SteerRequest) -> tuple[Agency, list[Agency]]:
    """The agency asked for with `?co-quan=`, the person's own without; and all whose plans they steer."""
    steered = permissions.steered_agencies(request.user, clock.now())
    agencies = list(Agency.objects.filter(pk__in=steered).order_by("name"))
    asked = request.GET.get("co-quan", "")
    own = [one for one in agencies if one.pk == request.user.agency_id] or agencies
    found = [one for one in agencies if str(one.pk) == asked] if asked else own
    if not found:
        raise Http404
    return found[0], agencies


def plans_of(agency_id: int) -> QuerySet[Plan]:
    """The plans of an agency, the newest first."""
    return Plan.objects.filter(agency=agency_id).order_by("-starts_on", "title")


@opens_to(permissions.steers_anywhere)
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: SteerRequest) -> HttpResponse:
    """Give a document to be read; and the readings whose review is not finished."""
    agency, agencies = _agency(request)
    plans = list(plans_of(agency.pk))
    bound = (request.POST, request.FILES) if request.method == "POST" else ()
    form = Upload(*bound, plans=plans, most=size(most_bytes()))
    answer = _read(request, agency, form) if bound else None
    if answer is not None:
        return answer
    reviews = (
        PlanImport.objects.reviewing()
        .filter(agency=agency)
        .with_counts()
        .defer("source", "reading")
        .select_related("begun_by", "changed_by", "updates")
        .order_by("-changed_at")
    )
    context = {"agency": agency, "agencies": agencies, "form": form, "reviews": list(reviews[:50])}
    return render(request, "plans/import_upload.html", context, status=422 if bound else 200)


def _read(request: SteerRequest, agency: Agency, form: Upload) -> HttpResponse | None:
    """Read what was given; None where it was refused, and the form says why."""
    if not form.is_valid():
        return None
    file, of = form.cleaned_data["file"], form.cleaned_data.get("of", "")
    if file.size > most_bytes():
        form.add_error("file", _("Tệp %(name)s nặng %(size)s, tối đa %(most)s")
                       % {"name": file.name, "size": size(file.size), "most": size(most_bytes())})  # fmt: skip
        return None
    updates = plans_of(agency.pk).filter(pk=of).first() if of not in ("", NEW) else None
    at = clock.now()
    try:
        whole = services.begin_import(
            agency=agency,
            name=file.name,
            data=file.read(),
            updates=updates,
            is_new=of == NEW,
            by=request.user,
            at=at,
        )
    except (Unreadable, FileRefused) as refused:
        form.add_error("file", str(refused))
        return None
    if whole.begun_at != at:
        messages.info(
            request, _("Tệp này đang được xem lại từ %(when)s: mở tiếp.") % {"when": said(whole.begun_at)}
        )
    return redirect("plans:import", pk=whole.pk)


@opens_to(permissions.steers_anywhere)
@require_safe
def review(request: SteerRequest, pk: UUID) -> HttpResponse:
    """What was read, beside the lines that it was read from; what is least sure comes first."""
    whole = opened(request, pk)
    if whole.state == ImportState.ACCEPTED and whole.plan is not None:
        return render(request, "plans/import_closed.html", {"whole": whole, "plan_url": plan_url(whole.plan)})
    if whole.state != ImportState.REVIEWING:
        return render(request, "plans/import_closed.html", {"whole": whole, "plan_url": ""})
    counts = whole.rows.counts()
    tab = request.GET.get("muc", TO_LOOK)
    if tab not in (TO_LOOK, ALL, LEFT_OVER, CHANGES):
        raise Http404
    kept = Kept(tab, request.GET.get("loai", ""), request.GET.get("q", "").strip())
    kind, text = kept.kind, kept.text
    rows = _rows(whole, tab)
    if kind in RowKind.values:
        rows = rows.filter(kind=kind)
    if text:
        rows = rows.saying(text)
    page = keyset(rows, by=("-weight", "position") if tab == TO_LOOK else "position",
                  mark=request.GET.get("sau", ""), size=ROWS)  # fmt: skip
    frame = Review(whole, request.user, clock.now(), kept)
    just = whole.rows.filter(pk=request.GET["vua"]).first() if is_key(request.GET.get("vua", "")) else None
    context = {
        "whole": whole, "tab": tab, "kept": kept, "counts": counts, "kind": kind, "q": text,
        "rows": show(frame, [row for row in page.rows if row != just]),
        "just": show(frame, [just], mode="settled")[0] if just else None,
        "kinds": [(key, label, key == kind) for key, label in RowKind.choices],
        "tabs": tabs_of(whole, counts, tab), "places": places(), "focus": False, "swap": False,
        "next_url": kept.url(pk, sau=page.next_mark) if page.next_mark else "",
        "first_url": "" if page.is_first else kept.url(pk),
        "all_url": review_url(pk, muc=tab), "titled": _title(whole),
    }  # fmt: skip
    return render(request, "plans/import_review.html", context)


def _rows(whole: PlanImport, tab: str) -> Any:
    rows = whole.rows.select_related("changed_by")
    if tab == TO_LOOK:
        return rows.to_look()
    if tab == LEFT_OVER:
        return rows.left_over()
    return rows.differing() if tab == CHANGES else rows


def _title(whole: PlanImport) -> str:
    head = whole.rows.filter(kind=RowKind.HEAD).exclude(change=Change.REMOVED).first()
    return str(head.value["title"]) if head and head.value["title"] else whole.name


@opens_to(permissions.steers_anywhere)
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: SteerRequest, pk: UUID) -> HttpResponse:
    """What still stands open, what would enter the plan, and then: accept it."""
    whole = opened(request, pk)
    if whole.state != ImportState.REVIEWING:
        return redirect("plans:import", pk=pk)
    at = clock.now()
    left = services.still_open(whole)
    must, unsure = (left.must, left.unsure) if left else ((), ())
    units = Unit.objects.filter(agency=whole.agency_id).on(localdate(at)).order_by("name")
    plans = (
        plans_of(whole.agency_id).exclude(pk=whole.updates_id) if whole.updates_id else plans_of(whole.agency_id)
    )
    counts = whole.rows.counts()
    initial = {
        "version": whole.version, "kind": _kind(whole), "steering_unit": services.steering_unit_for(
            whole.agency, request.user, at),
    }  # fmt: skip
    bound = (request.POST,) if request.method == "POST" else ()
    form = Accept(*bound, units=units, plans=plans, unsure=len(unsure), is_new=whole.updates_id is None,
                  initial=initial)  # fmt: skip
    status, faster = (422 if bound else 200), ""
    if bound and not must and form.is_valid():
        told = {name: value for name, value in form.cleaned_data.items() if name != "knowingly"}
        told.setdefault("kind", whole.updates.kind if whole.updates else PlanKind.YEARLY)
        told.setdefault("steering_unit", whole.updates.steering_unit if whole.updates else None)
        try:
            plan = services.accept_import(import_id=pk, by=request.user, at=at, knowingly=bool(unsure), **told)
        except Stale as stale:
            status, faster = 409, lost_race(stale)
            whole.refresh_from_db()
            form = Accept(units=units, plans=plans, unsure=len(unsure), is_new=whole.updates_id is None,
                          initial={**request.POST.dict(), "version": whole.version})  # fmt: skip
        except services.StillOpen as still:
            status, must, unsure = 409, still.must, still.unsure
        else:
            messages.success(request, _("Đã chấp nhận “%(plan)s”.") % {"plan": plan.title})
            return redirect(plan_url(plan))
    frame = Review(whole, request.user, at, Kept(ALL))
    context = {
        "whole": whole, "form": form, "titled": _title(whole), "counts": counts, "faster": faster,
        "must": [(row, frame.title(row), _where(whole, row)) for row in must[:LISTED]],
        "unsure": [(row, frame.title(row), _where(whole, row)) for row in unsure[:LISTED]],
        "n_must": len(must), "n_unsure": len(unsure), "back_url": review_url(pk),
    }  # fmt: skip
    return render(request, "plans/import_accept.html", context, status=status)


def _where(whole: PlanImport, row: ImportRow) -> str:
    """The row's own page."""
    return reverse("plans:import-row", args=[whole.pk, row.pk])


def _kind(whole: PlanImport) -> str:
    """What the head says that the plan is: of one year, or of several."""
    head = whole.rows.filter(kind=RowKind.HEAD).first()
    start, end = (head.value["start"] or "", head.value["end"] or "") if head else ("", "")
    return PlanKind.YEARLY if start[:4] == end[:4] and start else PlanKind.MULTI_YEAR


def plan_url(plan: Plan) -> str:
    """The plan's own page."""
    return reverse("plans:plan", args=[plan.slug])


@opens_to(permissions.steers_anywhere)
@require_http_methods(["GET", "HEAD", "POST"])
def abandon(request: SteerRequest, pk: UUID) -> HttpResponse:
    """Give a review up, and why: nothing of it enters a plan."""
    whole = opened(request, pk)
    if whole.state != ImportState.REVIEWING:
        return redirect("plans:import", pk=pk)
    form = Reason(request.POST if request.method == "POST" else None)
    if form.is_valid():
        services.abandon_import(import_id=pk, reason=form.cleaned_data["reason"], by=request.user, at=clock.now())
        messages.success(request, _("Đã bỏ lần nhập từ tệp %(name)s.") % {"name": whole.name})
        return redirect("plans:bring")
    context = {
        "whole": whole, "form": form, "title": _("Bỏ lần nhập này"), "act": _("Bỏ lần nhập từ %(name)s") % {
            "name": whole.name}, "danger": True, "back_url": review_url(pk), "fault": "",
        "effect": _("Không có gì của tệp này vào kế hoạch. Tệp và các dòng đã xem được giữ lại để tra cứu."),
    }  # fmt: skip
    return render(request, "plans/import_ask.html", context, status=422 if form.is_bound else 200)


@opens_to(permissions.steers_anywhere)
@require_http_methods(["GET", "HEAD", "POST"])
def compare(request: SteerRequest, pk: UUID) -> HttpResponse:
    """Say which plan the document is a later version of; its rows are laid out beside that plan."""
    whole = opened(request, pk)
    if whole.state != ImportState.REVIEWING:
        return redirect("plans:import", pk=pk)
    plans = plans_of(whole.agency_id)
    initial = {"of": str(whole.updates_id) if whole.updates_id else NEW}
    form = Compare(request.POST if request.method == "POST" else None, plans=plans, initial=initial)
    status, fault = (422 if form.is_bound else 200), ""
    if form.is_valid():
        of = form.cleaned_data["of"]
        plan = None if of == NEW else plans.get(pk=of)
        try:
            services.compare_import(import_id=pk, plan=plan, by=request.user, at=clock.now())
        except NotAllowed:
            status, fault = (
                409,
                _("Đã có dòng được xem lại, nên không đổi được nữa. Bỏ lần nhập này rồi nhập lại."),
            )
        else:
            return redirect("plans:import", pk=pk)
    context = {
        "whole": whole, "form": form, "title": _("Tệp này là bản mới của kế hoạch nào"),
        "act": _("So với kế hoạch đã chọn"), "danger": False, "back_url": review_url(pk), "fault": fault,
        "effect": _("Các dòng được đọc lại và so với kế hoạch đã chọn từng ô một."),
    }  # fmt: skip
    return render(request, "plans/import_ask.html", context, status=status)
