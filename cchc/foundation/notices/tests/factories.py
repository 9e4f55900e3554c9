"""Notices, as situations."""

from datetime import UTC, datetime

import factory

from cchc.foundation.identity.tests.factories import AccountFactory
from cchc.foundation.notices.choices import Kind
from cchc.foundation.notices.models import Notice

NOON = datetime(2026, 11, 18, 5, 0, tzinfo=UTC)


class NoticeFactory(factory.django.DjangoModelFactory[Notice]):
    """An account was told, in the page and by e-mail, that its dossier was taken in."""

    class Meta:
        model = Notice

    class Params:
        read = factory.Trait(read_at=NOON)
        sent = factory.Trait(emailed_at=NOON)
        page_only = factory.Trait(email="")
        stranger = factory.Trait(user=None)

    user = factory.SubFactory(AccountFactory)
    email = "huyen@vi-du.vn"
    subject_type = "dossier"
    subject_id = factory.Sequence(lambda n: str(n))
    kind = Kind.ACCEPTED
    title = factory.Sequence(lambda n: f"Hồ sơ 000.00.12.H21-261118-{n:04} đã được tiếp nhận")
    body = "Hẹn trả kết quả: 16:30 ngày 04/12/2026."
    path = "/ho-so/000.00.12.H21-261118-0034"
    created_at = NOON
