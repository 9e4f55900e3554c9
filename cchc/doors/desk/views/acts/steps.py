"""Moving a dossier through its process: take, assign, forward, send back, recall, finish."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.db import transaction
from django.forms import Form
from django.http import HttpRequest
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cchc.doors.desk.choices import Act
from cchc.doors.desk.forms import acts as forms
from cchc.doors.desk.querysets.dossier import Receiver, papers_of, receivers
from cchc.doors.desk.views.acts.page import ActPage, Happened, Told
from cchc.doors.desk.views.opened import Opened
from cchc.foundation.files.services import store
from cchc.foundation.identity.choices import Right
from cchc.foundation.worktime.rules import step_due_at
from cchc.onestop.dossiers import services
from cchc.onestop.dossiers.choices import ResultKind, Verdict
from cchc.onestop.dossiers.models import StepRun
from cchc.onestop.procedures.rules import Step
from cchc.ui.parts import Effect
from cchc.ui.wording import day, number, said


def receiver_words(one: Receiver) -> str:
    """A person in a list of receivers: name, position, load, absence."""
    words = f"{one.name}, {one.position}" if one.position else one.name
    words += " · " + _("giữ %(held)s, quá hạn %(overdue)s") % {"held": one.held, "overdue": one.overdue}
    if one.away_until is not None:
        words += " · " + _("vắng đến %(day)s, %(name)s thay") % {"day": day(one.away_until), "name": one.stand_in}
    return words


def paper_effects(opened: Opened) -> list[Effect]:
    """Which papers are not good, and which nobody has looked at, by their numbers."""
    rows = papers_of(opened.dossier)
    bad = [row.position for row in rows if row.verdict == Verdict.NOT_GOOD]
    unseen = [row.position for row in rows if row.verdict == Verdict.NOT_SEEN]
    parts = []
    if bad:
        parts.append(_("giấy tờ %(numbers)s chưa đạt") % {"numbers": _listed(bad)})
    if unseen:
        parts.append(_("giấy tờ %(numbers)s chưa xem") % {"numbers": _listed(unseen)})
    if not parts:
        return []
    words = "; ".join(parts)
    return [Effect(words[0].upper() + words[1:] + ".", "amber", "file-alert")]


def _listed(numbers: Sequence[int]) -> str:
    if len(numbers) == 1:
        return str(numbers[0])
    return _("%(first)s và %(last)s") % {"first": ", ".join(map(str, numbers[:-1])), "last": numbers[-1]}


def late_words(opened: Opened) -> str:
    """That the whole dossier is late, where it is."""
    due = opened.due
    if due is None or not due.is_late:
        return ""
    if not due.days:
        return _("Cả hồ sơ đã quá hạn.")
    return ngettext(
        "Cả hồ sơ đã quá hạn %(n)s ngày làm việc.", "Cả hồ sơ đã quá hạn %(n)s ngày làm việc.", due.days
    ) % {"n": due.days}  # fmt: skip


class Take(ActPage):
    """Take a step that waits in one's unit."""

    act = Act.TAKE
    stays = True

    def effects(self) -> Sequence[Effect]:
        """What the person will then have to do, and by when."""
        run = self.opened.run
        if run is None:
            return ()
        words = _("Bước “%(step)s” sẽ do mình giữ.") % {"step": run.name}
        if run.due_at is not None:
            words += " " + _("Hạn của bước: %(due)s.") % {"due": said(run.due_at)}
        return [Effect(words)]

    def run(self, version: int, told: Told, form: Any) -> str:
        """Take it."""
        row = self.opened.dossier
        services.take(**self.on_dossier, version=version)
        return _("Đã nhận hồ sơ %(number)s") % {"number": row}


class Assign(ActPage):
    """Give the step to a person of its unit, or to another one."""

    act = Act.ASSIGN
    form_class = forms.Assignment
    template = "desk/assign.html"
    faults = {services.NotARecipient: ("assignee_id", "")}

    def arguments(self) -> dict[str, Any]:
        """Whom one may choose."""
        step = self.opened.step
        people = services.recipients(step, self.opened.dossier, self.opened.at) if step else ()
        found = receivers(people, self.opened.at) if people else []
        return {"people": [(one.id, receiver_words(one)) for one in found]}

    def initial(self) -> dict[str, Any]:
        """Who has it now."""
        return {"assignee_id": self.opened.run.assignee_id if self.opened.run else None}

    def effects(self) -> Sequence[Effect]:
        """Who has it, and that its deadline stays."""
        run, found = self.opened.run, []
        if run is not None and run.assignee is not None:
            found.append(Effect(_("Đang do %(name)s giữ.") % {"name": run.assignee.full_name}, icon="users"))
        if run is not None and run.due_at is not None:
            found.append(Effect(_("Hạn của bước không đổi: %(due)s.") % {"due": said(run.due_at)}, icon="clock"))
        return found

    def run(self, version: int, told: Told, form: Any) -> str:
        """Assign it."""
        row = services.assign(**self.on_dossier, version=version, assignee_id=told["assignee_id"])
        name = row.handler.full_name if row.handler else ""
        return _("Đã phân công hồ sơ %(number)s cho %(name)s") % {"number": row, "name": name}


class Forward(ActPage):
    """Hand the dossier on to a following step."""

    act = Act.FORWARD
    form_class = forms.Forwarding
    template = "desk/forward.html"
    faults = {services.NotARecipient: ("assignee_id", "")}

    def __init__(self, request: HttpRequest, opened: Opened) -> None:
        super().__init__(request, opened)
        self.steps = opened.moves("forward")
        self.able = {step.key: services.recipients(step, opened.dossier, opened.at) for step in self.steps}
        everybody = {person.pk: person for people in self.able.values() for person in people}
        found = receivers(list(everybody.values()), opened.at) if everybody else []
        self.receivers = {one.id: one for one in found}

    def arguments(self) -> dict[str, Any]:
        """The following steps, and who can do them."""
        groups = [(step.name, self._people(step)) for step in self.steps]
        flat = groups[0][1] if len(groups) == 1 else groups
        return {"steps": [(step.key, self._step_words(step)) for step in self.steps], "people": flat}

    def _people(self, step: Step) -> list[tuple[int, str]]:
        return [(person.pk, receiver_words(self.receivers[person.pk])) for person in self.able[step.key]]

    def _step_words(self, step: Step) -> str:
        place = self.opened.process.steps.index(step) + 1
        return _("%(place)s. %(step)s (%(days)s ngày)") % {
            "place": place, "step": step.name, "days": number(step.days),
        }  # fmt: skip

    def initial(self) -> dict[str, Any]:
        """The first step of the table; its person, where only one can do it."""
        if not self.steps:
            return {}
        able = self.able[self.steps[0].key]
        return {"to_step": self.steps[0].key, "assignee_id": able[0].pk if len(able) == 1 else None}

    def effects(self) -> Sequence[Effect]:
        """Papers that are not good or not seen."""
        return paper_effects(self.opened)

    def more(self, form: Form) -> dict[str, Any]:
        """Each step's deadline if it is handed over now, the way back, and how the button names who is chosen."""
        back = self.opened.moves("send_back")
        chosen = form["assignee_id"].value()
        one = self.receivers.get(int(chosen)) if str(chosen or "").isdecimal() else None
        return {
            "deadlines": [
                (step, step_due_at(self.opened.at, step.days, self.opened.calendar))
                for step in self.steps
                if step.days
            ],
            "now": self.opened.at,
            "late": late_words(self.opened),
            "back": back[0] if back else None,
            "back_url": self.opened.act_url(Act.SEND_BACK),
            "names": [(one.id, one.name) for one in self.receivers.values()],
            "chosen": one.name if one else "",
        }

    def run(self, version: int, told: Told, form: Any) -> str:
        """Hand it on."""
        row = services.forward(**self.on_dossier, version=version, **told)
        one = self.receivers.get(told["assignee_id"])
        return _("Đã chuyển hồ sơ %(number)s cho %(who)s") % {
            "number": row, "who": one.name if one else row.unit.name,
        }  # fmt: skip


class SendBack(ActPage):
    """Give the dossier back to an earlier step, with the reason."""

    act = Act.SEND_BACK
    form_class = forms.SendingBack

    @property
    def verb(self) -> Any:
        """The button."""
        return _("Trả lại hồ sơ %(number)s") % {"number": self.opened.dossier}

    def arguments(self) -> dict[str, Any]:
        """The steps to which it may go back, each with who did it."""
        return {"steps": [(step.key, self._words(step)) for step in self.opened.moves("send_back")]}

    def _words(self, step: Step) -> str:
        place = self.opened.process.steps.index(step) + 1
        done = [run for run in self.opened.runs if run.key == step.key and run.assignee is not None]
        words = f"{place}. {step.name}"
        return f"{words}, {done[-1].assignee.full_name}" if done and done[-1].assignee else words

    def initial(self) -> dict[str, Any]:
        """The first of them."""
        steps = self.opened.moves("send_back")
        return {"to_step": steps[0].key} if steps else {}

    def effects(self) -> Sequence[Effect]:
        """The step begins anew; the whole dossier's limit goes on."""
        words = _("Bước được trả lại tính thời gian lại từ đầu; hạn của cả hồ sơ không đổi.")
        late = late_words(self.opened)
        return [Effect(f"{words} {late}".strip(), icon="clock")]

    def run(self, version: int, told: Told, form: Any) -> str:
        """Give it back."""
        row = services.send_back(**self.on_dossier, version=version, **told)
        to = row.handler.full_name if row.handler else row.unit.name
        return _("Đã trả lại hồ sơ %(number)s cho %(who)s") % {"number": row, "who": to}


def _holder(run: StepRun) -> str:
    return run.assignee.full_name if run.assignee else run.unit.name


class Recall(ActPage):
    """Take back what one has just handed on, until its receiver opens it."""

    act = Act.RECALL
    stays = True
    faults = {services.AlreadyOpened: ("", "")}

    @cached_property
    def _was_opened(self) -> bool:
        run = self.opened.run
        return run is not None and services.was_opened(self.opened.dossier, run, self.opened.at)

    def why_not(self) -> str:
        """Its receiver has opened it."""
        late = _("Không thu hồi được nữa. Trao đổi với người nhận để trả lại.")
        return super().why_not() or (late if self._was_opened else "")

    def what_happened(self) -> Happened:
        """That its receiver has looked at it, which is no act of theirs."""
        run = self.opened.run
        if run is not None and run.taken_at is None and not super().why_not() and self._was_opened:
            return Happened(_("%(who)s đã mở hồ sơ này.") % {"who": _holder(run)})
        return super().what_happened()

    def effects(self) -> Sequence[Effect]:
        """From whom."""
        run = self.opened.run
        if run is None or self.request.method == "POST":
            return ()
        words = _("%(who)s chưa mở hồ sơ. Thu hồi đưa hồ sơ về lại bước trước, do mình giữ.")
        return [Effect(words % {"who": _holder(run)}, icon="arrow-back-up")]

    def run(self, version: int, told: Told, form: Any) -> str:
        """Recall it."""
        row = self.opened.dossier
        services.recall(**self.on_dossier, version=version)
        return _("Đã thu hồi hồ sơ %(number)s") % {"number": row}


class Finish(ActPage):
    """Write the result down: the time limit ends here."""

    act = Act.FINISH
    form_class = forms.ResultForm
    has_files = True

    @property
    def verb(self) -> Any:
        """The button."""
        return _("Hoàn thành hồ sơ %(number)s") % {"number": self.opened.dossier}

    def arguments(self) -> dict[str, Any]:
        """Until when it may have been signed."""
        return {"today": localdate(self.opened.at)}

    def initial(self) -> dict[str, Any]:
        """Signed today, by oneself where one signs."""
        signs = self.opened.step is not None and self.opened.step.right == Right.APPROVE
        return {
            "kind": ResultKind.GRANTED,
            "signed_on": day(localdate(self.opened.at)),
            "signer": self.opened.user.full_name if signs else "",
        }

    def effects(self) -> Sequence[Effect]:
        """The clock stops for good, the applicant is told, the counter hands over."""
        due = self.opened.due
        words = _("Thời hạn dừng ở đây; người nộp nhận thông báo; %(counter)s trả kết quả.") % {
            "counter": self.opened.dossier.counter.name,
        }  # fmt: skip
        found = [Effect(words, icon="clock-pause"), *paper_effects(self.opened)]
        if due is not None and due.is_late:
            found.append(Effect(late_words(self.opened), "red", "alert-triangle"))
        return found

    def run(self, version: int, told: Told, form: Any) -> str:
        """Keep the file and finish, both or neither."""
        row, opened = self.opened.dossier, self.opened
        with transaction.atomic():
            upload = told.pop("upload")
            file = store(upload=upload, agency=row.agency, by=opened.user, at=opened.at) if upload else None
            note = told.pop("note")
            services.finish(
                **self.on_dossier, version=version, result=services.ResultIn(file=file, **told), note=note
            )
        return _("Đã hoàn thành hồ sơ %(number)s, chờ trả kết quả") % {"number": row}
