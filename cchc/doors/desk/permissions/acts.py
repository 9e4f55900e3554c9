"""What a person may do to a dossier now, and why not: the same answers for the menu of acts and for their pages.

The services ask again, in their own transaction; what stands here decides what is shown, and with which words a
page is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from cchc.doors.desk.choices import Act
from cchc.foundation.identity.choices import Right
from cchc.foundation.identity.permissions import holds
from cchc.onestop.dossiers import permissions, rules
from cchc.onestop.dossiers.choices import TRANSITIONS, Outcome, State
from cchc.onestop.dossiers.choices import Act as Moved
from cchc.onestop.procedures.rules import Snapshot, Step

if TYPE_CHECKING:
    from cchc.onestop.dossiers.models import Dossier, StepRun


@dataclass(frozen=True)
class Answer:
    """Whether an act is possible; if not, why: a right is missing (403), or it is not the moment (409).

    `concerns`: whether the act is of this person's kind at all; others do not even see it in the menu.
    """

    allowed: bool
    words: str = ""
    lacks_right: bool = False
    concerns: bool = True


YES = Answer(True)


def _no(words: str) -> Answer:
    return Answer(False, words)


def _lacks(right: Right, concerns: bool = False) -> Answer:
    words = _("Việc này cần quyền “%(right)s”.") % {"right": right.label}
    return Answer(False, words, lacks_right=True, concerns=concerns)


@dataclass(frozen=True)
class Standing:
    """Where a dossier stands, for one person at one moment; what every act depends on."""

    dossier: Dossier
    process: Snapshot
    runs: Sequence[StepRun]  # every step as it ran, oldest first
    user: Any
    at: datetime

    @cached_property
    def run(self) -> StepRun | None:
        """The step in which it is; None before acceptance and once it is over."""
        return next((run for run in self.runs if run.ended_at is None), None)

    @cached_property
    def before(self) -> StepRun | None:
        """The step that ended last."""
        ended = [run for run in self.runs if run.ended_at is not None]
        return max(ended, key=lambda run: (run.ended_at, run.pk), default=None)

    @cached_property
    def step(self) -> Step | None:
        """The step in which it is, as the process table has it."""
        return rules.step_of(self.process, self.run.key) if self.run else None

    @cached_property
    def options(self) -> tuple[rules.Option, ...]:
        """The lawful next moves."""
        if self.run is None:
            return ()
        return rules.options(self.process, self.run.key, self.before.key if self.before else "")

    def moves(self, act: str) -> list[Step]:
        """The steps to which `act` (forward, send_back) leads."""
        return [option.step for option in self.options if option.act == act and option.step is not None]

    @cached_property
    def receives(self) -> bool:
        """Whether the person takes in at the dossier's counter."""
        return permissions.can_receive(self.user, self.dossier, self.at)

    @cached_property
    def holds_step(self) -> bool:
        """Whether the step is this person's to do."""
        return bool(self.run and self.step and permissions.acts_for(self.user, self.run, self.step.right, self.at))

    @cached_property
    def could_hold(self) -> bool:
        """Whether the step could be this person's: they hold its right there."""
        return bool(self.run and self.step and holds(self.user, self.step.right, self.run.unit, self.at))

    @cached_property
    def assigns(self) -> bool:
        """Whether the person gives out work in the unit of the step."""
        return bool(self.run and permissions.can_assign(self.user, self.run, self.at))

    def may(self, act: Act) -> Answer:
        """Whether `act` is possible, and why not."""
        return _CHECKS[act](self)


def state_words(state: str) -> str:
    """Why nothing can be done in a state."""
    return {
        State.REGISTERED: _("Hồ sơ chưa được tiếp nhận."),
        State.ACCEPTED: _("Chưa ai nhận bước này. Nhận việc hoặc phân công trước."),
        State.PROCESSING: _("Hồ sơ đang được xử lý."),
        State.SUPPLEMENT: _("Hồ sơ đang chờ người nộp bổ sung."),
        State.OBLIGATION: _("Hồ sơ đang chờ người nộp thực hiện nghĩa vụ tài chính."),
        State.WITHDRAWAL: _("Người nộp đang đề nghị rút hồ sơ. Trả lời đề nghị đó trước."),
        State.DONE: _("Hồ sơ đã có kết quả."),
        State.RETURNED: _("Kết quả đã trả."),
        State.STOPPED: _("Hồ sơ đã dừng xử lý."),
        State.REFUSED: _("Hồ sơ đã bị từ chối tiếp nhận."),
        State.VOID: _("Tiếp nhận này đã hủy."),
    }[State(state)]


def _now(standing: Standing, act: Moved) -> Answer:
    if TRANSITIONS.allow(standing.dossier.state, act):
        return YES
    return _no(state_words(standing.dossier.state))


def _of_counter(*acts: Moved, first: bool | None = None) -> Callable[[Standing], Answer]:
    """An act of the counter; `first`: only before (True) or only after (False) acceptance."""

    def check(standing: Standing) -> Answer:
        if not standing.receives:
            return _lacks(Right.RECEIVE)
        accepted = standing.dossier.accepted_at is not None
        if first is not None and accepted is first:
            if accepted:
                return Answer(False, _("Hồ sơ đã được tiếp nhận."), concerns=False)  # and that for good
            return _no(_("Hồ sơ chưa được tiếp nhận."))
        if not acts or any(TRANSITIONS.allow(standing.dossier.state, act) for act in acts):
            return YES
        return _no(state_words(standing.dossier.state))

    return check


def _of_holder(standing: Standing, act: Moved) -> Answer:
    """An act of whoever has the step."""
    if standing.run is None or standing.step is None:
        words = state_words(standing.dossier.state)
        return Answer(False, words, concerns=False)
    if not standing.holds_step:
        right = Right(standing.step.right)
        holder = standing.run.assignee.full_name if standing.run.assignee else ""
        if not standing.could_hold:
            return _lacks(right)
        if not holder:
            return _no(state_words(State.ACCEPTED))
        words = _("Bước này đang do %(holder)s giữ, cần quyền “%(right)s”.")
        return Answer(False, words % {"holder": holder, "right": right.label}, lacks_right=True)
    return _now(standing, act)


def _take(standing: Standing) -> Answer:
    if standing.run is None or standing.step is None:
        return Answer(False, state_words(standing.dossier.state), concerns=False)
    if not standing.could_hold:
        return _lacks(Right(standing.step.right))
    if standing.run.assignee is not None:
        words = _("%(holder)s đã nhận bước này.") % {"holder": standing.run.assignee.full_name}
        return Answer(False, words, concerns=not standing.holds_step)
    return _now(standing, Moved.TAKE)


def _assign(standing: Standing) -> Answer:
    if standing.run is None:
        return Answer(False, state_words(standing.dossier.state), concerns=False)
    return _now(standing, Moved.ASSIGN) if standing.assigns else _lacks(Right.ASSIGN)


def _forward(standing: Standing) -> Answer:
    answer = _of_holder(standing, Moved.FORWARD)
    if answer.allowed and not standing.moves("forward"):
        return Answer(False, _("Đây là bước cuối của quy trình: hoàn thành xử lý."), concerns=False)
    return answer


def _send_back(standing: Standing) -> Answer:
    answer = _of_holder(standing, Moved.SEND_BACK)
    if answer.allowed and not standing.moves("send_back"):
        return _no(_("Quy trình không có bước trước để trả lại."))
    return answer


def _finish(standing: Standing) -> Answer:
    answer = _of_holder(standing, Moved.FINISH)
    if not any(option.act == "finish" for option in standing.options):
        return Answer(
            False, answer.words or _("Bước này chưa phải bước cuối của quy trình."),
            lacks_right=answer.lacks_right, concerns=False,
        )  # fmt: skip
    return answer


def _recall(standing: Standing) -> Answer:
    before = standing.before
    gave = before is not None and before.ended_by_id == standing.user.pk and before.outcome == Outcome.FORWARDED
    if standing.run is None or not gave:
        words = _("Chỉ người vừa chuyển bước mới thu hồi được.")
        return Answer(False, words, lacks_right=True, concerns=False)
    return _now(standing, Moved.RECALL)


def _ask_more(standing: Standing) -> Answer:
    if standing.dossier.accepted_at is None:
        return _of_counter(Moved.ASK_MORE_FIRST)(standing)
    return _of_holder(standing, Moved.ASK_MORE)


def _stop(standing: Standing) -> Answer:
    if standing.dossier.accepted_at is None:
        return Answer(False, state_words(State.REGISTERED), concerns=False)
    if standing.run is not None and standing.run.assignee is None and standing.assigns:
        return _now(standing, Moved.STOP)
    return _of_holder(standing, Moved.STOP)


def _hand_over(standing: Standing) -> Answer:
    if not permissions.can_hand_over(standing.user, standing.dossier, standing.at):
        return _lacks(Right.HAND_OVER)
    if standing.dossier.state == State.DONE:
        return YES
    words = _("Chưa có kết quả để trả.") if standing.dossier.closed_at is None else ""
    return Answer(False, words or state_words(standing.dossier.state), concerns=standing.dossier.closed_at is None)


def _supply(standing: Standing) -> Answer:
    if not standing.receives:
        return _lacks(Right.RECEIVE)
    if standing.dossier.state == State.SUPPLEMENT:
        return YES
    return Answer(False, _("Hồ sơ không chờ bổ sung."), concerns=standing.dossier.closed_at is None)


def _withdraw(standing: Standing) -> Answer:
    """To answer a wish to withdraw is the holder's; to write down one spoken at the counter, the counter's."""
    if standing.dossier.state == State.WITHDRAWAL:
        if standing.run is not None and standing.run.assignee is None and standing.assigns:
            return YES
        return _of_holder(standing, Moved.WITHDRAW)
    if not standing.receives:
        if standing.holds_step:
            return Answer(False, _("Người nộp chưa đề nghị rút hồ sơ."), concerns=False)
        return _lacks(Right.RECEIVE)
    return _of_counter(Moved.ASK_WITHDRAWAL, Moved.WITHDRAW, Moved.SUPPLY_FIRST)(standing)


_CHECKS: dict[Act, Callable[[Standing], Answer]] = {
    Act.ACCEPT: _of_counter(Moved.ACCEPT, first=True),
    Act.TAKE: _take,
    Act.ASSIGN: _assign,
    Act.FORWARD: _forward,
    Act.FINISH: _finish,
    Act.HAND_OVER: _hand_over,
    Act.SUPPLY: _supply,
    Act.ASK_MORE: _ask_more,
    Act.SEND_BACK: _send_back,
    Act.RECALL: _recall,
    Act.FEE: _of_counter(),
    Act.CORRECT: _of_counter(Moved.CORRECT, first=False),
    Act.LINK: _of_counter(),
    Act.WITHDRAW: _withdraw,
    Act.STOP: _stop,
    Act.REFUSE: _of_counter(Moved.REFUSE, first=True),
    Act.VOID: _of_counter(Moved.VOID, first=False),
}


def first_act(standing: Standing) -> Act | None:
    """The next lawful move of this person: the one button of the page. None: it is not their turn."""
    order = [Act.ACCEPT, Act.HAND_OVER, Act.FORWARD, Act.FINISH, Act.SUPPLY]
    if standing.dossier.state == State.WITHDRAWAL:
        order.insert(0, Act.WITHDRAW)
    unassigned = standing.run is not None and standing.run.assignee is None
    if unassigned and standing.step is not None and standing.step.right != Right.ASSIGN:
        order += [Act.ASSIGN, Act.TAKE]  # who gives work out seldom does it
    elif unassigned:
        order += [Act.TAKE, Act.ASSIGN]
    return next((act for act in order if standing.may(act).allowed), None)
