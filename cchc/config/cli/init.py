"""`cchc init`: the first day of a real office in this program."""

import argparse
import getpass
import os
import re
import secrets
import sys

from cchc.config.cli import Refused, answer
from cchc.config.cli.running import ready

# (option, what is asked, default)
QUESTIONS = (
    ("name", "Tên cơ quan", ""),
    ("short_name", "Tên ngắn, như trên thanh đầu trang (để trống: như tên cơ quan)", ""),
    ("code", "Mã đơn vị, như 000.00.12.H21 (Điều 19 Thông tư 01/2018/TT-VPCP)", ""),
    ("admin_name", "Họ và tên người quản trị", ""),
    ("admin_username", "Tên đăng nhập của người quản trị", "quantri"),
    ("admin_email", "Thư điện tử của người quản trị", ""),
)
REQUIRED = ("name", "code", "admin_name")


def arguments(parser: argparse.ArgumentParser) -> None:
    """What is asked for where it is not given."""
    for option, asked, default in QUESTIONS:
        parser.add_argument(
            f"--{option.replace('_', '-')}", default=None, help=asked + (f" ({default})" if default else "")
        )
    parser.add_argument(
        "--kind", default="department", help="province, department (usual), branch, commune, service_centre"
    )
    parser.add_argument("--json", action="store_true", help="print JSON alone on stdout")
    parser.epilog = "The password comes from CCHC_ADMIN_PASSWORD, or is asked for, or is made and shown once."


def run(options: argparse.Namespace) -> int:
    """Begin: agency, its office unit, the calendar of the coming years, the first administrator."""
    asks = sys.stdin.isatty() and not options.json
    for option, asked, default in QUESTIONS:
        if getattr(options, option) is None:
            typed = input(f"{asked}{f' [{default}]' if default else ''}: ").strip() if asks else ""
            setattr(options, option, typed or default)
    options.short_name = options.short_name or options.name
    missing = [f"--{name.replace('_', '-')}" for name in REQUIRED if not getattr(options, name)]
    if missing:
        raise Refused("missing: " + ", ".join(missing))
    if not re.fullmatch(r"[A-Z0-9]+(\.[A-Z0-9]+)*", options.code):
        raise Refused(
            f"{options.code} is no unit code: parts of capitals and digits with dots between, 000.00.12.H21"
        )
    password, was_made = _password(asks)
    with ready():
        _begin(options, password)
    row = {
        "agency": options.name, "code": options.code, "username": options.admin_username.lower(),
        "password": password if was_made else None,
    }  # fmt: skip
    if options.json:
        answer(row, options.stdout)
        return 0
    print(f"\n{options.name} ({options.code})")
    print(
        f"Người quản trị: {row['username']}" + (f", mật khẩu: {password} (chỉ hiện một lần)" if was_made else "")
    )
    print("Tiếp theo: `cchc check`, rồi `cchc up`.")
    return 0


def _password(asks: bool) -> tuple[str, bool]:
    """The first administrator's password, and whether it was made here."""
    given = os.environ.get("CCHC_ADMIN_PASSWORD", "")
    if not given and asks:
        given = getpass.getpass("Mật khẩu (để trống: tự tạo): ")
        if given and given != getpass.getpass("Nhập lại mật khẩu: "):
            raise Refused("the two passwords differ.")
    return (given, False) if given else (secrets.token_urlsafe(12), True)


def _begin(options: argparse.Namespace, password: str) -> None:
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError
    from django.db import transaction
    from django.utils import translation

    from cchc.foundation.identity import services
    from cchc.foundation.identity.choices import AgencyKind, Right, Scope
    from cchc.foundation.identity.models import Agency
    from cchc.foundation.worktime.services import seed_holidays
    from cchc.kernel import clock

    if options.kind not in AgencyKind.values:
        raise Refused(f"{options.kind} is none of: {', '.join(AgencyKind.values)}")
    if Agency.objects.filter(is_demo=True).exists():
        raise Refused(
            "the demonstration lives in this database: take another CCHC_VAR or DATABASE_URL for the office."
        )
    if Agency.objects.exists():
        raise Refused("an office works with this database already; its administrator adds the others.")
    try:
        validate_password(password)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    at, today = clock.now(), clock.today()
    rights = [Right.MANAGE_PEOPLE, Right.MANAGE_PROCEDURES, Right.MANAGE_CALENDAR, Right.READ_AUDIT]
    with transaction.atomic(), translation.override("vi"):
        agency = services.open_agency(
            kind=AgencyKind(options.kind), code=options.code, name=options.name, short_name=options.short_name,
            starts_on=today, is_host=True, by=None, at=at,
        )  # fmt: skip
        unit = services.open_unit(
            agency=agency, code="VP", name="Văn phòng", short_name="Văn phòng", starts_on=today, by=None, at=at
        )
        position = services.define_position(
            agency=agency, title="Quản trị hệ thống", rights=rights, scope=Scope.AGENCY, by=None, at=at
        )
        user = services.create_staff(
            username=options.admin_username, full_name=options.admin_name, email=options.admin_email,
            agency=agency, password=password, by=None, at=at,
        )  # fmt: skip
        services.hold(user=user, unit=unit, position=position, starts_on=today, by=None, at=at)
        seed_holidays(by=None, at=at)
