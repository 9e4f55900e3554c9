"""A dossier as one person has it open: what every page about it begins with."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cchc.doors.desk.choices import Act
from cchc.doors.desk.permissions.acts import Answer, Standing, first_act
from cchc.doors.desk.querysets import dossier as reads
from cchc.doors.desk.rules import used_days
from cchc.doors.desk.views.inbox import query_of
from cchc.foundation.audit.services import record_look
from cchc.foundation.identity.rules import number_kind
from cchc.foundation.worktime.querysets import calendar_of
from cchc.foundation.worktime.rules import Calendar, Due, due_state
from cchc.kernel.clock import now
from cchc.onestop.dossiers.choices import CODES, State
from cchc.onestop.dossiers.models import StepRun
from cchc.onestop.dossiers.rules import plain_number, progress
from cchc.onestop.procedures.querysets import snapshot
from cchc.ui.wording import number

if TYPE_CHECKING:
    from cchc.foundation.identity.models import User

_FORWARD, _BACK = _("Chuyển: %(step)s"), _("Trả lại: %(step)s")

ENDED_WITHOUT_RESULT = (State.REFUSED, State.STOPPED, State.VOID)


@dataclass(frozen=True)
class ActLine:
    """One line of the menu of acts."""

    act: Act
    label: Any
    url: str
    answer: Answer


@dataclass(frozen=True)
class Opened(Standing):
    """What the pages about a dossier say on top, and where they lead."""

    query: str = ""  # of the list from which it was opened

    @cached_property
    def calendar(self) -> Calendar:
        """When the dossier's agency works."""
        return calendar_of(self.dossier.agency_id)

    @cached_property
    def url(self) -> str:
        """Its page, with the way back to the same list."""
        return reverse("desk:dossier", args=[str(self.dossier)]) + self.query

    def part_url(self, part: str, **more: str) -> str:
        """One part of its page."""
        told = "".join(f"&{name}={value}" for name, value in more.items() if value)
        return f"{self.url}{'&' if self.query else '?'}phan={part}{told}"

    def page_url(self, *below: object) -> str:
        """A page below its own: a file, a printed form."""
        return "/".join([reverse("desk:dossier", args=[str(self.dossier)]), *map(str, below)])

    def sibling_url(self, number: str) -> str:
        """The page of another dossier of the same list; empty for none."""
        return reverse("desk:dossier", args=[number]) + self.query if number else ""

    @cached_property
    def note(self) -> StepRun | None:
        """The step that ended last, where who ended it left a word for who has the dossier now."""
        before = self.before
        return before if before is not None and before.note and self.run is not None else None

    def act_url(self, act: Act) -> str:
        """The page of an act on it."""
        return self.page_url(act.value) + self.query

    @cached_property
    def code(self) -> int | None:
        """Its status among the national portal's ten; None for an intake that was undone."""
        return CODES.get(State(self.dossier.state))

    @cached_property
    def due(self) -> Due | None:
        """How it stands with its limit, before acceptance that of the answer; None where it ended unanswered."""
        row = self.dossier
        if row.state in ENDED_WITHOUT_RESULT:
            return None
        limit = row.due_at if row.accepted_at else row.answer_by
        return due_state(self.at, limit, self.calendar, row.closed_at, row.paused_since)

    @cached_property
    def used(self) -> str:
        """The step's time used and allotted, "0,5/2"; empty for a step without time."""
        if self.run is None or self.run.due_at is None:
            return ""
        moment = self.dossier.paused_since or self.at
        used = used_days(self.run.days, self.run.due_at, moment, self.calendar)
        return f"{number(used)}/{number(self.run.days)}"

    @cached_property
    def progress(self) -> str:
        """Where the step stands in the table, 3/7."""
        return progress(self.process, self.run.key) if self.run else ""

    @property
    def number_label(self) -> Any:
        """Of which paper the holder's number is."""
        return number_kind(self.dossier.applicant_kind, self.dossier.applicant_number).label

    @cached_property
    def who(self) -> tuple[str, str]:
        """Who came, and for whom: the second empty where people come for themselves."""
        row = self.dossier
        return (row.submitter_name, row.applicant_name) if row.submitter_name else (row.applicant_name, "")

    @cached_property
    def primary(self) -> ActLine | None:
        """The next lawful move."""
        act = first_act(self)
        return self._line(act) if act else None

    @cached_property
    def others(self) -> list[ActLine]:
        """The other acts of this person's kind, with the reason of those that are not possible now."""
        lines = [self._line(act) for act in Act if self.primary is None or act != self.primary.act]
        return [line for line in lines if line.answer.concerns]

    def _line(self, act: Act) -> ActLine:
        return ActLine(act, self.label(act), self.act_url(act), self.may(act))

    def label(self, act: Act) -> Any:
        """An act in words: with the step to which it leads, where there is one."""
        if act == Act.WITHDRAW and self.dossier.state == State.WITHDRAWAL:
            return _("Trả lời đề nghị rút hồ sơ")
        steps = (
            self.moves("forward")
            if act == Act.FORWARD
            else self.moves("send_back")
            if act == Act.SEND_BACK
            else []
        )
        if not steps:
            return act.label
        words = {Act.FORWARD: _FORWARD, Act.SEND_BACK: _BACK}[act]
        return words % {"step": steps[0].name}


def open_dossier(request: HttpRequest, called: str, look: str = "") -> Opened:
    """The dossier that the URL names, for who asks; `look` names the page in the record. Raises Http404."""
    at, user = now(), cast("User", request.user)  # the door let nobody else in
    dossier = reads.dossier_called(plain_number(called), user, at)
    if dossier is None:
        raise Http404
    if look and request.method in ("GET", "HEAD"):
        record_look(subject_type="dossier", subject_id=dossier.pk, by_id=user.pk, at=at, page=look)
    return Opened(dossier, snapshot(dossier.rules_id), reads.runs_of(dossier), user, at, query_of(request.GET))


def base_url(request: HttpRequest) -> str:
    """How people reach this program, for what is printed."""
    return str(settings.PUBLIC_URL or request.build_absolute_uri("/")).rstrip("/")
