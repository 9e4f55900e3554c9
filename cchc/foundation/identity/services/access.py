"""Passwords, sessions, confirmed e-mails, and how often something may be tried."""

import secrets
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from cchc.foundation.identity.events import EmailConfirmed, PasswordChanged, SessionsEnded, SignInClosed
from cchc.foundation.identity.models import Attempt, User
from cchc.foundation.identity.permissions import require_manage_people
from cchc.foundation.identity.services.organisation import Impossible, who
from cchc.foundation.identity.services.people import take_confirmed_email
from cchc.kernel import events

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class TooManyAttempts(Exception):
    """Tried too often. Carries until when nothing more is heard under this key."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until

    @property
    def words(self) -> str:
        """Until when, in a sentence."""
        return _("Đã thử quá nhiều lần. Thử lại sau %(time)s.") % {"time": f"{localtime(self.until):%H:%M}"}


@transaction.atomic
def end_sessions(*, user: User, by: User | None, at: datetime) -> User:
    """End all sessions of a person at once, on every device: their own wish, or of who keeps the people."""
    user = User.objects.select_for_update(of=("self",)).select_related("agency").get(pk=user.pk)
    if by is not None and by.pk != user.pk:
        require_manage_people(by, user.agency, at)
    user.sessions_from = at
    user.save(update_fields=["sessions_from"])
    events.publish(SessionsEnded(user_id=user.pk, by_id=who(by), at=at))
    return user


@transaction.atomic
def issue_password(*, user: User, by: User | None, at: datetime) -> str:
    """A new initial password for a person of the office, said once, to be changed at the first sign-in."""
    user = User.objects.select_for_update(of=("self",)).select_related("agency").get(pk=user.pk)
    if user.agency is None:
        raise Impossible(_("Tài khoản này không phải của cán bộ."))
    require_manage_people(by, user.agency, at)
    password = "-".join("".join(secrets.choice(_LETTERS) for _n in range(4)) for _part in range(4))
    user.set_password(password)
    user.must_change_password, user.sessions_from = True, at
    user.save(update_fields=["password", "must_change_password", "sessions_from"])
    events.publish(PasswordChanged(user_id=user.pk, initial=True, by_id=who(by), at=at))
    return password


@transaction.atomic
def reset_password(*, user: User, password: str, by: User | None, at: datetime) -> User:
    """Set a person's own new password; every session begun before it is over."""
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    events.publish(PasswordChanged(user_id=user.pk, initial=False, by_id=who(by), at=at))
    return user


@transaction.atomic
def record_password_change(*, user: User, by: User | None, at: datetime) -> None:
    """Hear from allauth that a person chose a new password."""
    User.objects.filter(pk=user.pk).update(must_change_password=False)
    events.publish(PasswordChanged(user_id=user.pk, initial=False, by_id=who(by), at=at))


@transaction.atomic
def confirm_email(*, user: User, at: datetime) -> None:
    """Hear from allauth that the e-mail of an account was shown to be its own.

    A new one takes the place of the old: a citizen's e-mail is their user name, too. Raises AlreadyTaken where
    somebody else has that user name by now.
    """
    events.publish(EmailConfirmed(user_id=user.pk, by_id=user.pk, at=at))
    take_confirmed_email(user, at)


def require_attempt(*, key: str, at: datetime) -> None:
    """Refuse a further attempt under `key` while it is closed. Raises TooManyAttempts."""
    until = (
        Attempt.objects.filter(key=_key(key), closed_until__gt=at).values_list("closed_until", flat=True).first()
    )
    if until is not None:
        raise TooManyAttempts(until)


@transaction.atomic
def count_attempt(
    *, key: str, most: int, within: timedelta, close_for: timedelta, at: datetime
) -> datetime | None:
    """Count one attempt under `key`; the `most`-th `within` a time closes the key, and says until when.

    One statement, so that attempts made at the same time all count.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO identity_attempt AS a (key, count, since, closed_until)
            VALUES (%(key)s::varchar, 1, %(at)s::timestamptz,
                    CASE WHEN %(most)s::int <= 1 THEN %(until)s::timestamptz END)
            ON CONFLICT (key) DO UPDATE SET
                count = CASE WHEN a.since < %(begun)s::timestamptz THEN 1 ELSE a.count + 1 END,
                since = CASE WHEN a.since < %(begun)s::timestamptz
                             THEN %(at)s::timestamptz ELSE a.since END,
                closed_until = CASE WHEN a.since >= %(begun)s::timestamptz
                                     AND a.count + 1 >= %(most)s::int
                                    THEN %(until)s::timestamptz END
            RETURNING closed_until
            """,
            {"key": _key(key), "most": most, "begun": at - within, "until": at + close_for, "at": at},
        )
        row = cursor.fetchone()
    return row[0] if row else None


@transaction.atomic
def forget_attempts(*, key: str) -> None:
    """Begin counting anew: the right password was given."""
    Attempt.objects.filter(key=_key(key)).delete()


@transaction.atomic
def forget_old_attempts(*, before: datetime) -> int:
    """Throw away what was counted before a moment and closes nothing any more. How many keys went."""
    old = Attempt.objects.filter(since__lt=before).exclude(closed_until__gte=before)
    return old.delete()[0]


@transaction.atomic
def record_closed_sign_in(*, username: str, until: datetime, at: datetime) -> None:
    """Write down that sign-in to an account is closed; a user name that nobody has is nobody's event."""
    user = User.objects.filter(username__iexact=username).first()
    if user is not None:
        events.publish(SignInClosed(user_id=user.pk, until=until.isoformat(), by_id=None, at=at))


def _key(key: str) -> str:
    return key[:200]
