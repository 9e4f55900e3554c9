"""What people are told of due days: before, after, and once a week all of it together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from textwrap import shorten
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cchc.foundation.identity.choices import Right
from cchc.foundation.identity.models import Agency, Holding, Unit, User
from cchc.foundation.identity.querysets import units
from cchc.foundation.notices.choices import Kind
from cchc.foundation.notices.models import Notice
from cchc.foundation.notices.services import tell
from cchc.kernel import events
from cchc.steering.plans.choices import PlanState, Role, State, Told
from cchc.steering.plans.events import DueTold
from cchc.steering.plans.models import Period, Plan, Reminder, Task
from cchc.steering.plans.services import working

STILL_LATE_DAYS = 14
NAMED = 10  # so many tasks of one kind stand in a digest, the others as a number
DIGEST = "digest"


def told_on(due_on: date, day: date) -> Told | None:
    """What is to be told on `day` of something due on `due_on`: nothing until the last week."""
    left = (due_on - day).days
    if left > 7:
        return None
    if left > 1:
        return Told.SOON
    if left >= 0:
        return Told.TOMORROW
    return Told.STILL_LATE if -left >= STILL_LATE_DAYS else Told.LATE


@transaction.atomic
def tell_due(*, at: datetime) -> int:
    """Tell of what is due soon, and of what is late: those who do it, then also heads and who steers the plan.

    Each kind of word once a due day, however often it is asked for. Returns of how many periods people were told.
    """
    day = localdate(at)
    due = Period.objects.open().filter(
        due_on__lte=day + timedelta(days=7), state__in=(State.NOT_STARTED, State.DOING),
        task__plan__state=PlanState.IN_FORCE,
    )  # fmt: skip
    known = set(Reminder.objects.filter(period__in=due).values_list("period", "told", "due_on"))
    told = 0
    rows = due.select_related("task__plan__agency").prefetch_related("task__parties", "task__assignees__user")
    for period in rows:
        assert period.due_on is not None
        word = told_on(period.due_on, day)
        if word is not None and (period.pk, word, period.due_on) not in known:
            _tell_of(period, word, day, at)
            told += 1
    return told


def _tell_of(period: Period, word: Told, day: date, at: datetime) -> None:
    task = period.task
    people = workers(task, day)
    if word in (Told.LATE, Told.STILL_LATE):
        people |= heads(task, day) | steerers(task.plan, day)
    for user in sorted(people, key=lambda one: one.pk):
        with translation.override(user.language):
            title, body = _words(period, word, day)
        tell(
            user=user, email=user.email, kind=Kind.DUE, title=title, body=body, path=working.path_of(task),
            subject_type=working.SUBJECT, subject_id=task.pk, at=at,
        )  # fmt: skip
    assert period.due_on is not None
    Reminder.objects.create(period=period, told=word, due_on=period.due_on, at=at)
    events.publish(
        DueTold(
            task_id=task.pk, period=period.pk, told=word, people=tuple(sorted(one.pk for one in people)),
            by_id=None, at=at,
        )
    )  # fmt: skip


def _words(period: Period, word: Told, day: date) -> tuple[str, str]:
    assert period.due_on is not None
    code, due = str(period), f"{period.due_on:%d/%m/%Y}"
    body = f"{period.task.text[:500]}\n" + _("Hạn: %(day)s.") % {"day": due}
    past = (day - period.due_on).days
    if past > 0:
        late = ngettext("quá hạn %(count)s ngày", "quá hạn %(count)s ngày", past) % {"count": past}
        return _("Nhiệm vụ %(code)s %(late)s") % {"code": code, "late": late}, body
    if past == 0:
        return _("Nhiệm vụ %(code)s đến hạn hôm nay") % {"code": code}, body
    if word == Told.TOMORROW:
        return _("Nhiệm vụ %(code)s đến hạn ngày mai") % {"code": code}, body
    return _("Nhiệm vụ %(code)s đến hạn ngày %(day)s") % {"code": code, "day": due}, body


def workers(task: Task, day: date) -> set[User]:
    """Who has a task: its people; without any, who assigns in its lead units, else who steers the plan."""
    named = {row.user for row in task.assignees.all() if row.ended_at is None and row.user.is_active}
    return named or heads(task, day) or steerers(task.plan, day)


def heads(task: Task, day: date) -> set[User]:
    """Who assigns in the lead units of a task, by a position held there."""
    leads = [p.unit_id for p in task.parties.all() if p.role == Role.LEAD and p.unit_id is not None]
    held = Holding.objects.on(day).with_right(Right.ASSIGN).filter(unit__in=leads)
    return set(User.objects.filter(is_active=True, holdings__in=held))


def steerers(plan: Plan, day: date) -> set[User]:
    """The steering office of a plan: who holds that right in the unit that steers it, else in the whole agency."""
    held = Holding.objects.on(day).with_right(Right.STEER).filter(unit=plan.steering_unit_id)
    found = set(User.objects.filter(is_active=True, holdings__in=held))
    return found or set(User.objects.holders(Right.STEER, plan.agency, day))


@dataclass(frozen=True)
class Digest:
    """A week of tasks as one person is told of it."""

    late: tuple[Task, ...]
    soon: tuple[Task, ...]
    proposed: tuple[Task, ...]
    done: tuple[Task, ...]

    def __bool__(self) -> bool:
        return bool(self.late or self.soon or self.proposed or self.done)

    @property
    def first(self) -> Task:
        """The one that it names first: the list of its plan is where the reader goes on."""
        return (*self.late, *self.soon, *self.proposed, *self.done)[0]


def digest_of(tasks: Iterable[Task], day: date) -> Digest:
    """What a person should hear of tasks on `day`: late, due within a week, proposed, done in the last week."""
    found = sorted(tasks, key=lambda task: (task.due_on or working.FAR, task.position))
    in_hand = [t for t in found if t.state in (State.NOT_STARTED, State.DOING) and t.due_on is not None]
    since = day - timedelta(days=7)
    return Digest(
        late=tuple(t for t in in_hand if t.due_on and t.due_on < day),
        soon=tuple(t for t in in_hand if t.due_on and day <= t.due_on <= day + timedelta(days=7)),
        proposed=tuple(t for t in found if t.state == State.PROPOSED),
        done=tuple(t for t in found if t.state == State.DONE and t.done_on and since <= t.done_on <= day),
    )


@transaction.atomic
def send_digest(*, at: datetime) -> int:
    """Send each week's digest: who steers hears of the whole plan, heads of their unit's tasks. Once a week each.

    Who has nothing to hear is left in peace. Returns how many people were told.
    """
    day = localdate(at)
    week = "{}-W{:02}".format(*day.isocalendar()[:2])
    known = set(Notice.objects.filter(subject_type=DIGEST, subject_id=week).values_list("user", flat=True))
    told = 0
    for agency in Agency.objects.filter(plans__state=PlanState.IN_FORCE).distinct().order_by("pk"):
        tasks = list(
            Task.objects.live()
            .filter(plan__agency=agency, plan__state=PlanState.IN_FORCE)
            .select_related("plan")
            .prefetch_related("parties__unit")
        )
        for user, unit_ids in _readers(agency, tasks, day).items():
            if user.pk in known:
                continue
            own = tasks if unit_ids is None else [task for task in tasks if unit_ids & _leads(task)]
            digest = digest_of(own, day)
            if digest:
                _send(user, digest, week, at)
                known.add(user.pk)
                told += 1
    return told


def _leads(task: Task) -> set[int]:
    return {p.unit_id for p in task.parties.all() if p.role == Role.LEAD and p.unit_id is not None}


def _readers(agency: Agency, tasks: Iterable[Task], day: date) -> dict[User, set[int] | None]:
    """Who hears of what: the steering offices of everything (None), heads of the units that they lead."""
    found: dict[User, set[int] | None] = {}
    plans: dict[UUID, Plan] = {}
    led: set[int] = set()
    for task in tasks:
        plans[task.plan_id] = task.plan
        led |= _leads(task)
    for plan in plans.values():
        for user in steerers(plan, day):
            found[user] = None
    held = Holding.objects.on(day).with_right(Right.ASSIGN).filter(unit__in=led, user__is_active=True)
    for holding in held.select_related("user").order_by("user", "pk"):
        units_of = found.setdefault(holding.user, set())
        if units_of is not None:
            units_of.add(holding.unit_id)
    return dict(sorted(found.items(), key=lambda pair: pair[0].pk))


def _send(user: User, digest: Digest, week: str, at: datetime) -> None:
    with translation.override(user.language):
        title, body = digest_words(digest, localdate(at))
    tell(
        user=user, email=user.email, kind=Kind.DIGEST, title=title, body=body,
        path=f"/ke-hoach/{digest.first.plan.slug}/nhiem-vu", subject_type=DIGEST, subject_id=week, at=at,
    )  # fmt: skip


def digest_words(digest: Digest, day: date) -> tuple[str, str]:
    """Title and text of a digest, in the language that is on."""
    title = _("Nhiệm vụ kế hoạch, tuần từ %(day)s: %(late)s quá hạn, %(soon)s sắp đến hạn") % {
        "day": f"{day:%d/%m/%Y}", "late": len(digest.late), "soon": len(digest.soon),
    }  # fmt: skip
    parts = (
        (_("Quá hạn"), digest.late), (_("Đến hạn trong 7 ngày"), digest.soon),
        (_("Chờ duyệt hoàn thành"), digest.proposed), (_("Hoàn thành trong 7 ngày qua"), digest.done),
    )  # fmt: skip
    lines: list[str] = []
    for name, tasks in parts:
        if not tasks:
            continue
        lines += ["", f"{name} ({len(tasks)})"]
        lines += [f"- {_line(task)}" for task in tasks[:NAMED]]
        if len(tasks) > NAMED:
            lines.append(_("- và %(count)s nhiệm vụ khác") % {"count": len(tasks) - NAMED})
    return title, "\n".join(lines).strip()


def _line(task: Task) -> str:
    leads = [p for p in task.parties.all() if p.role == Role.LEAD]
    who = "; ".join(_name_of(p.unit, p.printed) for p in leads)
    day = task.done_on if task.state == State.DONE else task.due_on
    text = shorten(task.text, 120, placeholder="…")
    return " · ".join(part for part in (f"{task.code} {text}", f"{day:%d/%m/%Y}" if day else "", who) if part)


def _name_of(unit: Unit | None, printed: str) -> str:
    return units()[unit.pk].short_name if unit is not None and unit.pk in units() else printed
