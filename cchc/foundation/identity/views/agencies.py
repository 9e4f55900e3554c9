"""A2, agencies: added, corrected, ended, merged into another."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from cchc.foundation.identity import services
from cchc.foundation.identity.forms import people as forms
from cchc.foundation.identity.models import Agency, Holding, Unit
from cchc.foundation.identity.permissions import manages_people
from cchc.foundation.identity.views.acts import (
    FORMS,
    ActPage,
    Said,
    act,
    agency_of,
    first_values,
    if_past,
    managed,
    own_user,
    posted,
)
from cchc.kernel import clock
from cchc.kernel.access import opens_to

_MOST_NAMED = 20  # of the people who lose their positions


@opens_to(manages_people)
@FORMS
def open_agency(request: HttpRequest) -> HttpResponse:
    """Enter an agency below one that this person keeps."""
    parent = agency_of(request, request.GET.get("tren"))
    page = ActPage(
        title=_("Thêm cơ quan"), subject=parent.name, verb=_("Thêm cơ quan"), back_url=tree_url(parent.pk),
        back_text=parent.short_name, words=_("Cơ quan mới trực thuộc %(agency)s.") % {"agency": parent.name},
    )  # fmt: skip

    def run(said: Said) -> str:
        made = services.open_agency(parent=parent, by=own_user(request), at=clock.now(), **said)
        return tree_url(made.pk)

    form = forms.OpenAgency(posted(request), initial={"starts_on": clock.today()})
    return act(request, page, form, run, _("Đã thêm cơ quan."))


@opens_to(manages_people)
@FORMS
def change_agency(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what is said of an agency."""
    agency = agency_of(request, pk)
    page = ActPage(
        title=_("Sửa cơ quan"), subject=agency.name, verb=_("Lưu cơ quan"), back_url=tree_url(agency.pk),
        back_text=agency.short_name,
    )  # fmt: skip

    def run(said: Said) -> str:
        services.change_agency(agency=agency, by=own_user(request), at=clock.now(), **said)
        return tree_url(agency.pk)

    names = ("code", "name", "short_name", "name_en", "address", "phone", "email", "version")
    form = forms.ChangeAgency(posted(request), initial=first_values(agency, names))
    return act(request, page, form, run, _("Đã lưu cơ quan."))


@opens_to(manages_people)
@FORMS
def close_agency(request: HttpRequest, pk: int) -> HttpResponse:
    """End an agency after a day, also one in the past, after its consequences were read."""
    agency = agency_of(request, pk)
    page = ActPage(
        title=_("Kết thúc hoạt động của cơ quan"), subject=agency.name,
        verb=_("Kết thúc hoạt động của %(agency)s") % {"agency": agency.name},
        back_url=tree_url(agency.pk), back_text=agency.short_name, danger=True,
    )  # fmt: skip

    def run(said: Said) -> str:
        services.close_agency(agency=agency, by=own_user(request), at=clock.now(), **said)
        return _after(request, said["successor"] or agency)

    def consequences(said: Said) -> Sequence[str]:
        heir = said["successor"]
        lines = [*if_past(said["ends_on"]), *_ends_with([agency], said["ends_on"])]
        if heir is None:
            return [*lines, _("Không có cơ quan kế thừa: hồ sơ và việc đang mở ở đây không tự sang đâu.")]
        return [*lines, _heir(heir)]

    form = forms.CloseAgency(
        posted(request), agencies=_others(request, agency), initial={"ends_on": clock.today()}
    )
    return act(request, page, form, run, _("Đã kết thúc hoạt động của cơ quan."), consequences)


@opens_to(manages_people)
@FORMS
def merge_agencies(request: HttpRequest, pk: int) -> HttpResponse:
    """Let other agencies go into this one from a day on, after the consequences were read."""
    agency = agency_of(request, pk)
    page = ActPage(
        title=_("Nhập cơ quan khác vào"), subject=agency.name,
        verb=_("Nhập vào %(agency)s") % {"agency": agency.name}, back_url=tree_url(agency.pk),
        back_text=agency.short_name, danger=True,
        words=_("Cơ quan được nhập kết thúc hoạt động vào ngày hôm trước."),
    )  # fmt: skip

    def run(said: Said) -> str:
        services.merge_agencies(successor=agency, by=own_user(request), at=clock.now(), **said)
        return _after(request, agency)

    def consequences(said: Said) -> Sequence[str]:
        last = said["merged_on"] - timedelta(days=1)
        return [*if_past(said["merged_on"]), *_ends_with(said["predecessors"], last), _heir(agency)]

    form = forms.MergeAgencies(
        posted(request), agencies=_others(request, agency), initial={"merged_on": clock.today()}
    )
    return act(request, page, form, run, _("Đã nhập cơ quan."), consequences)


def _ends_with(agencies: Sequence[Agency], last: date) -> list[str]:
    """What ends with agencies: their units, the positions held in them; and what stays behind."""
    units = Unit.objects.filter(agency__in=agencies, ends_on=None).order_by("agency", "path")
    held = Holding.objects.filter(unit__agency__in=agencies).exclude(ends_on__lte=last)
    people = list(held.select_related("user", "position").order_by("user__search", "pk"))
    words = _("%(agency)s hoạt động đến hết ngày %(day)s.")
    lines = [words % {"agency": row.name, "day": f"{last:%d/%m/%Y}"} for row in agencies]
    lines += [_("%(unit)s giải thể cùng ngày.") % {"unit": row.name} for row in units]
    words = _("%(name)s thôi giữ vị trí %(position)s.")
    lines += [words % {"name": row.user, "position": row.position} for row in people[:_MOST_NAMED]]
    if len(people) > _MOST_NAMED:
        lines.append(_("Cùng %(n)s người khác thôi giữ vị trí.") % {"n": len(people) - _MOST_NAMED})
    words = _("%(agency)s trực thuộc còn hoạt động, không tự chuyển sang đâu.")
    below = Agency.objects.filter(parent__in=agencies, ends_on=None).order_by("name")
    return lines + [words % {"agency": row.name} for row in below]


def _heir(heir: Agency) -> str:
    return _("%(agency)s kế thừa. Vị trí ở đó giao lại cho từng người.") % {"agency": heir.name}


def _others(request: HttpRequest, agency: Agency) -> Any:
    """The agencies that go on, of those that this person keeps."""
    return Agency.objects.filter(pk__in=managed(request), ends_on=None).exclude(pk=agency.pk).order_by("name")


def _after(request: HttpRequest, agency: Agency) -> str:
    """Where to go once an agency has ended: whoever ended their own position with it starts anew."""
    user = type(own_user(request))._default_manager.signed_in(own_user(request).pk)
    return tree_url(agency.pk) if user is not None and manages_people(user) else reverse("account_begin")


def tree_url(agency_id: int) -> str:
    """The tree of one agency."""
    return f"{reverse('identity:tree')}?co-quan={agency_id}"
