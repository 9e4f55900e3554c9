"""One row of a review: shown beside its lines, confirmed, corrected, placed, dismissed, split, taken back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_htmx.http import trigger_client_event

from cchc.foundation.identity.models import Unit, User
from cchc.kernel import clock
from cchc.kernel.access import opens_to
from cchc.kernel.lifecycle import NotAllowed, Stale
from cchc.steering.plans import permissions, rules, services
from cchc.steering.plans.choices import Change, RowKind, RowState
from cchc.steering.plans.forms.cells import Known
from cchc.steering.plans.forms.rows import RowForm
from cchc.steering.plans.models import ImportRow, PlanImport
from cchc.steering.plans.rules import content
from cchc.steering.plans.templatetags.plan_words import place_words
from cchc.steering.plans.views import import_words as words
from cchc.steering.plans.views.doubt_words import doubts_of
from cchc.steering.plans.views.import_opened import (
    Kept,
    SteerRequest,
    lost_race,
    opened,
    tabs_of,
)
from cchc.steering.plans.views.import_words import Shown

NEAR = 8  # rows before and behind a line that it may belong to
PLACES = (RowKind.TARGET, RowKind.TASK, RowKind.ASSIGNMENT, RowKind.COMMITMENT, RowKind.STRUCTURE)
AT_ONCE = (RowKind.COMMITMENT, RowKind.STRUCTURE)  # placed without asking more
SPLIT_PARTS = 2
SPLIT = {RowKind.TARGET: ("text", "comparison", "value", "unit", "year")}


def places() -> list[tuple[str, Any, bool]]:
    """What a line that was read into nothing may be, and whether nothing more is asked."""
    return [(kind, kind.label, kind in AT_ONCE) for kind in PLACES]


@dataclass
class Review:
    """A review as one person has it open: what its rows may name is read once."""

    whole: PlanImport
    user: User
    at: datetime
    kept: Kept

    @cached_property
    def units(self) -> dict[int, str]:
        """Every unit that the agency has or had, by key."""
        return dict(Unit.objects.filter(agency=self.whole.agency_id).order_by("name").values_list("pk", "name"))

    @cached_property
    def known(self) -> Known:
        """What the cells of a row may name."""
        living = Unit.objects.filter(agency=self.whole.agency_id, ends_on=None).order_by("name")
        groups, subgroups, targets = [], [], []
        named = self.whole.rows.filter(kind__in=(RowKind.GROUP, RowKind.TARGET)).kept()
        for pk, kind, value, place in named.order_by("position").values_list("pk", "kind", "value", "lines"):
            if kind == RowKind.TARGET:
                targets.append((str(pk), f"{(value['quote'] or value['text'])[:90]} ({place_words(place)})"))
            elif value["parent"]:
                subgroups.append((value["number"], f"{value['parent']}.{value['number']} {value['name'][:60]}"))
            else:
                groups.append((value["number"], f"{value['number']}. {value['name'][:60]}"))
        return Known(
            units=list(living.values_list("pk", "name")), groups=groups, subgroups=subgroups,
            indicators=words.indicators(), targets=targets,
        )  # fmt: skip

    def title(self, row: ImportRow) -> str:
        """What a row is called."""
        return words.title_of(row, self.known)

    def form(self, row: ImportRow, data: Any = None, **more: Any) -> RowForm:
        """The cells of a row as fields."""
        told: dict[str, Any] = {
            "kind": row.kind, "value": row.value, "version": row.version, "pk": row.pk,
            "known": replace(self.known, hints=words.hints_of(row, self.units)),
        }  # fmt: skip
        return RowForm(data, **told | more)

    def near(self, row: ImportRow) -> list[tuple[str, str]]:
        """The rows around a line that was placed nowhere: it may belong to one of them. Or, around another row,
        those of its kind, which may be the rest of it.
        """
        kinds = words.BELONGABLE if row.kind == RowKind.LEFT_OVER else (row.kind,)
        rows = self.whole.rows.filter(kind__in=kinds).kept().exclude(change=Change.REMOVED)
        before = list(rows.filter(position__lt=row.position).order_by("-position")[:NEAR])[::-1]
        behind = list(rows.filter(position__gt=row.position).order_by("position")[:NEAR])
        return [
            (f"{one.pk}:{one.version}", f"{self.title(one)}, {place_words(one.lines)}: {one.value['text'][:60]}")
            for one in (*before, *behind)
        ]


def show(frame: Review, rows: Sequence[ImportRow], mode: str = "list") -> list[Shown]:
    """Rows as a page shows them. What needs a look stands open, cell by cell where it is in doubt."""
    found = []
    for row in rows:
        is_open = mode == "list" and row.state == RowState.TO_LOOK
        cells = words.asked(row) if is_open else []
        shown = Shown(
            row=row, url=reverse("plans:import-row", args=[frame.whole.pk, row.pk]), title=frame.title(row),
            under=row.value.get("part", ""), source=words.source_of(row),
            facts=words.facts_of(row, frame.known, frame.units, cells), doubts=doubts_of(row),
            differences=words.differences_of(row), mode=mode, yes=words.yes_of(row, frame.units),
            no=words.no_of(row),
        )  # fmt: skip
        if is_open and row.kind == RowKind.LEFT_OVER:
            shown.others = frame.near(row)
        elif is_open:
            shown.form = frame.form(row, only=cells)
        found.append(shown)
    return found


@opens_to(permissions.steers_anywhere)
@require_http_methods(["GET", "HEAD", "POST"])
def row(request: SteerRequest, pk: UUID, row_pk: UUID) -> HttpResponse:
    """A row with all its cells, or what a person says of it."""
    whole = opened(request, pk)
    found = get_object_or_404(whole.rows.select_related("changed_by"), pk=row_pk)
    frame = Review(whole, request.user, clock.now(), Kept.of_row(request.GET))
    if request.method == "POST":
        return _Act(request, frame, found).answer()
    shown = show(frame, [found], mode="edit")[0]
    doing, kind = request.GET.get("viec", "sua"), request.GET.get("loai", "")
    if doing == "xep" and kind in PLACES:
        _placing(frame, shown, kind)
    elif doing == "tach" and shown.splits:
        _splitting(frame, shown)
    elif doing == "xem":
        shown = show(frame, [found])[0]
    elif found.kind == RowKind.LEFT_OVER:
        shown.mode, shown.others = "list", frame.near(found)
    else:
        shown.form = frame.form(found)
        shown.others = frame.near(found) if shown.merges else ()
    return _page(request, frame, shown)


def _placing(frame: Review, shown: Shown, kind: str, data: Any = None) -> None:
    blank = content.blank(kind, shown.row.value["text"])
    shown.mode, shown.title = "place", _("Xếp là %(kind)s") % {"kind": RowKind(kind).label.lower()}
    shown.form = frame.form(shown.row, data, kind=kind, value=blank)


def _splitting(frame: Review, shown: Shown, data: Any = None) -> None:
    only = SPLIT.get(RowKind(shown.row.kind), ("text",))
    shown.mode = "split"
    shown.parts = [
        frame.form(shown.row, data, only=only, prefix=f"p{n}") for n in range(1, SPLIT_PARTS + 1)
    ]  # fmt: skip


def _page(request: Any, frame: Review, shown: Shown, status: int = 200, just: str = "") -> HttpResponse:
    """The row alone: as a page of its own, or in its place on the page of the review."""
    context: dict[str, Any] = {
        "whole": frame.whole, "shown": shown, "kept": frame.kept, "focus": True, "places": places(),
        "back_url": f"{frame.kept.url(frame.whole.pk)}#{shown.key}",
    }  # fmt: skip
    if not request.htmx:
        return render(request, "plans/import_row_page.html", context, status=status)
    counts = frame.whole.rows.counts()
    context |= {"counts": counts, "tabs": tabs_of(frame.whole, counts, frame.kept.tab)}
    response = render(request, "plans/import_row_swap.html", context, status=status)
    return trigger_client_event(response, "announce", {"value": just}) if just else response


class _Act:
    """What a person says of a row, and the answer: the row as it is now, a page of errors, or who was faster."""

    def __init__(self, request: Any, frame: Review, found: ImportRow) -> None:
        self.request, self.frame, self.row = request, frame, found
        self.typed = request.POST
        self.said: dict[str, Any] = {"row_id": found.pk, "by": frame.user, "at": frame.at}

    @cached_property
    def version(self) -> int:
        """The version of the row that the person saw."""
        given = self.typed.get("version", self.typed.get("p1-version", ""))
        return int(given) if given.isdigit() else -1

    def answer(self) -> HttpResponse:
        """Do what was pressed."""
        acts: dict[str, Callable[[], HttpResponse]] = {
            "luu": self._save, "bo-qua": self._dismiss, "giu": self._keep, "mo-lai": self._reopen,
            "xep": self._place, "thuoc": self._belong, "gop": self._merge, "tach": self._split,
        }  # fmt: skip
        act = acts.get(self.typed.get("act", ""))
        if act is None:
            raise Http404
        try:
            return act()
        except Stale as stale:
            return self._late(stale)
        except NotAllowed:
            return self._late(None)

    def _shown(self, **more: Any) -> Shown:
        return replace(show(self.frame, [self.row], mode="edit")[0], **more)

    def _save(self) -> HttpResponse:
        only = self.typed.get("o")
        form = self.frame.form(self.row, self.typed, only=None if only is None else only.split(","))
        if not form.is_valid():
            return _page(self.request, self.frame, self._shown(form=form, mode=self._mode), 422)
        changes = form.changes()
        try:
            if changes:
                services.correct_row(version=self.version, changes=changes, **self.said)
            else:
                services.confirm_row(version=self.version, **self.said)
        except rules.WrongValue as wrong:
            form.refuse(wrong)
            return _page(self.request, self.frame, self._shown(form=form, mode=self._mode), 422)
        return self._done()

    @property
    def _mode(self) -> str:
        return "list" if "o" in self.typed else "edit"

    def _dismiss(self) -> HttpResponse:
        reason = self.typed.get("reason", "")[:500]
        try:
            services.dismiss_row(version=self.version, reason=reason, **self.said)
        except services.ReasonMissing:
            shown = show(self.frame, [self.row])[0]
            return _page(self.request, self.frame, replace(shown, reason_missing=True), 422)
        return self._done()

    def _keep(self) -> HttpResponse:
        """The other of two answers: no scanning error, or not gone from the plan."""
        if not words.no_of(self.row):
            raise NotAllowed(self.row.kind, "keep")
        services.dismiss_row(version=self.version, reason=words.no_of(self.row), **self.said)
        return self._done()

    def _reopen(self) -> HttpResponse:
        services.reopen_row(version=self.version, **self.said)
        return self._done()

    def _place(self) -> HttpResponse:
        kind = self.typed.get("loai", "")
        if kind not in PLACES:
            raise Http404
        shown = self._shown()
        _placing(self.frame, shown, kind, self.typed if "full" in self.typed else None)
        form = shown.form
        assert form is not None
        changes: dict[str, Any] = {}
        if form.is_bound:
            if not form.is_valid():
                return _page(self.request, self.frame, shown, 422)
            changes = form.changes()
        try:
            services.place_row(version=self.version, kind=RowKind(kind), changes=changes, **self.said)
        except rules.WrongValue as wrong:
            if form.is_bound:
                form.refuse(wrong)
            return _page(self.request, self.frame, shown, 422)
        return self._done()

    def _belong(self) -> HttpResponse:
        """A line belongs to another row: its words go behind that one's."""
        key, _colon, version = self.typed.get("thuoc", "").partition(":")
        keeper = self.frame.whole.rows.filter(pk=key).first() if words.is_key(key) else None
        if keeper is None or not version.isdigit():
            shown = show(self.frame, [self.row])[0]
            return _page(self.request, self.frame, replace(shown, fault=_("Chọn dòng mà dòng này thuộc về")), 422)
        services.merge_rows(
            row_id=keeper.pk, version=int(version), other_id=self.row.pk, other_version=self.version,
            by=self.frame.user, at=self.frame.at,
        )  # fmt: skip
        return self._done(elsewhere=True)

    def _merge(self) -> HttpResponse:
        """Another row is the rest of this one: its words go behind this one's."""
        key, _colon, version = self.typed.get("thuoc", "").partition(":")
        rest = self.frame.whole.rows.filter(pk=key).first() if words.is_key(key) else None
        if rest is None or not version.isdigit():
            others = self.frame.near(self.row)
            shown = self._shown(form=self.frame.form(self.row), others=others, fault=_("Chọn dòng để gộp vào"))
            return _page(self.request, self.frame, shown, 422)
        services.merge_rows(
            row_id=self.row.pk, version=self.version, other_id=rest.pk, other_version=int(version),
            by=self.frame.user, at=self.frame.at,
        )  # fmt: skip
        return self._done(elsewhere=True)

    def _split(self) -> HttpResponse:
        shown = self._shown()
        if not shown.splits:
            raise NotAllowed(self.row.kind, "split")
        _splitting(self.frame, shown, self.typed)
        valid = [form.is_valid() for form in shown.parts]  # each says what is wrong in it
        if not all(valid):
            return _page(self.request, self.frame, shown, 422)
        parts = [form.changes() for form in shown.parts]
        if parts[0] == parts[1]:
            shown.parts[1].add_error("text", _("Hai phần còn giống nhau: sửa mỗi phần cho đúng ý của nó"))
            return _page(self.request, self.frame, shown, 422)
        try:
            services.split_row(version=self.version, parts=parts, **self.said)
        except rules.WrongValue as wrong:
            shown.parts[wrong.part].refuse(wrong)
            return _page(self.request, self.frame, shown, 422)
        return self._done(elsewhere=True)

    def _late(self, stale: Stale | None) -> HttpResponse:
        """Somebody else was faster: what the row is now, and what was typed, side by side; nothing is lost."""
        self.row = self.frame.whole.rows.select_related("changed_by").get(pk=self.row.pk)
        self.frame.whole.refresh_from_db()
        shown = show(self.frame, [self.row])[0]
        theirs = lost_race(stale, of_row=True) if stale else _("Việc này không còn làm được với dòng này.")
        if self.typed.get("act") == "luu" and stale and self.row.kind == self.typed.get("loai", self.row.kind):
            only = self.typed.get("o")
            typed = self.typed.copy()
            typed["version"] = str(self.row.version)
            form = self.frame.form(self.row, typed, only=None if only is None else only.split(","))
            shown = replace(shown, form=form, mode="edit" if only is None else "list")
        kept = self.typed.get("reason", "")
        return _page(self.request, self.frame, replace(shown, theirs=theirs, typed_reason=kept), 409)

    def _done(self, *, elsewhere: bool = False) -> HttpResponse:
        """The row as it is now. What changed other rows too comes back as the whole page."""
        frame = self.frame
        frame.whole.refresh_from_db(fields=["version", "changed_at", "changed_by"])
        self.row = frame.whole.rows.select_related("changed_by").get(pk=self.row.pk)
        title = frame.title(self.row)
        state = RowState(self.row.state)
        just = f"{state.label}: {title}"
        if self.request.htmx and not elsewhere and self.row.kind != RowKind.SPELLING:
            mode = "settled" if state in words.SETTLED else "list"
            shown = show(frame, [self.row], mode=mode)[0]
            return _page(self.request, frame, shown, just=just)
        messages.success(self.request, just)
        url = frame.kept.url(frame.whole.pk, vua=str(self.row.pk))
        if self.request.htmx:
            response = HttpResponse()
            response["HX-Redirect"] = url
            return response
        return redirect(url)
