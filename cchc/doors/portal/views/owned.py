"""The dossiers that a person may see in the portal, and what all their pages show of one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from cchc.doors.portal.rules.words import in_language
from cchc.doors.portal.views import keys
from cchc.doors.portal.views.filing import language, name_of, person_of
from cchc.foundation.identity.models import User
from cchc.foundation.worktime.querysets import calendar_of
from cchc.foundation.worktime.rules import Due, due_state
from cchc.kernel.clock import now
from cchc.onestop.dossiers import rules
from cchc.onestop.dossiers.choices import CODES, TRANSITIONS, Act, Behalf, Delivery, State
from cchc.onestop.dossiers.models import Dossier, Supplement
from cchc.onestop.procedures.querysets import snapshot
from cchc.onestop.procedures.rules import Snapshot

TO_DO = (State.SUPPLEMENT, State.DONE)
IN_HAND = (State.REGISTERED, State.ACCEPTED, State.PROCESSING, State.OBLIGATION, State.WITHDRAWAL)
OVER = (State.RETURNED, State.REFUSED, State.STOPPED, State.VOID)


@dataclass(frozen=True)
class Owned:
    """A dossier as whoever filed it sees it."""

    dossier: Dossier
    user: User | None
    at: datetime

    @cached_property
    def process(self) -> Snapshot:
        """The rules with which it runs."""
        return snapshot(self.dossier.rules_id)

    @property
    def name(self) -> str:
        """What it asks for."""
        return name_of(self.process)

    @property
    def url(self) -> str:
        """Its page, in the language of this one."""
        return reverse("portal:dossier", args=[str(self.dossier)])

    @property
    def code(self) -> int | None:
        """Its national status."""
        return CODES.get(State(self.dossier.state))

    @cached_property
    def due(self) -> Due | None:
        """How it stands with its limit; None where there is none, or it ended without a result."""
        dossier = self.dossier
        if dossier.accepted_at is None or dossier.state in (State.REFUSED, State.STOPPED, State.VOID):
            return None
        finished = dossier.closed_at if dossier.state in (State.DONE, State.RETURNED) else None
        if dossier.due_at is None and dossier.paused_since is None:
            return None
        return due_state(
            self.at, dossier.due_at, calendar_of(dossier.agency_id), finished_at=finished,
            paused_since=dossier.paused_since,
        )  # fmt: skip

    @property
    def is_void(self) -> bool:
        """Whether its intake was undone."""
        return self.dossier.state == State.VOID

    @property
    def step_name(self) -> str:
        """The step in which it is, in the language of the page."""
        step = rules.step_of(self.process, self.dossier.step)
        return in_language(step, "name", language()) if step else ""

    @property
    def next_step_name(self) -> str:
        """The step that usually follows."""
        ahead = rules.options(self.process, self.dossier.step)
        forward = next(
            (option.step for option in ahead if option.act in ("forward", "finish") and option.step), None
        )
        return in_language(forward, "name", language()) if forward else ""

    @property
    def unit_name(self) -> str:
        """Who has it, down to the division."""
        return in_language(self.dossier.unit, "name", language())

    @cached_property
    def asked(self) -> Supplement | None:
        """The request for more that is still open."""
        if self.dossier.state != State.SUPPLEMENT:
            return None
        kept = getattr(self.dossier, "open_supplements", None)
        if kept is not None:
            return kept[0] if kept else None
        return self.dossier.supplements.filter(supplied_at=None).first()

    @property
    def can_withdraw(self) -> bool:
        """Whether it can still be asked back."""
        if self.dossier.accepted_at is None:
            return self.dossier.closed_at is None
        return TRANSITIONS.allow(self.dossier.state, Act.ASK_WITHDRAWAL)

    @property
    def next_words(self) -> str:
        """What comes next, in a sentence."""
        dossier = self.dossier
        match dossier.state:
            case State.REGISTERED:
                return _("Bộ phận Một cửa đang xem hồ sơ.")
            case State.WITHDRAWAL:
                return _("%(unit)s đang xem đề nghị rút hồ sơ.") % {"unit": self.unit_name}
            case State.DONE:
                return self.collect_words
            case State.ACCEPTED | State.PROCESSING | State.OBLIGATION:
                told = {
                    "unit": self.unit_name,
                    "step": _lower(self.step_name),
                    "next": _lower(self.next_step_name),
                }
                if self.next_step_name:
                    return _("%(unit)s giữ hồ sơ, bước %(step)s; tiếp theo: %(next)s.") % told
                return _("%(unit)s giữ hồ sơ, bước %(step)s.") % told
        return ""

    @property
    def collect_words(self) -> str:
        """How the result is collected."""
        dossier = self.dossier
        if dossier.delivery == Delivery.POST:
            where = dossier.delivery_address or dossier.address
            return _("Kết quả được gửi qua bưu chính đến: %(where)s") % {"where": where or _("địa chỉ đã khai")}
        if dossier.delivery == Delivery.ONLINE:
            return _("Kết quả là bản điện tử ở trang hồ sơ này.")
        told = {"counter": in_language(dossier.counter, "name", language())}
        if dossier.behalf == Behalf.AUTHORISED:
            return _("Nhận tại %(counter)s; mang giấy tiếp nhận, giấy tờ tùy thân và văn bản ủy quyền.") % told
        return _("Nhận tại %(counter)s; mang giấy tiếp nhận và giấy tờ tùy thân.") % told


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:] if not text[1:2].isupper() else text


def find(request: HttpRequest, number: str) -> Owned | HttpResponse:
    """The dossier of a number or reference, if this person may see it; else where they go. Raises Http404.

    Staff go to their own page of it, where looks are recorded.
    """
    at, user, plain = now(), person_of(request), rules.plain_number(number)
    if user is not None and user.is_staff:
        return redirect(f"/viec/ho-so/{plain}")
    rows = Dossier.objects.with_names().called(plain)
    found = rows.visible_to(user, at).first() if user is not None else None
    if found is None:
        ids = keys.opened(request, at)
        found = rows.filter(pk__in=ids).exclude(secret="").first() if ids else None
    if found is not None:
        return Owned(found, user, at)
    if user is None:
        return redirect_to_login(request.get_full_path())
    raise Http404


View = Callable[..., HttpResponseBase]


def of_dossier(view: View) -> View:
    """Give a page the dossier that it is about; 404 to all but those whose it is, strangers sign in first."""

    @wraps(view)
    def found(request: HttpRequest, number: str, **more: Any) -> HttpResponseBase:
        owned = find(request, number)
        return owned if isinstance(owned, HttpResponse) else view(request, owned, **more)

    return found


def base_url(request: HttpRequest) -> str:
    """How papers name this installation."""
    return str(settings.PUBLIC_URL) or f"{request.scheme}://{request.get_host()}"
