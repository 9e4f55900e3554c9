"""Who asks, and for which agency's catalogue."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from cchc.foundation.identity.models import Agency, User
from cchc.kernel import clock
from cchc.onestop.procedures.models import Procedure, Version
from cchc.onestop.procedures.permissions import managed_agencies


class KeeperRequest(HttpRequest):
    """A request that `opens_to(manages_anywhere)` let through."""

    user: User


def agencies_of(request: KeeperRequest) -> list[Agency]:
    """The agencies whose catalogue this person keeps, by name."""
    kept = managed_agencies(request.user, clock.today())
    return list(Agency.objects.filter(pk__in=kept).order_by("name"))


def agency_of(request: KeeperRequest, kept: list[Agency] | None = None) -> Agency:
    """The agency asked for with `?co-quan=`, the person's own without. One that they do not keep is not found.

    `kept` are the agencies that they keep, where those were read already.
    """
    agencies = agencies_of(request) if kept is None else kept
    asked = request.GET.get("co-quan", "")
    if asked:
        found = [agency for agency in agencies if str(agency.pk) == asked]
    else:
        found = [agency for agency in agencies if agency.pk == request.user.agency_id] or agencies
    if not found:
        raise Http404
    return found[0]


def version_of(request: KeeperRequest, pk: int) -> Version:
    """A version in a catalogue that this person keeps, whole."""
    kept = managed_agencies(request.user, clock.today())
    return get_object_or_404(Version.objects.whole().filter(procedure__agency__in=kept), pk=pk)


def procedure_of(request: KeeperRequest, pk: int) -> Procedure:
    """A procedure in a catalogue that this person keeps."""
    kept = managed_agencies(request.user, clock.today())
    return get_object_or_404(Procedure.objects.of(kept).select_related("agency"), pk=pk)
