"""One dossier of another system, to be read by the office: what its export told."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from cchc.foundation.audit.services import record_look
from cchc.foundation.identity.models import User
from cchc.foundation.identity.permissions import is_staff
from cchc.foundation.worktime.querysets import calendar_of
from cchc.foundation.worktime.rules import due_state
from cchc.kernel import clock
from cchc.kernel.access import opens_to
from cchc.onestop.dossiers.choices import CODES, State
from cchc.onestop.dossiers.models import Dossier


class StaffRequest(HttpRequest):
    """A request that `opens_to(is_staff)` let through."""

    user: User


@opens_to(is_staff)
@require_safe
def past(request: StaffRequest, pk: UUID) -> HttpResponse:
    """A past dossier, read only. The look is recorded."""
    at = clock.now()
    rows = Dossier.counted.visible_to(request.user, at).exclude(run=None)
    rows = rows.select_related("agency", "procedure", "rules", "lead_unit", "run", "imported")
    dossier = get_object_or_404(rows, pk=pk)
    record_look(subject_type="dossier", subject_id=dossier.pk, by_id=request.user.pk, at=at)
    due = due_state(at, dossier.due_at, calendar_of(dossier.agency_id), dossier.closed_at, dossier.paused_since)
    context = {
        "dossier": dossier, "told": dossier.imported, "due": due,
        "code": CODES.get(State(dossier.state), 0),
    }  # fmt: skip
    return render(request, "dossiers/past.html", context)
