"""Why a person sees a dossier: by which right where, or because they worked on it, filed it, were linked to it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cchc.doors.desk.permissions.record import can_ask_why
from cchc.doors.desk.querysets import dossier as reads
from cchc.doors.desk.querysets.record import dossier_for_record, people_matching
from cchc.doors.desk.views.inbox import query_of
from cchc.foundation.audit.services import record_look
from cchc.foundation.identity.models import User
from cchc.foundation.identity.permissions import is_staff, why
from cchc.kernel.access import opens_to
from cchc.kernel.clock import now
from cchc.onestop.dossiers.models import Access, Dossier, StepRun
from cchc.onestop.dossiers.permissions import SEEING
from cchc.onestop.dossiers.rules import plain_number
from cchc.ui.wording import said


@require_safe
@opens_to(is_staff)
def why_seen(request: HttpRequest, number: str) -> HttpResponse:
    """Why one sees a dossier; or why others do, for who keeps people or reads the record."""
    at, asker = now(), request.user
    dossier = reads.dossier_called(plain_number(number), asker, at)  # type: ignore[arg-type]  # signed in
    sees = dossier is not None
    dossier = dossier or dossier_for_record(plain_number(number))
    may_ask = dossier is not None and can_ask_why(asker, dossier, at)
    if dossier is None or not (sees or may_ask):
        raise Http404
    wanted, text = request.GET.get("nguoi", ""), request.GET.get("tim", "").strip()
    person = _person(wanted) if may_ask and wanted else None
    if wanted and may_ask and person is None:
        raise Http404
    about: Any = person or asker
    record_look(subject_type="dossier", subject_id=dossier.pk, by_id=asker.pk, at=at, page="why", person=about.pk)
    context = {
        "dossier": dossier,
        "sees": sees,
        "person": about,
        "is_self": about.pk == asker.pk,
        "reasons": reasons(about, dossier, at),
        "may_ask": may_ask,
        "text": text,
        "matches": people_matching(text, dossier) if may_ask and text else [],
        "query": query_of(request.GET),
    }
    return render(request, "desk/why.html", context)


def _person(wanted: str) -> User | None:
    return User.objects.filter(pk=int(wanted)).first() if wanted.isascii() and wanted.isdecimal() else None


def reasons(person: User, dossier: Dossier, at: Any) -> list[str]:
    """In words, everything by which a person sees a dossier; nothing where they do not see it."""
    if not Dossier.objects.filter(pk=dossier.pk).visible_to(person, at).exists():
        return []
    if not person.is_staff:
        return _of_applicant(person, dossier)
    found: dict[str, None] = {}
    places = {
        dossier.unit.pk: dossier.unit,
        dossier.lead_unit.pk: dossier.lead_unit,
        dossier.counter.pk: dossier.counter,
    }
    for unit in places.values():
        for right in sorted(SEEING):
            for reason in why(person, right, unit, at):
                if reason.grant.scope == "agency" or reason.grant.unit_id in unit.path:
                    found[_("Hồ sơ ở %(unit)s: %(reason)s") % {"unit": unit.name, "reason": reason.words}] = None
    if dossier.handler_id == person.pk:
        found[_("Đang giữ hồ sơ này")] = None
    runs = StepRun.objects.filter(dossier=dossier).order_by("handed_over_at", "pk")
    for run in runs:
        if person.pk in (run.assignee_id, run.ended_by_id):
            words = _("Đã làm bước %(step)s, nhận %(when)s")
            found[words % {"step": f"{run.position}. {run.name}", "when": said(run.handed_over_at)}] = None
    return list(found)


def _of_applicant(person: User, dossier: Dossier) -> list[str]:
    found = [
        _("%(basis)s, %(when)s") % {"basis": access.get_basis_display(), "when": said(access.at)}
        for access in Access.objects.filter(dossier=dossier, user=person)
    ]
    links = person.links.filter(applicant=dossier.applicant_id, ended_at=None).select_related("applicant", "by")
    return found + [
        _("Tài khoản gắn với chủ hồ sơ %(name)s: %(by)s đã xem giấy tờ %(when)s")
        % {"name": link.applicant.name, "by": link.by.full_name, "when": said(link.at)}
        for link in links
    ]
