"""What the pages of a form being filled in share: whose draft it is, where it stands, what it may come to."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property, wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cchc.doors.portal.forms.person import STEP, person_form
from cchc.doors.portal.querysets.agencies import open_agencies
from cchc.doors.portal.rules import walk
from cchc.doors.portal.rules.words import in_language
from cchc.doors.portal.views import keys
from cchc.foundation.forms.rules import Form
from cchc.foundation.identity.models import User
from cchc.foundation.worktime.querysets import calendar_of
from cchc.foundation.worktime.rules import Limit, due_at
from cchc.kernel.clock import now, today
from cchc.onestop.dossiers import services
from cchc.onestop.dossiers.models import Draft
from cchc.onestop.dossiers.querysets import whole_draft
from cchc.onestop.procedures.choices import Channel, Unit
from cchc.onestop.procedures.querysets import by_code, snapshot
from cchc.onestop.procedures.rules import FormulaFault, Snapshot
from cchc.ui import errors, wording


def language() -> str:
    """The language of the page."""
    return (get_language() or "vi")[:2]


def name_of(process: Snapshot) -> str:
    """The name of a procedure in the language of the page."""
    return in_language(process, "name", language())


def person_of(request: HttpRequest) -> User | None:
    """The account behind a page; None without one."""
    return request.user if isinstance(request.user, User) else None


def cases_of(process: Snapshot) -> tuple[str, ...]:
    """The cases with a time limit of their own, where a dossier filed online may be one of several."""
    found = tuple(dict.fromkeys(limit.case for limit in process.limits_for(Channel.ONLINE) if limit.amount))
    return found if len(found) > 1 else ()


@dataclass(frozen=True)
class Expected:
    """What follows if a dossier is filed now: the counter's answer, and the result if it is taken in then."""

    answer_by: datetime
    due_at: datetime | None
    limit: str  # 11 ngày làm việc; empty where none is named


def expected(process: Snapshot, at: datetime, case: str = "") -> Expected:
    """Reckoned as if filed at `at` and accepted at the end of the time for the first answer."""
    answer_by = services.answer_deadline(process.agency_id, at)
    limit = process.limit_for(Channel.ONLINE, case)
    if limit is None or limit.amount is None:
        return Expected(answer_by, None, "")
    due = due_at(answer_by, Limit(limit.amount, limit.unit), calendar_of(process.agency_id))  # type: ignore[arg-type]
    return Expected(answer_by, due, f"{wording.number(limit.amount)} {Unit(limit.unit).label}")


@dataclass(frozen=True)
class Price:
    """What is due for a dossier, as far as it is known."""

    amount: Decimal | None
    is_free: bool = False


def price(process: Snapshot, answers: Any) -> Price:
    """The fee by the answers; unknown where a formula lacks one; none where the procedure names no fee."""
    if not process.fees:
        return Price(None, is_free=True)
    try:
        amount = process.fee_due(Channel.ONLINE, answers)
    except FormulaFault:
        amount = None
    return Price(amount, is_free=amount == 0)


@dataclass(frozen=True)
class Filing:
    """A draft on one of its pages."""

    draft: Draft
    process: Snapshot
    secret: str
    user: User | None

    @cached_property
    def form(self) -> Form | None:
        """The procedure's own form, None where papers are all that it wants."""
        return self.process.drawn

    @cached_property
    def person(self) -> Form:
        """The first step."""
        return person_form(self.draft.behalf, cases_of(self.process), self.user is not None)

    @cached_property
    def pages(self) -> tuple[str, ...]:
        """The keys of its pages."""
        return walk.pages(self.process, self.form, self.draft.answers)

    def place(self, key: str) -> walk.Place:
        """Where a page stands. Raises Http404 where it is not asked."""
        found = walk.place(self.pages, key)
        if found is None:
            raise Http404
        return found

    def is_right(self, key: str) -> bool:
        """Whether a page of the form was saved, and holds nothing wrong.."""
        if key not in self.draft.saved:
            return False
        form, answers = (self.person, self.draft.person) if key == walk.PERSON else (self.form, self.draft.answers)
        step = STEP if key == walk.PERSON else key
        return form is None or not form.check(step, {}, answers, today=today(), language=language()).errors

    def title(self, key: str) -> str:
        """What a page is called."""
        if key == walk.PERSON:
            return _("Người nộp")
        if key == walk.PAPERS:
            return _("Giấy tờ cần nộp")
        if key == walk.CHECK:
            return _("Kiểm tra: hồ sơ chưa được gửi")
        step = self.form.step(key) if self.form else None
        return step.title.text(language()) if step else ""

    def url(self, key: str) -> str:
        """The address of a page."""
        return page_url(self.process.code, self.draft.pk, key)

    @property
    def told(self) -> dict[str, Any]:
        """What every service on a draft asks."""
        return {"draft_id": self.draft.pk, "by": self.user, "secret": self.secret, "at": now()}

    def frame(self, key: str) -> dict[str, Any]:
        """What the head of a page shows."""
        place = self.place(key)
        successor = None
        if not self.process.runs_on(today()):
            successor = by_code(open_agencies(today()), self.process.code, today())
        return {
            "filing": self,
            "draft": self.draft,
            "process": self.process,
            "place": place,
            "title": self.title(key),
            "back_url": self.url(place.before) if place.before else start_url(self.process.code),
            "back_title": self.title(place.before) if place.before else "",
            "renew_url": _own("renew", self.process.code, self.draft.pk) if successor else "",
            "has_ended": not self.process.runs_on(today()),
            "successor": successor,
        }


def _own(name: str, code: str, draft_id: UUID) -> str:
    return reverse(f"portal:filing-{name}", args=[code, draft_id])


def start_url(code: str) -> str:
    """The page before the form."""
    return reverse("portal:filing-start", args=[code])


def page_url(code: str, draft_id: UUID, key: str) -> str:
    """The address of a page of a draft."""
    if key == walk.PAPERS:
        return _own("papers", code, draft_id)
    if key == walk.CHECK:
        return _own("check", code, draft_id)
    return reverse("portal:filing-step", args=[code, draft_id, key])


def leave_url(user: User | None, code: str) -> str:
    """Where "save and exit" leads: one's dossiers, or the procedure's first page, where the draft is named."""
    return reverse("portal:mine") if user is not None else start_url(code)


def find(request: HttpRequest, code: str, draft_id: UUID) -> Filing | HttpResponse:
    """The draft, if it is this person's; else where they are sent. Raises Http404."""
    draft = whole_draft(draft_id)
    if draft is None:
        raise Http404
    user, secret = person_of(request), keys.draft_secret(request, draft_id)
    if not services.owns(draft, request.user, secret):
        if user is not None or draft.owner_id is None:
            raise Http404
        if request.method == "POST":
            return _session_over(request, draft)
        return redirect_to_login(request.get_full_path())
    process = snapshot(draft.rules_id)
    if process.code != code:
        raise Http404
    if draft.dossier is not None:
        if draft.owner_id is None and now() - draft.dossier.filed_at < keys.CODE_SHOWN:
            keys.open_dossier(request, draft.dossier.pk, draft.dossier.filed_at, filed=True)
        return redirect("portal:confirmation", str(draft.dossier))
    return Filing(draft, process, secret, user)


def _session_over(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Whoever typed on after the session ended is told so where they look: in the page, or beside the field."""
    if "X-Autosave" in request.headers or "X-Upload" in request.headers:
        words = _("Phiên đã hết. Đăng nhập lại để tiếp tục; nội dung đã lưu lúc %(time)s.")
        words = words % {"time": wording.clock_time(draft.saved_at)}
        return JsonResponse({"words": words, "error": words}, status=403)
    return errors.session_over(request, draft.saved_at)


def of_draft(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Give a page the draft that it is about; 404 to all but whoever fills it in."""

    @wraps(view)
    def found(request: HttpRequest, code: str, draft_id: UUID, **more: Any) -> HttpResponseBase:
        filing = find(request, code, draft_id)
        return filing if isinstance(filing, HttpResponse) else view(request, filing, **more)

    return found
