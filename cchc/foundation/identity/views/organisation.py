"""A2, units: the tree with its dates and successors, a unit, and every act on one."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from cchc.foundation.audit.models import Entry
from cchc.foundation.identity import services
from cchc.foundation.identity.choices import Right
from cchc.foundation.identity.forms import people as forms
from cchc.foundation.identity.models import Agency, Holding, Position, Unit
from cchc.foundation.identity.permissions import manages_people
from cchc.foundation.identity.querysets import open_work
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
    units_in_force,
)
from cchc.foundation.identity.views.story import story
from cchc.kernel import clock
from cchc.kernel.access import opens_to


@opens_to(manages_people)
@require_safe
def tree(request: HttpRequest) -> HttpResponse:
    """The units of an agency as a tree; closed ones on request."""
    agency, today = agency_of(request, request.GET.get("co-quan")), clock.today()
    all_of_them = "tat-ca" in request.GET
    units = (
        Unit.objects.filter(agency=agency)
        .select_related("parent")
        .prefetch_related("successors", "predecessors", "serves")
    )
    shown = [unit for unit in units if all_of_them or unit.ends_on is None or unit.ends_on >= today]
    held = Counter(Holding.objects.filter(unit__agency=agency).on(today).values_list("unit", flat=True))
    context = {
        "agency": agency,
        "agencies": Agency.objects.filter(pk__in=managed(request)).order_by("parent", "name"),
        "successors": list(agency.successors.all()),
        "predecessors": list(agency.predecessors.all()),
        "lines": [(unit, len(unit.path) - 1, held[unit.pk]) for unit in in_tree_order(shown)],
        "all_of_them": all_of_them,
        "hidden": len(units) - len(shown),
        "today": today,
    }
    return render(request, "identity/tree.html", context)


def in_tree_order(units: Sequence[Unit]) -> list[Unit]:
    """Units each below the one that it is in, by name among their like."""
    names = {unit.pk: (unit.name.casefold(), unit.pk) for unit in units}
    return sorted(units, key=lambda unit: [names.get(pk, ("", pk)) for pk in unit.path])


@opens_to(manages_people)
@require_safe
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """A unit: who holds what in it, who did, what is inside it, what happened to it."""
    found, today = _unit(request, pk), clock.today()
    holdings = Holding.objects.filter(unit=found).select_related("user", "position")
    now = holdings.on(today).order_by("position__rank", "user__search")
    entries = list(Entry.objects.about("unit", found.pk))
    context = {
        "unit": found,
        "above": Unit.objects.filter(pk__in=found.path[:-1]).order_by("path"),
        "inside": in_tree_order(list(Unit.objects.filter(path__contains=[found.pk]).exclude(pk=found.pk))),
        "now": now,
        "others": holdings.exclude(pk__in=[row.pk for row in now]).order_by("-starts_on"),
        "story": story(entries),
        "today": today,
    }
    return render(request, "identity/unit.html", context)


@opens_to(manages_people)
@FORMS
def open_unit(request: HttpRequest) -> HttpResponse:
    """Enter a unit; a day in the past is told what it means."""
    agency = agency_of(request, request.GET.get("co-quan"))
    page = ActPage(
        title=_("Mở đơn vị"), subject=agency.name, verb=_("Mở đơn vị"), back_url=_tree_url(agency.pk),
        back_text=agency.short_name,
    )  # fmt: skip

    def run(said: Said) -> str:
        made = services.open_unit(agency=agency, by=own_user(request), at=clock.now(), **said)
        return reverse("identity:unit", args=[made.pk])

    form = forms.OpenUnit(
        posted(request), agencies=_served_choices(request, agency), units=units_in_force(agency.pk),
        closed=Unit.objects.filter(agency=agency).exclude(ends_on=None).order_by("-ends_on"),
        initial={"starts_on": clock.today(), "parent": request.GET.get("trong", "")},
    )  # fmt: skip
    return act(request, page, form, run, _("Đã mở đơn vị."), lambda said: if_past(said["starts_on"]))


@opens_to(manages_people)
@FORMS
def change_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what is said of a unit."""
    found = _unit(request, pk)
    page = _unit_page(found, _("Sửa đơn vị"), _("Lưu đơn vị"))

    def run(said: Said) -> str:
        services.change_unit(unit=found, by=own_user(request), at=clock.now(), **said)
        return page.back_url

    names = ("code", "name", "short_name", "name_en", "starts_on", "is_counter", "version")
    first = first_values(found, names) | {"serves": [agency.pk for agency in found.serves.all()]}
    agencies = _served_choices(request, found.agency, [agency.pk for agency in found.serves.all()])
    form = forms.ChangeUnit(posted(request), agencies=agencies, initial=first)

    def consequences(said: Said) -> Sequence[str]:
        gone = [row for row in found.serves.all() if "serves" in said and row not in said["serves"]]
        lines = [_("Quầy này thôi nhận hồ sơ cho %(agency)s ngay khi lưu.") % {"agency": row.name} for row in gone]
        if found.is_counter and not said["is_counter"]:
            lines.append(_("Đơn vị này không còn là quầy một cửa ngay khi lưu."))
        return lines

    return act(request, page, form, run, _("Đã lưu đơn vị."), consequences)


@opens_to(manages_people)
@FORMS
def move_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a unit into another."""
    found = _unit(request, pk)
    page = _unit_page(
        found, _("Chuyển đơn vị"), _("Chuyển đơn vị"),
        _("Đơn vị chuyển ngay, cùng mọi đơn vị bên trong. Nếu quyết định có hiệu lực ngày khác: mở đơn vị mới, "
          "giải thể đơn vị này và chọn đơn vị mới làm đơn vị kế thừa."),
    )  # fmt: skip

    def run(said: Said) -> str:
        services.move_unit(unit=found, by=own_user(request), at=clock.now(), **said)
        return page.back_url

    def consequences(said: Said) -> Sequence[str]:
        above = said["parent"]
        now = Unit.objects.filter(pk__in=found.path[:-1])
        words = _("Người có quyền tại %(unit)s thôi thấy việc của đơn vị này.")
        lines = [words % {"unit": row.name} for row in now if above is None or row.pk not in above.path]
        if above is not None:
            lines.append(_("Người có quyền tại %(unit)s thấy việc của đơn vị này.") % {"unit": above.name})
        return lines

    units = units_in_force(found.agency_id).exclude(path__contains=[found.pk])
    form = forms.MoveUnit(
        posted(request), units=units, initial={"version": found.version, "parent": found.parent_id}
    )
    return act(request, page, form, run, _("Đã chuyển đơn vị."), consequences)


@opens_to(manages_people)
@FORMS
def close_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a unit after a day, also one in the past, after its consequences were read."""
    found = _unit(request, pk)
    page = _unit_page(found, _("Giải thể đơn vị"), _("Giải thể %(unit)s") % {"unit": found.name}, danger=True)

    def run(said: Said) -> str:
        services.close_unit(unit=found, by=own_user(request), at=clock.now(), **said)
        return page.back_url

    def consequences(said: Said) -> Sequence[str]:
        last, heir = said["ends_on"], said["successor"]
        people = (
            Holding.objects.filter(unit=found).exclude(ends_on__lte=last).select_related("user", "position")
            .order_by("user__search")
        )  # fmt: skip
        words = _("%(unit)s hoạt động đến hết ngày %(day)s.")
        lines = [*if_past(last), words % {"unit": found.name, "day": f"{last:%d/%m/%Y}"}]
        for row in people:
            if heir is not None:
                words = _("%(name)s giữ vị trí %(position)s ở %(unit)s từ ngày sau đó.")
                lines.append(words % {"name": row.user, "position": row.position, "unit": heir.name})
            else:
                words = _("%(name)s thôi giữ vị trí %(position)s.")
                lines.append(words % {"name": row.user, "position": row.position})
        if not people:
            lines.append(_("Không ai giữ vị trí ở đây sau ngày ấy."))
        if heir is None:
            lines.append(_("Không có đơn vị kế thừa: việc đang mở ở đây không tự sang đâu."))
        else:
            lines.append(_("%(unit)s kế thừa từ ngày sau đó.") % {"unit": heir.name})
        return [*lines, *open_work(found, heir)]

    form = forms.CloseUnit(
        posted(request), units=units_in_force(found.agency_id).exclude(path__contains=[found.pk]),
        initial={"ends_on": clock.today()},
    )  # fmt: skip
    return act(request, page, form, run, _("Đã giải thể đơn vị."), consequences)


@opens_to(manages_people)
@require_safe
def positions(request: HttpRequest) -> HttpResponse:
    """The positions of an agency and what they allow."""
    agency, today = agency_of(request, request.GET.get("co-quan")), clock.today()
    held = Counter(Holding.objects.filter(position__agency=agency).on(today).values_list("position", flat=True))
    rows = Position.objects.filter(agency=agency).order_by("rank", "title")
    context = {"agency": agency, "lines": [(row, _right_words(row), held[row.pk]) for row in rows]}
    return render(request, "identity/positions.html", context)


@opens_to(manages_people)
@FORMS
def define_position(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A new position, or another content for one; whoever holds it is bound at once."""
    found = get_object_or_404(Position.objects.filter(agency__in=managed(request)), pk=pk) if pk else None
    agency = found.agency if found else agency_of(request, request.GET.get("co-quan"))
    where = f"{reverse('identity:positions')}?co-quan={agency.pk}"
    page = ActPage(
        title=_("Sửa vị trí") if found else _("Thêm vị trí"), subject=found.title if found else agency.name,
        verb=_("Lưu vị trí"), back_url=where, back_text=_("Vị trí"),
    )  # fmt: skip

    def run(said: Said) -> str:
        services.define_position(agency=agency, by=own_user(request), at=clock.now(), **said)
        return where

    def consequences(said: Said) -> Sequence[str]:
        if found is None:
            return ()
        count = Holding.objects.filter(position=found).on(clock.today()).count()
        if not count or (set(said["rights"]), said["scope"]) == (set(found.rights), found.scope):
            return ()
        words = ngettext(
            "%(count)d người đang giữ vị trí này có quyền mới ngay khi lưu.",
            "%(count)d người đang giữ vị trí này có quyền mới ngay khi lưu.",
            count,
        )
        return [words % {"count": count}]

    names = ("title", "title_en", "rank", "scope", "rights")
    form = forms.PositionForm(posted(request), initial=first_values(found, names) if found else None)
    if found is not None:
        form.fields["title"].disabled = True  # a new title is a new position
    return act(request, page, form, run, _("Đã lưu vị trí."), consequences)


def _right_words(row: Position) -> list[str]:
    return [str(Right(right).label) for right in row.rights]


def _unit(request: HttpRequest, pk: int) -> Unit:
    rows = Unit.objects.filter(agency__in=managed(request)).select_related("agency", "parent")
    return get_object_or_404(rows, pk=pk)


def _unit_page(found: Unit, title: str, verb: str, words: str = "", danger: bool = False) -> ActPage:
    return ActPage(
        title=title, subject=found.name, verb=verb, back_url=reverse("identity:unit", args=[found.pk]),
        back_text=found.name, words=words, danger=danger,
    )  # fmt: skip


def _served_choices(request: HttpRequest, agency: Agency, now: Sequence[int] = ()) -> Any:
    return (
        Agency.objects.filter(pk__in={*managed(request), *now}, ends_on=None)
        .exclude(pk=agency.pk)
        .order_by("name")
    )


def _tree_url(agency_id: int) -> str:
    return f"{reverse('identity:tree')}?co-quan={agency_id}"
