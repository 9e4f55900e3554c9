"""What happened to a person or a unit, from the record, in the office's words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from cchc.foundation.audit.models import Entry
from cchc.foundation.identity.models import Position, Unit, User

_WORDS = {
    "UnitOpened": lazy("Mở đơn vị từ ngày %(starts_on)s"),
    "UnitChanged": lazy("Sửa đơn vị"),
    "UnitMoved": lazy("Chuyển đơn vị: trước ở %(was_in)s, nay ở %(now_in)s"),
    "UnitClosed": lazy("Giải thể đơn vị sau ngày %(ends_on)s"),
    "StaffCreated": lazy("Tạo tài khoản"),
    "PersonChanged": lazy("Sửa thông tin"),
    "PositionHeld": lazy("Giao vị trí %(position)s tại %(unit)s từ ngày %(starts_on)s"),
    "HoldingEnded": lazy("Kết thúc vị trí %(position)s tại %(unit)s, hết ngày %(ends_on)s"),
    "StandInNamed": lazy("Được cử làm thay từ ngày %(starts_on)s đến ngày %(ends_on)s"),
    "StandInEnded": lazy("Thôi làm thay, hết ngày %(ends_on)s"),
    "StaffLeft": lazy("Cho nghỉ việc, việc đang mở: %(heir)s"),
    "StaffReturned": lazy("Cho làm việc trở lại"),
    "SessionsEnded": lazy("Đăng xuất mọi thiết bị"),
    "PasswordChanged": lazy("Đổi mật khẩu"),
    "SignInClosed": lazy("Khóa đăng nhập vì nhập sai mật khẩu nhiều lần"),
}


@dataclass(frozen=True)
class Told:
    """One line: when, what, by whom."""

    at: datetime
    words: str
    by: str


def story(entries: Sequence[Entry]) -> list[Told]:
    """The entries that have words, newest first, with names for the ids in them."""
    known = [entry for entry in entries if entry.kind in _WORDS]
    people = _names(User, [entry.by_id for entry in known] + _ids(known, "heir"), "full_name")
    units = _names(Unit, [pk for key in ("unit", "was_in", "now_in") for pk in _ids(known, key)], "name")
    titles = _names(Position, _ids(known, "position"), "title")
    lines = []
    for entry in reversed(known):
        said = {key: _day(value) for key, value in entry.content.items()}
        for key in ("unit", "was_in", "now_in"):
            said[key] = units.get(entry.content.get(key), _("cơ quan"))
        said["position"] = titles.get(entry.content.get("position"), "")
        heir = people.get(entry.content.get("heir"))
        said["heir"] = _("sang %(name)s") % {"name": heir} if heir else _("trả về đơn vị")
        by = people.get(entry.by_id) if entry.by_id else None
        lines.append(Told(at=entry.at, words=str(_WORDS[entry.kind]) % said, by=by or _("Hệ thống")))
    return lines


def _ids(entries: Sequence[Entry], key: str) -> list[int | None]:
    return [entry.content.get(key) for entry in entries]


def _names(
    model: type[User] | type[Unit] | type[Position], ids: Sequence[int | None], field: str
) -> dict[int | None, str]:
    wanted = {pk for pk in ids if pk}
    return dict(model._default_manager.filter(pk__in=wanted).values_list("pk", field)) if wanted else {}


def _day(value: object) -> object:
    try:
        return f"{date.fromisoformat(str(value)):%d/%m/%Y}"
    except ValueError:
        return value
