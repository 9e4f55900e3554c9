"""What happened to a task, from its notes, its people, its evidence, its hand-overs and the record."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cchc.foundation.audit.models import Entry
from cchc.foundation.identity.models import User
from cchc.steering.plans.choices import Act
from cchc.steering.plans.models import Evidence, HandedOn, ProgressNote, Task
from cchc.steering.plans.views.lines import period_name
from cchc.ui.parts import Happening

if TYPE_CHECKING:
    from cchc.steering.plans.views.task import OpenedTask

UNSEEN = _l("Hồ sơ (không thuộc phạm vi được xem)")  # all that who may not see a dossier reads of it
ICONS = {
    Act.START: "progress", Act.REPORT: "message", Act.PROPOSE: "send", Act.RECALL: "arrow-back-up",
    Act.APPROVE: "circle-check", Act.RETURN: "arrow-back-up", Act.DROP: "player-stop", Act.REOPEN: "refresh",
}  # fmt: skip


def happenings(opened: "OpenedTask", handed_on: Sequence[HandedOn]) -> list[Happening]:
    """Everything that happened to a task, oldest first."""
    row = opened.task
    several = len(opened.periods) > 1
    labels = {one.pk: period_name(one, row.every) for one in opened.periods} if several else {}
    found: list[Happening] = []
    notes = ProgressNote.objects.filter(period__task=row.pk).select_related("by")
    for note in notes:
        label = labels.get(note.period_id, "")
        words = f"{Act(note.act).label} · {label}" if label else str(Act(note.act).label)
        found.append(Happening(words, note.at, _who(note.by), note.text, icon=ICONS[Act(note.act)]))
    for given in row.assignees.all():
        words = _("Giao cho %(who)s") % {"who": given.user.full_name}
        found.append(Happening(words, given.at, _who(given.by), icon="user-check"))
        if given.ended_at is not None:
            words = _("%(who)s thôi làm nhiệm vụ này") % {"who": given.user.full_name}
            found.append(Happening(words, given.ended_at, "", icon="user-off"))
    for moved in handed_on:
        words = _("%(role)s: %(from)s chuyển cho %(to)s từ ngày %(day)s") % {
            "role": moved.get_role_display(), "from": moved.from_unit, "to": moved.to_unit,
            "day": f"{moved.on:%d/%m/%Y}",
        }  # fmt: skip
        found.append(Happening(words, moved.at, _who(moved.by), moved.reason, icon="arrows-exchange"))
    found += _of_evidence(opened)
    found += _of_record(row)
    return sorted(found, key=lambda one: one.at if isinstance(one.at, datetime) else opened.at)


def _who(user: User | None) -> str:
    return str(user.full_name) if user is not None else _("Chương trình")


def _of_evidence(opened: "OpenedTask") -> list[Happening]:
    rows = Evidence.objects.filter(period__task=opened.task.pk).with_access(opened.user, opened.at)
    found = []
    for row in rows.select_related("removed_by"):
        opens = bool(row.opens)  # type: ignore[attr-defined]
        label = row.label if opens else str(UNSEEN)
        words = _("Thêm minh chứng: %(label)s") % {"label": label}
        found.append(Happening(words, row.at, _who(row.by), icon="paperclip"))
        if row.removed_at is not None:
            words = _("Bỏ minh chứng: %(label)s") % {"label": label}
            found.append(Happening(words, row.removed_at, _who(row.removed_by), icon="trash"))
    return found


def _of_record(row: Task) -> list[Happening]:
    """What was set, and why, as the record keeps it; steps on the way that were reached."""
    entries = list(Entry.objects.about("task", row.pk).filter(kind__in=("TaskChanged", "StageReached")))
    if not entries:
        return []
    names = dict(User.objects.filter(pk__in={one.by_id for one in entries}).values_list("pk", "full_name"))
    words = {
        "time": _("Đổi thời gian"), "budget": _("Ghi kinh phí"), "products": _("Sửa sản phẩm"),
        "lead": _("Sửa đơn vị chủ trì"), "cooperating": _("Sửa đơn vị phối hợp"),
        "stages": _("Đặt mốc thực hiện"),
    }  # fmt: skip
    steps = dict(row.stages.values_list("pk", "text"))
    found = []
    for one in entries:
        told, icon = ", ".join(words.get(name, name) for name in one.content.get("fields", ())), "pencil"
        if one.kind == "StageReached":
            reached = one.content.get("reached")
            told = _("Mốc đã đạt") if reached else _("Mốc chưa đạt")
            icon = "circle-check" if reached else "arrow-back-up"
        text = one.content.get("reason", "") or steps.get(one.content.get("stage", 0), "")
        who = names.get(one.by_id or 0, _("Chương trình"))
        found.append(Happening(told, one.at, who, text, icon=icon))
    return found
