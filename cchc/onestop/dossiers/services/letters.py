"""What people are told, in the page and by e-mail: filed, accepted, more wanted, ready, late."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast
from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from cchc.foundation.identity.choices import Right
from cchc.foundation.identity.models import Holding, User
from cchc.foundation.notices.choices import Kind
from cchc.foundation.notices.models import Notice
from cchc.foundation.notices.services import sends_email, tell
from cchc.kernel import events
from cchc.onestop.dossiers.events import DossierLate
from cchc.onestop.dossiers.models import Dossier, Draft, StepRun
from cchc.onestop.dossiers.services import moving
from cchc.onestop.dossiers.services.access import secret_code
from cchc.onestop.procedures.querysets import snapshot


@dataclass(frozen=True)
class Letter:
    """The words of one notice."""

    title: str
    body: str


def _said(at: datetime | None) -> str:
    return localtime(at).strftime("%H:%M ngày %d/%m/%Y") if at else _("chưa xác định")


def _letter(kind: Kind, dossier: Dossier) -> Letter:
    name, number = snapshot(dossier.rules_id).name, str(dossier)
    told = {"number": number, "name": name, "due": _said(dossier.due_at), "first": _said(dossier.answer_by)}
    if kind == Kind.FILED:
        return Letter(
            _("Đã nhận hồ sơ nộp trực tuyến %(number)s") % told,
            _("Hồ sơ “%(name)s” đã được gửi. Một cửa trả lời trước %(first)s.") % told,
        )
    if kind == Kind.ACCEPTED:
        return Letter(
            _("Hồ sơ %(number)s đã được tiếp nhận") % told,
            _("Hồ sơ “%(name)s” đã được tiếp nhận. Hẹn trả kết quả: %(due)s.") % told,
        )
    if kind == Kind.MORE_WANTED:
        words = _(
            "Hồ sơ “%(name)s” cần bổ sung giấy tờ hoặc thông tin. Mở hồ sơ để xem từng mục và bổ sung một lần."
        )
        return Letter(
            _("Hồ sơ %(number)s cần bổ sung") % told,
            " ".join([words % told, *_supply_by(dossier)]),
        )
    if kind == Kind.READY:
        return Letter(
            _("Hồ sơ %(number)s đã có kết quả") % told,
            _("Hồ sơ “%(name)s” đã giải quyết xong. Mở hồ sơ để xem cách nhận kết quả.") % told,
        )
    if kind == Kind.REFUSED:
        return Letter(
            _("Hồ sơ %(number)s không được tiếp nhận") % told,
            _("Hồ sơ “%(name)s” không được tiếp nhận. Mở hồ sơ để xem lý do và việc cần làm.") % told,
        )
    if kind == Kind.KEPT:
        return Letter(
            _("Hồ sơ %(number)s được xử lý tiếp, không đồng ý cho rút") % told,
            _("Hồ sơ “%(name)s” được xử lý tiếp, hẹn trả kết quả: %(due)s. Mở hồ sơ để xem lý do.") % told,
        )
    return Letter(
        _("Hồ sơ %(number)s đã dừng xử lý") % told,
        _("Hồ sơ “%(name)s” đã dừng xử lý. Mở hồ sơ để xem lý do.") % told,
    )


def _supply_by(dossier: Dossier) -> list[str]:
    asked = dossier.supplements.filter(supplied_at=None).exclude(supply_by=None).first()
    return [_("Bổ sung trước %(until)s.") % {"until": _said(asked.supply_by)}] if asked else []


@transaction.atomic
def tell_applicant(*, dossier_id: UUID, kind: Kind, at: datetime) -> None:
    """Tell the account that filed a dossier, and its e-mail address, what has happened to it."""
    dossier = Dossier.objects.select_related("filed_by").get(pk=dossier_id)
    if dossier.filed_by_id is None and not dossier.email:
        return
    with translation.override(dossier.language):
        letter = _letter(kind, dossier)
        if dossier.secret:
            way = _("Mở hồ sơ ở trang Tra cứu bằng mã nộp %(number)s và mã bí mật.")
            letter = Letter(letter.title, f"{letter.body} {way % {'number': dossier.reference}}")
    tell(
        user=dossier.filed_by,
        email=dossier.email or (dossier.filed_by.email if dossier.filed_by else ""),
        kind=kind,
        title=letter.title,
        body=letter.body,
        path=dossier.get_absolute_url(),
        subject_type=moving.SUBJECT,
        subject_id=str(dossier.pk),
        at=at,
    )


def send_code(*, dossier_id: UUID) -> bool:
    """Send the code that opens a dossier to the address of whoever filed it without an account.

    It goes out at once and is kept nowhere. Answers whether there was an address, and a mail server.
    """
    dossier = Dossier.objects.get(pk=dossier_id)
    if not dossier.secret or not dossier.email or not sends_email():
        return False
    with translation.override(dossier.language):
        told = {
            "number": dossier.reference,
            "code": secret_code(dossier.pk),
            "name": snapshot(dossier.rules_id).name,
        }
        title = _("Mã bí mật để mở hồ sơ %(number)s") % told
        body = (
            _(
                "Mã nộp: %(number)s\nMã bí mật: %(code)s\n\n"
                "Dùng hai mã này ở trang Tra cứu để mở hồ sơ “%(name)s”. Không đưa mã bí mật cho người khác."
            )
            % told
        )
    EmailMessage(title, body, to=[dossier.email]).send()
    return True


@transaction.atomic
def tell_late(*, at: datetime) -> int:
    """Tell handlers, and those who assign in their unit, of steps and dossiers that have just run out of time."""
    told = Notice.objects.filter(kind=Kind.LATE, subject_id=Cast(OuterRef("pk"), CharField()))
    late = StepRun.objects.filter(ended_at=None, due_at__lt=at, dossier__paused_since=None)
    runs = list(late.exclude(Exists(told)).select_related("dossier", "unit", "assignee"))
    for run in runs:
        _tell_late(run, at)
    return len(runs)


def _tell_late(run: StepRun, at: datetime) -> None:
    heads = Holding.objects.on(localtime(at).date()).with_right(Right.ASSIGN).filter(unit=run.unit)
    people = set(User.objects.filter(is_active=True, holdings__in=heads))
    if run.assignee is not None:
        people.add(run.assignee)
    for person in sorted(people, key=lambda user: user.pk):
        with translation.override(person.language):
            title = _("Bước “%(step)s” của hồ sơ %(number)s đã quá hạn") % {
                "step": run.name,
                "number": str(run.dossier),
            }
            body = _("Hạn của bước: %(due)s. Người giữ: %(holder)s.") % {
                "due": _said(run.due_at),
                "holder": run.assignee.full_name if run.assignee else _("chưa phân công"),
            }
        tell(
            user=person, email=person.email, kind=Kind.LATE, title=title, body=body,
            path=str(moving.path_of(str(run.dossier))), subject_type="step", subject_id=str(run.pk), at=at,
        )  # fmt: skip
    events.publish(DossierLate(dossier_id=run.dossier_id, what=run.key, by_id=None, at=at))


@transaction.atomic
def warn_drafts(*, at: datetime, before: datetime) -> int:
    """Tell owners of drafts that end before `before` that nothing has been filed yet."""
    drafts = Draft.objects.filter(
        dossier=None, owner__isnull=False, warned_at=None, expires_at__lt=before, expires_at__gt=at
    )
    count = 0
    for draft in drafts.select_related("owner"):
        owner = draft.owner
        if owner is None:
            continue
        with translation.override(owner.language):
            name = snapshot(draft.rules_id).name
            tell(
                user=owner,
                email=owner.email,
                kind=Kind.DRAFT,
                title=_("Hồ sơ “%(name)s” chưa được gửi") % {"name": name},
                body=_("Bản nháp này sẽ bị xóa lúc %(end)s. Mở lại để nộp.") % {"end": _said(draft.expires_at)},
                path="/ho-so-cua-toi",
                subject_type="draft",
                subject_id=str(draft.pk),
                at=at,
            )
        draft.warned_at = at
        draft.save(update_fields=["warned_at"])
        count += 1
    return count
