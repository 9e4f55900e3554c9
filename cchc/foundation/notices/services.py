"""Telling people, and sending the letters."""

import smtplib
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from cchc.foundation.identity.models import User
from cchc.foundation.notices import papers
from cchc.foundation.notices.choices import BY_CHOICE, Kind
from cchc.foundation.notices.events import LettersChosen, NoticeTold
from cchc.foundation.notices.models import Notice, Unwanted
from cchc.kernel import batch, events


class Unreachable(Exception):
    """The mail server did not take a letter now; it may later. What it said is written at the notice."""


def sends_email() -> bool:
    """Whether a mail server is configured; without one, people are told in the page only."""
    return not settings.EMAIL_BACKEND.endswith("dummy.EmailBackend")


@transaction.atomic
def tell(
    *, user: User | None, email: str, kind: str, title: str, body: str, path: str, subject_type: str,
    subject_id: object, at: datetime, language: str = "",
) -> Notice:  # fmt: skip
    """Tell an account, an address, or both. The letter goes out after the change that caused it has happened.

    `title` and `body` are in `language` (default: the account's) and carry no more personal data than the person
    needs to know that there is something to see. Who does without letters of this kind is told in the page alone.
    """
    if user is not None and kind in BY_CHOICE and kind in Unwanted.objects.of(user):
        email = ""
    notice = Notice(
        user=user, email=email, kind=kind, title=title[:255], body=body, path=path, subject_type=subject_type,
        subject_id=str(subject_id), created_at=at, language=language or (user.language if user else "vi"),
    )  # fmt: skip
    batch.add(notice)
    events.publish(
        NoticeTold(
            notice_id=str(notice.pk), about=f"{subject_type} {subject_id}", kind=kind,
            by_email=bool(email) and sends_email(), by_id=None, at=at,
        )
    )  # fmt: skip
    return notice


@transaction.atomic
def mark_read(*, notice_id: UUID, by: User, at: datetime) -> Notice:
    """The person has opened one of their notices. Raises Notice.DoesNotExist for another's."""
    notice = Notice.objects.of(by).select_for_update().get(pk=notice_id)
    if notice.read_at is None:
        notice.read_at = at
        notice.save(update_fields=["read_at"])
    return notice


@transaction.atomic
def mark_all_read(*, by: User, at: datetime) -> int:
    """The person has seen all that was told until `at`. Returns how many that were."""
    return Notice.objects.of(by).unread().filter(created_at__lte=at).update(read_at=at)


@transaction.atomic
def choose_letters(
    *, user: User, unwanted: Iterable[str], by: User | None, at: datetime, by_link: bool = False
) -> None:
    """Say which letters a person does without, all others being sent. What a law wants told is always sent."""
    wished = [kind for kind in BY_CHOICE if kind in set(unwanted)]
    User.objects.select_for_update().get(pk=user.pk)
    known = Unwanted.objects.of(user)
    if known == set(wished):
        return
    Unwanted.objects.filter(user=user).exclude(kind__in=wished).delete()
    Unwanted.objects.bulk_create(Unwanted(user=user, kind=kind, at=at) for kind in wished if kind not in known)
    events.publish(
        LettersChosen(
            user_id=user.pk, unwanted=tuple(kind.value for kind in wished), by_link=by_link,
            by_id=by.pk if by else None, at=at,
        )
    )  # fmt: skip


@transaction.atomic
def stop_letters(*, token: str, at: datetime) -> Kind:
    """Do without the letters of a kind, by the link of one of them.

    Raises BadSignature, ValueError, User.DoesNotExist.
    """
    user_id, kind = papers.read_stop_token(token)
    user = User.objects.get(pk=user_id)
    choose_letters(user=user, unwanted={*Unwanted.objects.of(user), kind}, by=None, at=at, by_link=True)
    return kind


def deliver(*, notice_id: UUID, at: datetime) -> bool:
    """Send the letter of a notice, once however often it is asked for. Returns whether it went out now.

    Raises Unreachable where trying again may help. An address that the server refuses for good is written at
    the notice and not tried again.
    """
    with transaction.atomic():
        notice = Notice.objects.locked(notice_id)
        if notice is None or notice.emailed_at is not None or not notice.email or not sends_email():
            return False
        try:
            papers.letter(notice).send()
        except (smtplib.SMTPException, OSError, ValueError) as error:
            notice.failed_at, notice.failure = at, f"{type(error).__name__}: {error}"[:300]
            lasting = _is_lasting(error)
        else:
            notice.emailed_at, notice.failed_at, notice.failure = at, None, ""
            lasting = False
        notice.save(update_fields=["emailed_at", "failed_at", "failure"])
    if notice.emailed_at is None and not lasting:
        raise Unreachable(notice.failure)
    return notice.emailed_at is not None


def _is_lasting(error: Exception) -> bool:
    """Whether the answer would be the same tomorrow: an address that is none, or that the server does not know."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException) and not isinstance(error, smtplib.SMTPConnectError):
        return error.smtp_code >= 550
    return isinstance(error, ValueError)
