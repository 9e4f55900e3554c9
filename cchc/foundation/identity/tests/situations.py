"""What the tests of identity share: days, a number, rows read anew, pages read, forms sent."""

import re
from datetime import timedelta

from cchc.foundation.audit.models import Entry
from cchc.foundation.identity import services
from cchc.foundation.identity.choices import ApplicantKind
from cchc.foundation.identity.models import User
from cchc.foundation.identity.tests.factories import (
    NOON,
    PASSWORD,
    TODAY,
)

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
DAY = f"{TODAY:%d/%m/%Y}"
NUMBER = "052187000123"
ROOT = "/quan-tri/to-chuc"
SIGN_IN, OWN, CHANGE = "/dang-nhap", "/tai-khoan", "/doi-mat-khau"
NEW = "Mot-mat-khau-khac-9"
WRONG = "Tên đăng nhập hoặc mật khẩu chưa đúng"


def fresh(user):
    return User.objects.get(pk=user.pk)


def recorded(kind):
    return Entry.objects.filter(kind=kind).count()


def opened_unit(agency, **more):
    words = {"code": "TTCN", "name": "Phòng Thị trường công nghệ", "short_name": "TTCN", "starts_on": TODAY}
    return services.open_unit(agency=agency, at=NOON, **(words | {"by": None} | more))


def declared(**more):
    words = {
        "kind": ApplicantKind.CITIZEN, "name": "Nguyễn Thị Ngọc Huyền", "number": NUMBER, "seen": False,
        "by": None, "at": NOON,
    }  # fmt: skip
    return services.applicant_for(**(words | more))


def read(page):
    """The text of a page without the marks around its figures."""
    return re.sub(r"</?(span|time)[^>]*>", "", page.text)


def agree(client, path, said):
    """Send a form, read the consequences, agree to them."""
    page = client.post(path, said)
    assert page.status_code == 200, read(page)
    assert "Hệ quả" in page.text
    return page, client.post(path, said | {"confirmed": "on"})


def sign_in(client, user, password=PASSWORD, **more):
    return client.post(SIGN_IN, {"login": user.username, "password": password, **more})


def is_in(client):
    return client.get(OWN).status_code == 200


def links_in(letter):
    return re.findall(r"http://testserver(/\S+)", letter.body)


def confirmed(user):
    from allauth.account.models import EmailAddress

    if not user.is_staff:
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
