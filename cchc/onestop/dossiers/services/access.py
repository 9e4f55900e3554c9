"""Who outside the office may see a dossier: by the code on the receipt, by an officer, by the secret code."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from cchc.foundation.identity.models import User
from cchc.kernel import events
from cchc.kernel.identifiers import plain_code
from cchc.onestop.dossiers import permissions
from cchc.onestop.dossiers.choices import Basis
from cchc.onestop.dossiers.events import AccessGiven
from cchc.onestop.dossiers.models import Access, Dossier
from cchc.onestop.dossiers.rules import plain_number
from cchc.onestop.dossiers.services.drafts import hashed

_MARKS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class WrongCode(ValueError):
    """Number and code do not belong together, or there is no such number: the same answer for both."""


def receipt_code(dossier: Dossier) -> str:
    """The code printed on the receipt, with which an account links the dossier to itself: 8 marks, XXXX-XXXX.

    Made from the dossier's key and the installation's secret, so that it is nowhere stored; another version of the
    receipt has another one.
    """
    raw = salted_hmac(
        "cchc.dossiers.receipt", f"{dossier.pk}:{dossier.receipt_version}", algorithm="sha256"
    ).digest()
    marks = "".join(_MARKS[byte & 31] for byte in raw[:8])
    return f"{marks[:4]}-{marks[4:]}"


def secret_code(dossier_id: UUID) -> str:
    """The code that opens a dossier without an account: 10 marks, XXXXX-XXXXX, for whoever filed it.

    Made from the dossier's key and the installation's secret, so that no job and no table carries it.
    """
    raw = salted_hmac("cchc.dossiers.opening", str(dossier_id), algorithm="sha256").digest()
    marks = "".join(_MARKS[byte & 31] for byte in raw[:10])
    return f"{marks[:5]}-{marks[5:]}"


@transaction.atomic
def link_by_code(*, number: str, code: str, by: User, at: datetime) -> Dossier:
    """An account that holds the receipt sees that dossier from now on. Raises WrongCode."""
    dossier = Dossier.objects.called(plain_number(number)).first()
    right = dossier is not None and constant_time_compare(plain_code(receipt_code(dossier)), plain_code(code))
    if dossier is None or not right:
        raise WrongCode(_("Số hồ sơ và mã trên giấy tiếp nhận không khớp. Xem lại giấy tiếp nhận."))
    _give(dossier, by, Basis.CODE, None, at)
    return dossier


@transaction.atomic
def link_by_officer(*, dossier_id: UUID, user: User, by: User, at: datetime) -> Access:
    """An officer who has seen the card lets an account see a dossier."""
    dossier = Dossier.objects.locked(dossier_id, None)
    if not permissions.can_receive(by, dossier, at):
        raise PermissionDenied(_("Chỉ nơi tiếp nhận mới liên kết tài khoản với hồ sơ."))
    return _give(dossier, user, Basis.OFFICER, by, at)


def by_secret(*, number: str, code: str) -> Dossier:
    """The dossier that a secret code opens without an account. Raises WrongCode."""
    dossier = Dossier.objects.called(plain_number(number)).exclude(secret="").first()
    if dossier is None or not constant_time_compare(dossier.secret, hashed(code)):
        raise WrongCode(_("Mã hồ sơ và mã bí mật không khớp. Mất mã: hỏi tại quầy, mang theo giấy tờ tùy thân."))
    return dossier


def _give(dossier: Dossier, user: User, basis: Basis, by: User | None, at: datetime) -> Access:
    access, made = Access.objects.get_or_create(
        dossier=dossier, user=user, defaults={"basis": basis, "by": by, "at": at}
    )
    if made:
        events.publish(
            AccessGiven(dossier_id=dossier.pk, user_id=user.pk, basis=basis, by_id=by.pk if by else user.pk, at=at)
        )
    return access
