"""Telling of proposals: who decides that one waits for them, whose task it is what was decided."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from cchc.foundation.identity.models import User
from cchc.foundation.notices.choices import Kind
from cchc.foundation.notices.services import tell
from cchc.steering.plans.models import Period
from cchc.steering.plans.services import working
from cchc.steering.plans.services.telling import steerers, workers


def _period(period_id: UUID) -> Period:
    rows = Period.objects.select_related("task__plan__agency", "task__plan__steering_unit")
    return rows.prefetch_related("task__parties", "task__assignees__user").get(pk=period_id)


@transaction.atomic
def tell_proposed(*, period_id: UUID, by_id: int | None, at: datetime) -> int:
    """Tell who steers the plan that a task waits for them to approve it. Returns how many were told."""
    period = _period(period_id)
    people = {user for user in steerers(period.task.plan, localdate(at)) if user.pk != by_id}
    for user in sorted(people, key=lambda one: one.pk):
        with translation.override(user.language):
            title = _("Nhiệm vụ %(code)s chờ duyệt hoàn thành") % {"code": period}
            body = period.task.text[:500]
        _tell(user, period, title, body, at)
    return len(people)


@transaction.atomic
def tell_decided(*, period_id: UUID, reason: str, by_id: int | None, at: datetime) -> int:
    """Tell those whose task it is that it was approved, or returned and why. Returns how many were told."""
    period = _period(period_id)
    people = {user for user in workers(period.task, localdate(at)) if user.pk != by_id}
    for user in sorted(people, key=lambda one: one.pk):
        with translation.override(user.language):
            said = (
                _("Nhiệm vụ %(code)s được trả lại") if reason else _("Nhiệm vụ %(code)s đã được duyệt hoàn thành")
            )
            body = period.task.text[:500]
            body += "\n" + _("Lý do: %(reason)s") % {"reason": reason} if reason else ""
        _tell(user, period, said % {"code": period}, body, at)
    return len(people)


def _tell(user: User, period: Period, title: str, body: str, at: datetime) -> None:
    tell(
        user=user, email=user.email, kind=Kind.WORK, title=title, body=body, path=working.path_of(period.task),
        subject_type=working.SUBJECT, subject_id=period.task.pk, at=at,
    )  # fmt: skip
